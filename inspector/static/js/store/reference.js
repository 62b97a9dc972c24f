// What the server told this device last: the bundle of each person, and every checklist version an unfinished round stands on.

import { read, write } from "./database.js";

/** What one person works with, and when the server last said that it holds (milliseconds); another's is theirs alone. */
export async function bundle(accountId) {
  return read(["ref"], async (store) => {
    const [kept, etag, at] = await Promise.all(["bundle", "etag", "bundle_at"].map((name) => store("ref").get(`${name}:${accountId}`)));
    return { bundle: kept, etag, at: at ?? null };
  });
}

export function bundleAt(accountId) {
  return read(["ref"], (store) => store("ref").get(`bundle_at:${accountId}`));
}

export function keepBundle(fresh, etag, at) {
  const { id } = fresh.account;
  return write(["ref"], (store) =>
    Promise.all([store("ref").put(fresh, `bundle:${id}`), store("ref").put(etag, `etag:${id}`), store("ref").put(at, `bundle_at:${id}`)]));
}

/** The server said that nothing has changed. */
export function stillAsKept(accountId, at) {
  return write(["ref"], (store) => store("ref").put(at, `bundle_at:${accountId}`));
}

/** The small photos of somebody's tasks: {address: bytes}. */
export function pictures(accountId) {
  return read(["ref"], async (store) => {
    const [keys, bytes] = await Promise.all([store("ref").getAllKeys(picturesOf(accountId)), store("ref").getAll(picturesOf(accountId))]);
    return new Map(keys.map((key, index) => [key.slice(`picture:${accountId}:`.length), bytes[index]]));
  });
}

/** Keep new ones, and forget those that are not wanted any more. */
export function keepPictures(accountId, wanted, fresh) {
  return write(["ref"], async (store) => {
    const old = (await store("ref").getAllKeys(picturesOf(accountId))).filter((key) => !wanted.has(key.slice(`picture:${accountId}:`.length)));
    await Promise.all([...old.map((key) => store("ref").delete(key)), ...[...fresh].map(([address, bytes]) => store("ref").put(bytes, `picture:${accountId}:${address}`))]);
  });
}

/** Where in the store the pictures of somebody lie. */
export function picturesOf(accountId) {
  return IDBKeyRange.bound(`picture:${accountId}:`, `picture:${accountId}:\uffff`);
}

export function document(version) {
  return read(["ref"], (store) => store("ref").get(`document:${version}`));
}
