// Parts of a draft while they are written: redrawn when a choice changes what may be chosen, sent again when sending failed, not left unsaved.

const AGAIN_MILLISECONDS = 5000;

/** Look after the forms that save themselves (data-draft-form). */
export function keepWords(root) {
  const unsaved = new Set();
  const typed = new WeakMap(); // form -> how often something was typed or chosen in it
  const asked = new WeakMap(); // form -> the same, when the last request left
  root.addEventListener("input", (event) => mark(event.target, true));
  root.addEventListener("change", (event) => {
    mark(event.target, true);
    if (event.target.matches?.("[data-redraws]")) redraw(event.target.form);
  });
  // A form that is drawn anew takes the place of the present one: what was typed while it was on its way is saved first.
  root.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (form) asked.set(form, typed.get(form) ?? 0);
  });
  root.addEventListener("htmx:beforeSwap", (event) => {
    const form = formOf(event.detail.requestConfig?.elt);
    if (!form?.isConnected || !event.detail.xhr.getResponseHeader("HX-Retarget") || asked.get(form) === (typed.get(form) ?? 0)) return;
    event.detail.shouldSwap = false;
    setTimeout(() => redraw(form));
  });
  root.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (!form) return;
    const isSaved = event.detail.successful || event.detail.xhr?.status === 422;
    if (isSaved && asked.get(form) === (typed.get(form) ?? 0)) mark(form, false);
    if (!isSaved) setTimeout(() => unsaved.has(form) && form.isConnected && form.requestSubmit(), AGAIN_MILLISECONDS);
    tell(!isSaved);
  });
  addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  });

  function mark(element, isOpen) {
    const form = formOf(element);
    if (!form) return;
    if (isOpen) typed.set(form, (typed.get(form) ?? 0) + 1);
    if (isOpen) unsaved.add(form);
    else unsaved.delete(form);
  }
}

function formOf(element) {
  return element?.closest?.("[data-draft-form]") ?? null;
}

/** The part is saved and drawn anew: another kind of answer has other fields. */
function redraw(form) {
  form?.querySelector("[data-redraw]")?.click(); // a click, for htmx tells the button that was clicked
}

function tell(isUnsaved) {
  const state = document.getElementById("draft-state");
  state?.querySelector(".editor-state__saved")?.toggleAttribute("hidden", isUnsaved);
  state?.querySelector(".editor-state__unsaved")?.toggleAttribute("hidden", !isUnsaved);
}
