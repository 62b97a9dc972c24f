// Light, dark or as the device: kept in a cookie, so that the server paints the next page right from the start.

const COOKIE = "inspector_theme";
const YEAR_SECONDS = 31536000;

/** Let the switch change the brightness at once. */
export function switchTheme(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-switch] button");
    if (!button) return;
    const choice = button.value;
    if (choice) root.documentElement.dataset.theme = choice;
    else delete root.documentElement.dataset.theme;
    root.cookie = `${COOKIE}=${choice}; path=/; max-age=${choice ? YEAR_SECONDS : 0}; samesite=lax`;
    for (const one of button.parentElement.children) one.setAttribute("aria-pressed", String(one === button));
  });
}
