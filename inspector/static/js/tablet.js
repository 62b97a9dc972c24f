// Pages of the server on a device that several people share: locked together with the app, and signed out of without losing what waits.

import { leftOf } from "./store/leaving.js";
import * as profiles from "./store/profiles.js";
import * as reference from "./store/reference.js";

const LOOK_MILLISECONDS = 15_000;
const NOTE_MILLISECONDS = 20_000;
const USUAL_MINUTES = 15;
const form = document.querySelector("form[data-sign-out]");
const account = Number(form?.dataset.signOut);
let notedAt = 0;

/** Whoever has a PIN on this device is asked for it here too, by the door of the app. */
async function look() {
  const own = (await profiles.all()).find((profile) => profile.id === account);
  if (!own?.pin) return;
  const holder = await profiles.holder();
  const { bundle } = await reference.bundle(account);
  const minutes = bundle?.locking?.lock_idle_minutes ?? USUAL_MINUTES;
  const isQuiet = holder?.id === account && Math.abs(Date.now() - holder.active_at) > minutes * 60_000;
  if (isQuiet) await profiles.release();
  if (isQuiet || !holder) location.replace(`/app?back=${encodeURIComponent(location.pathname + location.search)}`);
}

function note() {
  if (Math.abs(Date.now() - notedAt) < NOTE_MILLISECONDS) return;
  notedAt = Date.now();
  profiles.stayed(account, notedAt).catch(() => null);
}

/** With finished rounds of this person on the device it is asked what becomes of them; without, they are only locked away. */
async function signOut(event) {
  if (form.dataset.agreed) return;
  event.preventDefault();
  const { records } = await leftOf(account).catch(() => ({ records: [] }));
  if (!records.length) return leave();
  const dialog = document.getElementById("leaving");
  dialog.querySelector("[data-count]").textContent = records.length;
  dialog.querySelector("[data-keep]").addEventListener("click", leave, { once: true });
  return dialog.showModal();
}

async function leave() {
  await profiles.signOut(account).catch(() => null);
  form.dataset.agreed = "yes";
  form.requestSubmit();
}

if (form && "indexedDB" in window) {
  form.addEventListener("submit", signOut);
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, note, { capture: true, passive: true });
  const quietly = () => look().catch(() => null); // storage is blocked: the app says so itself
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && quietly());
  setInterval(quietly, LOOK_MILLISECONDS);
  quietly();
}
