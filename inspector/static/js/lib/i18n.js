// Words on screen: the catalogue the server shares with us, and the texts a checklist carries in several languages.

const SPOKEN = ["zh", "en"];
let language = "en";
let catalogue = {};
let learnt = new Map(); // catalogues beside the first one, each with its loading

/** Load the words of one language, and all that was learnt beside them in the one before; English needs none, its messages are the text. */
export async function speak(wanted, load = (code) => import(`../../i18n/${code}.js`)) {
  const next = SPOKEN.includes(wanted) ? wanted : "en";
  const words = next === "en" ? {} : (await load(next)).default;
  const names = [...learnt.keys()];
  [language, catalogue, learnt] = [next, words, new Map()];
  await Promise.allSettled(names.map((name) => learn(name, load)));
  return language;
}

/** More words, with the screens that say them; in English too they are noted, for whoever changes to another language later. */
export async function learn(name, load = (path) => import(`../../i18n/${path}.js`)) {
  if (!learnt.has(name)) learnt.set(name, language === "en" ? null : fetched(name, load));
  await learnt.get(name);
}

async function fetched(name, load) {
  const spoken = language;
  try {
    const words = (await load(`${name}-${spoken}`)).default;
    if (spoken === language) catalogue = { ...catalogue, ...words };
  } catch (error) {
    learnt.delete(name); // a network that comes back may bring them
    throw error;
  }
}

/** The language of this device: chosen here, then the account's, then the cookie, then the browser's. */
export function preferredLanguage({ chosen, account, cookie = "", accepted = [] }) {
  const fromCookie = /(?:^|;\s*)inspector_language=([a-z]+)/.exec(cookie)?.[1];
  const wanted = [chosen, account, fromCookie, ...accepted.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find((code) => SPOKEN.includes(code)) ?? "en";
}

export function currentLanguage() {
  return language;
}

/** One sentence of ours in the language of the screen; %(name)s is filled from values. */
export function t(message, values = {}) {
  const sentence = catalogue[message] || message;
  return sentence.replace(/%\((\w+)\)s/g, (placeholder, name) => (name in values ? String(values[name]) : placeholder));
}

/** A text of a checklist, place or person: a string or {zh, en, und}; a missing language falls back to another. */
export function text(texts) {
  if (texts === null || texts === undefined) return "";
  if (typeof texts === "string") return texts;
  return texts[language] ?? texts.und ?? texts.zh ?? texts.en ?? "";
}
