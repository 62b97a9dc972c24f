// Words on screen: the catalogue the server shares with us, and the texts a checklist carries in several languages.

const SPOKEN = ["zh", "en"];
let language = "en";
let catalogue = {};
let learnt = new Set();

/** Load the words of one language; English needs none, its messages are the text. */
export async function speak(wanted, load = (code) => import(`../../i18n/${code}.js`)) {
  language = SPOKEN.includes(wanted) ? wanted : "en";
  learnt = new Set();
  catalogue = language === "en" ? {} : (await load(language)).default;
  return language;
}

/** More words, with the screens that say them. */
export async function learn(name, load = (path) => import(`../../i18n/${path}.js`)) {
  if (language === "en" || learnt.has(name)) return;
  catalogue = { ...catalogue, ...(await load(`${name}-${language}`)).default };
  learnt.add(name);
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
