// What the server told this device last: the bundle, and every checklist version an unfinished round stands on.

import { read, write } from "./database.js";

export async function bundle() {
  return read(["ref"], async (store) => ({ bundle: await store("ref").get("bundle"), etag: await store("ref").get("etag") }));
}

export function keepBundle(fresh, etag) {
  return write(["ref"], (store) => Promise.all([store("ref").put(fresh, "bundle"), store("ref").put(etag, "etag")]));
}

export function document(version) {
  return read(["ref"], (store) => store("ref").get(`document:${version}`));
}

export function keepDocument(version, document) {
  return write(["ref"], (store) => store("ref").put(document, `document:${version}`));
}

/** Forget versions that no unfinished round needs; offered versions come with the bundle. */
export function forgetDocuments(needed) {
  const kept = new Set(needed.map((version) => `document:${version}`));
  return write(["ref"], async (store) => {
    const names = await store("ref").getAllKeys();
    await Promise.all(names.filter((name) => name.startsWith("document:") && !kept.has(name)).map((name) => store("ref").delete(name)));
  });
}
