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
