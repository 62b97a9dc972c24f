// Reads the device's database as it is, whatever version of the app wrote it, and changes nothing: for when this app may not write.

import { NAME } from "../store/database.js";

/** A way of reading for `pack`; a store that is not there is empty. */
export async function rawLook() {
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onupgradeneeded = () => asked.transaction.abort(); // nothing was there: then nothing is made either
  });
  return async (names, look) => {
    const known = names.filter((name) => database.objectStoreNames.contains(name));
    if (!known.length) return look(() => EMPTY);
    const transaction = database.transaction(known, "readonly");
    return look((name) => (known.includes(name) ? promised(transaction.objectStore(name)) : EMPTY));
  };
}

const EMPTY = { get: async () => undefined, getAll: async () => [], getAllKeys: async () => [] };

function promised(store) {
  const answer = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return { get: (key) => answer(store.get(key)), getAll: (range) => answer(store.getAll(range)), getAllKeys: (range) => answer(store.getAllKeys(range)) };
}
