// What of a visit lies on this phone until its receipt: what was told, the unfinished form, its photos. Knows no rules.

import { openDB } from "../vendor/idb.js";

const NAME = "inspector-visit"; // not the database of the runner: a shopper's phone holds nothing of a tablet
const LANGUAGE = "inspector.visit.language";
let opening = null;

/** Whether this browser keeps anything: a private window or an old one may not. */
export async function works() {
  try {
    await database();
    return true;
  } catch {
    return false;
  }
}

/** The last visit this phone opened. */
export async function lastTold() {
  return (await database()).get("told", "last");
}

export async function keepTold(told) {
  await written("told", (store) => store.put(told, "last"));
}

export async function findDraft(visit) {
  return (await database()).get("drafts", visit);
}

/** Written whole; resolves when it is on the disk. */
export async function keepDraft(draft) {
  await written("drafts", (store) => store.put({ ...draft, kept_at: Date.now() }));
}

export async function findPhoto(sha256) {
  return (await database()).get("photos", sha256);
}

export async function keepPhoto(photo) {
  await written("photos", (store) => store.put(photo));
}

/** The report is delivered: only the receipt stays. */
export async function forget(told, receipt) {
  await written("drafts", (store) => store.clear());
  await written("photos", (store) => store.clear());
  await keepTold({ visit: told.visit, state: "delivered", receipt, is_brief_read: true, is_attested: true, site: told.site });
}

export function chosenLanguage() {
  return localStorage.getItem(LANGUAGE);
}

export function chooseLanguage(language) {
  localStorage.setItem(LANGUAGE, language);
}

async function written(name, change) {
  const transaction = (await database()).transaction(name, "readwrite", { durability: "strict" });
  await Promise.all([change(transaction.store), transaction.done]);
}

function database() {
  opening ??= openDB(NAME, 1, {
    upgrade(created) {
      created.createObjectStore("told");
      created.createObjectStore("drafts", { keyPath: "visit" });
      created.createObjectStore("photos", { keyPath: "sha256" });
    },
    terminated() {
      opening = null;
    },
  }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}
