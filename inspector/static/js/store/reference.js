// What the server told this device last: the bundle of each person, and every checklist version an unfinished round stands on.

import { read, write } from "./database.js";

<<<<<<< Updated upstream
/** What one person works with; another's is theirs alone. */
export async function bundle(accountId) {
  return read(["ref"], async (store) => ({ bundle: await store("ref").get(`bundle:${accountId}`), etag: await store("ref").get(`etag:${accountId}`) }));
}

export function keepBundle(fresh, etag) {
  const { id } = fresh.account;
  return write(["ref"], (store) => Promise.all([store("ref").put(fresh, `bundle:${id}`), store("ref").put(etag, `etag:${id}`)]));
=======
/** {bundle, etag, at}: at = when the server last said that this is how things are, in milliseconds. */
export async function bundle() {
  return read(["ref"], async (store) => {
    const [kept, etag, at] = await Promise.all(["bundle", "etag", "bundle_at"].map((name) => store("ref").get(name)));
    return { bundle: kept, etag, at: at ?? null };
  });
}

export function keepBundle(fresh, etag, at) {
  return write(["ref"], (store) => Promise.all([store("ref").put(fresh, "bundle"), store("ref").put(etag, "etag"), store("ref").put(at, "bundle_at")]));
}

/** The server said that nothing has changed. */
export function stillAsKept(at) {
  return write(["ref"], (store) => store("ref").put(at, "bundle_at"));
>>>>>>> Stashed changes
}

export function document(version) {
  return read(["ref"], (store) => store("ref").get(`document:${version}`));
}
