// Parts of a draft while they are written: redrawn when a choice changes what may be chosen, sent again when sending failed, not left unsaved.

const AGAIN_MILLISECONDS = 5000;

/** Look after the forms that save themselves (data-draft-form). */
export function keepWords(root) {
  const unsaved = new Set();
  root.addEventListener("input", (event) => mark(event.target, true));
  root.addEventListener("change", (event) => {
    mark(event.target, true);
    if (event.target.matches?.("[data-redraws]")) redraw(event.target.form);
  });
  root.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (!form) return;
    const isSaved = event.detail.successful || event.detail.xhr?.status === 422;
    if (isSaved) mark(form, false);
    else setTimeout(() => unsaved.has(form) && form.isConnected && form.requestSubmit(), AGAIN_MILLISECONDS);
    tell(!isSaved);
  });
  addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  });

  function mark(element, isOpen) {
    const form = formOf(element);
    if (form && isOpen) unsaved.add(form);
    else unsaved.delete(form);
  }
}

function formOf(element) {
  return element?.closest?.("[data-draft-form]") ?? null;
}

/** The part is saved and drawn anew: another kind of answer has other fields. */
function redraw(form) {
  const button = form?.querySelector("[data-redraw]");
  if (button) form.requestSubmit(button);
}

function tell(isUnsaved) {
  const state = document.getElementById("draft-state");
  state?.querySelector(".editor-state__saved")?.toggleAttribute("hidden", isUnsaved);
  state?.querySelector(".editor-state__unsaved")?.toggleAttribute("hidden", !isUnsaved);
}
