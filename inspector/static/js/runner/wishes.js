// Wishes of this device: language, brightness, hand, wet hands. Kept apart from every round and every account.

const NAME = "inspector.wishes";
const NO_TORCH = "inspector.no_torch";
const THEME_COOKIE = "inspector_theme"; // shared with the pages the server paints (behaviours/theme.js)
const YEAR_SECONDS = 31_536_000;
const USUAL = { language: null, theme: "system", hand: "right", wet: false, installPutOff: 0 };

export function wishes() {
  try {
    return { ...USUAL, ...JSON.parse(localStorage.getItem(NAME) ?? "{}"), theme: themeOf(document.cookie) };
  } catch {
    return { ...USUAL };
  }
}

export function keepWish(name, value) {
  const next = { ...wishes(), [name]: value };
  localStorage.setItem(NAME, JSON.stringify(next));
  if (name === "theme") document.cookie = `${THEME_COOKIE}=${value === "system" ? "" : value}; path=/; max-age=${value === "system" ? 0 : YEAR_SECONDS}; samesite=lax`;
  return next;
}

/** Put the wishes on the page, where the style sheets look for them. */
export function show(root, { theme, hand, wet }) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.classList.toggle("hand-left", hand === "left");
  root.classList.toggle("wet", wet);
}

/** Whether a lamp is offered: false = out, null = none that is known of. A device that turned out to have none is not asked again. */
export function torchAtFirst() {
  const isPossible = navigator.mediaDevices?.getSupportedConstraints?.().torch && matchMedia("(pointer: coarse)").matches;
  return isPossible && localStorage.getItem(NO_TORCH) === null ? false : null;
}

export function noteNoTorch() {
  localStorage.setItem(NO_TORCH, "1");
}

function themeOf(cookie) {
  return new RegExp(`(?:^|;\\s*)${THEME_COOKIE}=(light|dark)`).exec(cookie)?.[1] ?? "system";
}
