// A form is sent with a token that still holds. Whoever was signed out, exchanged or cut off meanwhile keeps what is written and is told.

const TOKEN_URL = "/token";
const PATIENCE_MS = 8000;
const FRESH_MS = 60_000; // so long a page is taken at its word

/** Ask for the session's present token before a form of an older page goes out; it goes only when the same person is still signed in. */
export function keepSendable(root) {
  let stale = Date.now() + FRESH_MS;
  root.addEventListener("visibilitychange", () => { stale = 0; }); // other pages of this browser may have signed in and out
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.sent) return;
    if (Date.now() < stale && navigator.onLine) return;
    if (form.dataset.sendable) {
      delete form.dataset.sendable;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "yes";
    ask().then((answer) => goOn(root, form, event.submitter, answer)).finally(() => delete form.dataset.asking);
  });
}

/** Take a token into every form of the page and into what htmx sends. */
export function renew(root, token) {
  for (const field of root.querySelectorAll('input[name="csrf_token"]')) field.value = token;
  const meta = root.querySelector('meta[name="csrf-token"]');
  if (meta) meta.content = token;
}

/** {token, account} of the session now; null when no answer came. */
export async function ask() {
  try {
    const answer = await fetch(TOKEN_URL, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** What stands between a page and its sending: "", or the name of the dialog's or notice's sentence. */
export function obstacle(page, answer) {
  if (!answer) return "offline";
  if (page === String(answer.account ?? "")) return "";
  return answer.account ? "exchanged" : "ended";
}

function goOn(root, form, submitter, answer) {
  const found = obstacle(root.querySelector('meta[name="account"]')?.content ?? "", answer);
  if (found) {
    tell(root, found);
    return;
  }
  renew(root, answer.token);
  form.dataset.sendable = "yes";
  if (submitter) submitter.dataset.agreed = "yes"; // the question of the button was answered already
  form.requestSubmit(submitter);
  if (submitter) delete submitter.dataset.agreed;
}

function tell(root, which) {
  const dialog = root.getElementById("not-sent");
  for (const one of dialog.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== which;
  dialog.showModal();
}
