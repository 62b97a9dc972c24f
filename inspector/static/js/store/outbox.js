// Finished rounds: waiting records with the exact bytes to send, and acknowledged ones with their receipt.

import { read, write } from "./database.js";
import { writeText } from "./room.js";

const DAY = 86_400_000;
const PHOTOS_KEPT_DAYS = 7;
const RECORDS_KEPT_DAYS = 30;

/**
 * @typedef {object} Waiting
 * @property {string} id
 * @property {ArrayBuffer} body        the bytes that are sent, always the same
 * @property {string} hash             their SHA-256
 * @property {object} about            what a person recognises it by: {checklist, site, author_id, submitted_at, language}
 * @property {object[]} photos         {slot, sha256, bytes, type, sent, cut?: cut off on its way once, problem?}
 * @property {string[]|null} [missing]  once the server has the words: the SHA-256 of the photos it has not
 * @property {object} [grant]          {id, secret} that came with the record from another device
 * @property {"waiting"|"attention"} state
 * @property {number} attempts, next_at, added_at
 * @property {{code: string, message: string}|null} problem
 */

/** The number of this record on this device: minted once, kept in the draft, so that a second try of the same round leaves no gap. */
export function numbered(draft) {
  return writeText(["drafts", "meta"], async (store) => {
    if (draft.device_seq) return draft;
    const device_seq = ((await store("meta").get("device_seq")) ?? 0) + 1;
    const changed = { ...draft, device_seq };
    await Promise.all([store("meta").put(device_seq, "device_seq"), store("drafts").put(changed)]);
    return changed;
  });
}

/** A round is finished: out of the drafts and into the outbox in one transaction. */
export function finish(record) {
  return writeText(["drafts", "outbox"], (store) => Promise.all([store("outbox").put(record), store("drafts").delete(record.id)]));
}

export function find(id) {
  return read(["outbox", "acked"], async (store) => (await store("outbox").get(id)) ?? (await store("acked").get(id)));
}

export async function waiting() {
  const records = await read(["outbox"], (store) => store("outbox").getAll());
  return records.sort((one, other) => one.added_at - other.added_at);
}

export async function acknowledged() {
  const records = await read(["acked"], (store) => store("acked").getAll());
  return records.sort((one, other) => other.acked_at - one.acked_at);
}

export function update(record) {
  return writeText(["outbox"], async (store) => {
    if (await store("outbox").get(record.id)) await store("outbox").put(record);
  });
}

/** The server has it, whole: the record changes its shelf. */
export function acknowledge(record, receipt, at) {
  return writeText(["outbox", "acked"], (store) =>
    Promise.all([store("acked").put({ ...record, state: "acknowledged", problem: null, receipt, acked_at: at }), store("outbox").delete(record.id)]));
}

/** The server lost it: the record waits again, with the bytes it was sent with. */
export function putBack({ receipt: _receipt, acked_at: _acked, ...record }) {
  const waiting = { ...record, state: "waiting", attempts: 0, next_at: 0, missing: null, photos: record.photos.map((photo) => ({ ...photo, sent: false })) };
  return writeText(["outbox", "acked"], (store) => Promise.all([store("outbox").put(waiting), store("acked").delete(record.id)]));
}

/** Acknowledged photos stay a week and records a month; what waits stays for ever. */
export function clearOld(now) {
  return write(["acked", "draft_blobs"], async (store) => {
    for (const record of await store("acked").getAll()) {
      const age = now - record.acked_at;
      if (age > PHOTOS_KEPT_DAYS * DAY) await store("draft_blobs").delete(IDBKeyRange.bound([record.id], [record.id, []]));
      if (age > RECORDS_KEPT_DAYS * DAY) await store("acked").delete(record.id);
    }
  });
}
