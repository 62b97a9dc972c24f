// Asks before what cannot be taken back: data-confirm="question" on the button that sends.

/** Put the question of a button between the tap and the sending. */
export function askFirst(root) {
  const dialog = root.getElementById("confirm");
  if (!dialog) return;
  root.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (!question || event.submitter.dataset.agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(dialog, question, () => sendAgreed(event.submitter, event.target));
  }, { capture: true });
}

function ask(dialog, question, agree) {
  dialog.querySelector("h2").textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && agree(), { once: true });
  dialog.showModal();
}

function sendAgreed(button, form) {
  button.dataset.agreed = "yes";
  form.requestSubmit(button);
  delete button.dataset.agreed;
}
