// Finished rounds thrown away on purpose, after the server has written down who allowed it.

import { read, write } from "./database.js";

/** What is left of a person on this device: unfinished rounds, and finished ones that wait. */
export async function leftOf(accountId) {
  const [drafts, records] = await read(["drafts", "outbox"], (store) => Promise.all([store("drafts").getAll(), store("outbox").getAll()]));
  return { drafts: drafts.filter((draft) => draft.author.id === accountId), records: records.filter((record) => record.about.author_id === accountId) };
}

/** Delete these records with their photos; their ids are kept, so that nobody takes them for lost. */
export function discard(ids) {
  return write(["outbox", "draft_blobs", "meta"], async (store) => {
    for (const id of ids) {
      await store("outbox").delete(id);
      await store("draft_blobs").delete(IDBKeyRange.bound([id], [id, []]));
    }
    await store("meta").put([...((await store("meta").get("discarded")) ?? []), ...ids], "discarded");
  });
}
