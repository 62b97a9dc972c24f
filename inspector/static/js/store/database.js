// The database of this device: its stores, and the one way to write into them.

import { openDB } from "../vendor/idb.js";

export const NAME = "inspector";
export const VERSION = 2;
const REOPENABLE = new Set(["InvalidStateError", "UnknownError"]);
const FLUSH_MILLISECONDS = 4_000;
let opening = null;
let isSuperseded = false;

/** Tells "blocked" when an older tab keeps us out, "superseded" when a newer one took over and this page must be loaded again. */
export const storage = new EventTarget();
const beforeLeaving = new Set();

/** Have work finished before the database is handed to a newer version of the app in another tab. Returns what takes that back. */
export function finishBeforeLeaving(work) {
  beforeLeaving.add(work);
  return () => beforeLeaving.delete(work);
}

/**
 * Change some stores; resolves with what `change` returned only when the transaction is complete and flushed.
 * A put that "succeeded" is not saved: with a full disk every put succeeds and the transaction aborts.
 */
export async function write(stores, change) {
  return reopened(() => transact(stores, change));
}

/** Read from some stores in one transaction. */
export async function read(stores, look) {
  return reopened(async () => {
    const transaction = (await database()).transaction(stores, "readonly");
    const found = await look((name) => transaction.objectStore(name));
    await transaction.done;
    return found;
  });
}

export async function close() {
  const database = await opening;
  opening = null;
  database?.close();
}

async function transact(stores, change) {
  const transaction = (await database()).transaction(stores, "readwrite", { durability: "strict" });
  const done = transaction.done.then(() => null, (error) => error ?? transaction.error ?? new DOMException("aborted", "AbortError"));
  let result;
  try {
    result = await change((name) => transaction.objectStore(name));
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // the transaction had already aborted by itself
    }
    await done;
    throw transaction.error ?? error;
  }
  const failure = await done;
  if (failure) throw failure;
  return result;
}

/** WebKit closes the connection under a page in the background: open again, once. */
async function reopened(work) {
  try {
    return await work();
  } catch (error) {
    if (!REOPENABLE.has(error?.name)) throw error;
    opening = null;
    return work();
  }
}

/** Once a newer app has it, this page asks no more: it would only stand in its way. */
function database() {
  if (isSuperseded) return Promise.reject(new DOMException("a newer version of the app has the database", "VersionError"));
  opening ??= openDB(NAME, VERSION, {
    upgrade(created, from) {
      if (from < 1) {
        created.createObjectStore("drafts", { keyPath: "id" });
        created.createObjectStore("draft_blobs", { keyPath: ["record", "slot", "part"] });
        created.createObjectStore("outbox", { keyPath: "id" });
        created.createObjectStore("acked", { keyPath: "id" });
        created.createObjectStore("ref");
        created.createObjectStore("meta");
      }
      if (from < 2) {
        created.createObjectStore("profiles", { keyPath: "id" }); // people who may unlock this device, by account
        created.createObjectStore("pool", { keyPath: "id" }); // photos taken while walking, not yet put on an item
        created.createObjectStore("commands", { keyPath: "id" }); // what was done with tasks without a network
      }
    },
    terminated() {
      opening = null;
    },
    blocked() {
      storage.dispatchEvent(new Event("blocked"));
    },
    async blocking(_current, _blocked, event) {
      await Promise.race([Promise.allSettled([...beforeLeaving].map((work) => work())), pause(FLUSH_MILLISECONDS)]);
      isSuperseded = true;
      opening = null;
      event.target.close();
      storage.dispatchEvent(new Event("superseded"));
    },
  }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
