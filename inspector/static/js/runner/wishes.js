// Wishes of this device: language, brightness, hand, wet hands. Kept apart from every round and every account.

const NAME = "inspector.wishes";
const USUAL = { language: null, theme: "system", hand: "right", wet: false };

export function wishes() {
  try {
    return { ...USUAL, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") };
  } catch {
    return { ...USUAL };
  }
}

export function keepWish(name, value) {
  const next = { ...wishes(), [name]: value };
  localStorage.setItem(NAME, JSON.stringify(next));
  return next;
}

/** Put the wishes on the page, where the style sheets look for them. */
export function show(root, { theme, hand, wet }) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  root.classList.toggle("hand-left", hand === "left");
  root.classList.toggle("wet", wet);
}
