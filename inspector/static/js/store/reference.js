// What the server told this device last: the bundle of each person, and every checklist version an unfinished round stands on.

import { read, write } from "./database.js";

/** What one person works with; another's is theirs alone. */
export async function bundle(accountId) {
  return read(["ref"], async (store) => ({ bundle: await store("ref").get(`bundle:${accountId}`), etag: await store("ref").get(`etag:${accountId}`) }));
}

export function keepBundle(fresh, etag) {
  const { id } = fresh.account;
  return write(["ref"], (store) => Promise.all([store("ref").put(fresh, `bundle:${id}`), store("ref").put(etag, `etag:${id}`)]));
}

export function document(version) {
  return read(["ref"], (store) => store("ref").get(`document:${version}`));
}
