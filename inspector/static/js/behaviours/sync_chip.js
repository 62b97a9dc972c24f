// The chip of the app on server pages: counts what waits on this device, from its database, which it never makes or changes.

import { summary } from "../outbox/queue.js";

const NAME = "inspector";
const QUEUES = ["outbox", "commands"];

/** Show how the person's own records stand, now and whenever the page comes back into sight. */
export function showHowItStands(root) {
  const chip = root.querySelector("[data-sync-chip]");
  if (!chip || !globalThis.indexedDB) return;
  const show = () => draw(chip).catch(() => null); // storage is blocked: the app says so itself
  for (const happening of ["online", "offline", "pageshow"]) addEventListener(happening, show);
  root.addEventListener("visibilitychange", () => root.visibilityState === "visible" && show());
  show();
}

async function draw(chip) {
  const database = await existing();
  if (!database) return;
  const records = await all(database);
  database.close();
  const own = records.filter((record) => record.state !== "acknowledged" && String(record.about?.author_id) === chip.dataset.syncChip);
  const { tone, waiting, attention } = summary(own, { sending: false, online: navigator.onLine, signedOut: false });
  const words = tone === "offline" && !waiting ? "clear" : tone;
  chip.className = `sync sync--${words}`;
  chip.querySelector("span").textContent = chip.dataset[words].replace("#", attention || waiting);
  chip.hidden = false;
}

/** The database of the app, or null where it has never been opened: asking must not make an empty one. */
function existing() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME);
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => (asked.error?.name === "AbortError" ? resolve(null) : reject(asked.error));
  });
}

async function all(database) {
  const names = QUEUES.filter((name) => database.objectStoreNames.contains(name));
  if (!names.length) return [];
  const transaction = database.transaction(names, "readonly");
  const found = await Promise.all(names.map((name) => new Promise((resolve, reject) => {
    const asked = transaction.objectStore(name).getAll();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  })));
  return found.flat();
}
