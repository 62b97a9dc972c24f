// Menus made of <details data-menu>: closed by a tap elsewhere, by Escape and when another one opens.

/** Close open menus when the person turns to something else. */
export function closeMenus(root) {
  root.addEventListener("click", (event) => closeAllBut(root, event.target.closest?.("details[data-menu]")));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = root.querySelector("details[data-menu][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  root.addEventListener("focusin", (event) => closeAllBut(root, event.target.closest?.("details[data-menu]")));
}

function closeAllBut(root, kept) {
  for (const menu of root.querySelectorAll("details[data-menu][open]")) if (menu !== kept) menu.open = false;
}
