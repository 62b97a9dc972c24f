// Copies what a field holds: data-copies="id of the field" and data-copied="what the button says then". Without this script one copies by hand.

/** Show the buttons that copy, and do it. */
export function copyFields(root) {
  for (const button of root.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (await copied(root, root.getElementById(button.dataset.copies))) button.querySelector("span").textContent = button.dataset.copied;
    });
  }
}

/** Whether it is on the clipboard; where the browser refuses, the words stand selected. */
async function copied(root, field) {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return root.execCommand("copy"); // a page that came without TLS has no clipboard of its own
  }
}
