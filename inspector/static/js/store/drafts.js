// Unfinished rounds, one record each, written whole.

import { read, write } from "./database.js";
import { writeText } from "./room.js";

/**
 * @typedef {object} Answer            as on the wire (docs/payload.md), without `item`
 * @property {string|null} for         the subject, or who was seen doing it
 * @property {"answered"|"na"|"unseen"} state
 * @property {*} value
 * @property {string|null} reason
 * @property {string} at
 * @property {boolean} bulk
 * @property {string|null} note
 * @property {string|null} cause
 * @property {boolean} corrected
 * @property {boolean} reminded
 * @property {boolean} [later]         failed with a long press: the note is still to be written; never sent
 *
 * @typedef {object} Draft
 * @property {string} id               UUID v4, later the id of the submission
 * @property {string} checklist_version the frozen version; its document lies in `ref`
 * @property {object} site, area_id, shift_id, line, author, subjects, duty
 * @property {Object<string, object>} names    what a subject is called, frozen
 * @property {Object<string, Answer>} answers  by "item|subject"
 * @property {object[]} photos         {slot, kind, key, sha256, bytes, type, taken_at, original_sha256, signer?, hidden_reason?, foot?}; foot: height of the burnt-in footer, never sent
 * @property {object[]} undo           what brings the last changes back
 * @property {object} place            where the inspector is: {section, subject, view, scroll, open}
 */

export function save(draft) {
  return writeText(["drafts"], (store) => store("drafts").put(draft));
}

/** A round begins: the draft and the version it stands on, together. */
export function begin(draft, document) {
  return writeText(["drafts", "ref"], (store) =>
    Promise.all([store("drafts").put(draft), store("ref").put(document, `document:${draft.checklist_version}`)]));
}

/** Forget versions that no unfinished round stands on; what can be started comes with the bundle. */
export function forgetDocuments() {
  return write(["drafts", "ref"], async (store) => {
    const [unfinished, names] = await Promise.all([store("drafts").getAll(), store("ref").getAllKeys()]);
    const kept = new Set(unfinished.map((draft) => `document:${draft.checklist_version}`));
    await Promise.all(names.filter((name) => name.startsWith("document:") && !kept.has(name)).map((name) => store("ref").delete(name)));
  });
}

export function find(id) {
  return read(["drafts"], (store) => store("drafts").get(id));
}

export async function all() {
  const drafts = await read(["drafts"], (store) => store("drafts").getAll());
  return drafts.sort((one, other) => (one.started_at < other.started_at ? 1 : -1));
}

/** Throw an unfinished round away, with its photos, sorted or not. */
export function discard(id) {
  return write(["drafts", "draft_blobs", "pool"], async (store) => {
    const loose = (await store("pool").getAll()).filter((one) => one.draft === id);
    await Promise.all([store("drafts").delete(id), store("draft_blobs").delete(IDBKeyRange.bound([id], [id, []])), ...loose.map((one) => store("pool").delete(one.id))]);
  });
}
