// Room on a full device: words come before photos, and what the server has comes last.

import { write } from "./database.js";

const AT_ONCE = 5;

/** Save words and figures. On a full disk the reserve is given up first, then what the server has already; text is kept even where photos no longer fit. */
export function writeText(stores, change) {
  return withRoom(() => write(stores, change), [dropReserve, forgetPhotos, forgetRecords]);
}

/** Save photos: only what the server has makes room for them, never the reserve, which is for words. */
export function writePhoto(stores, change) {
  return withRoom(() => write(stores, change), [forgetPhotos]);
}

/** Try; when the disk is full, free something and try again, as long as there is something to free. */
async function withRoom(work, ways) {
  for (const free of ways) {
    do {
      try {
        return await work();
      } catch (error) {
        if (error?.name !== "QuotaExceededError") throw error;
      }
    } while (await free());
  }
  return work();
}

/** Each of these returns whether more may be freed the same way. */
async function dropReserve() {
  await write(["meta"], (store) => store("meta").delete("reserve"));
  return false;
}

/** Photos of the records acknowledged longest ago. Nothing is put, only deleted: on a full disk a mark would not fit. */
function forgetPhotos() {
  return write(["acked", "draft_blobs"], async (store) => {
    const [acknowledged, keys] = await Promise.all([store("acked").getAll(), store("draft_blobs").getAllKeys()]);
    const holding = new Set(keys.map(([record]) => record));
    const oldest = byAge(acknowledged.filter((record) => holding.has(record.id))).slice(0, AT_ONCE);
    for (const { id } of oldest) await store("draft_blobs").delete(IDBKeyRange.bound([id], [id, []]));
    return oldest.length > 0;
  });
}

function forgetRecords() {
  return write(["acked"], async (store) => {
    const oldest = byAge(await store("acked").getAll()).slice(0, AT_ONCE);
    for (const { id } of oldest) await store("acked").delete(id);
    return oldest.length > 0;
  });
}

function byAge(records) {
  return records.sort((one, other) => one.acked_at - other.acked_at);
}
