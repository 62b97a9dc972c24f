// When people leave a device: what waits of them, what is thrown away on purpose, and what goes when the device is taken out of use.

import { read, write } from "./database.js";
import { picturesOf } from "./reference.js";

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

/** After the device was taken out of use: what it knows of people goes, once nothing of theirs waits; unfinished rounds stay, and nobody can open them. */
export function wipe() {
  return write(["profiles", "meta", "ref", "outbox", "commands", "acked", "draft_blobs"], async (store) => {
    const commands = (await store("commands").getAll()).filter((command) => command.state !== "acknowledged");
    const waiting = new Set([...(await store("outbox").getAll()), ...commands].map((record) => record.about.author_id));
    await store("meta").delete("holder");
    for (const { id } of await store("profiles").getAll()) {
      for (const name of ["bundle", "etag"]) await store("ref").delete(`${name}:${id}`);
      await store("ref").delete(picturesOf(id));
      if (waiting.has(id)) continue;
      await store("profiles").delete(id);
      await store("meta").delete(`grant:${id}`);
    }
    for (const record of await store("acked").getAll()) {
      if (waiting.has(record.about.author_id)) continue;
      await store("acked").delete(record.id);
      await store("draft_blobs").delete(IDBKeyRange.bound([record.id], [record.id, []]));
    }
  });
}
