// Photo bytes of a record, in pieces of at most one megabyte; ArrayBuffers, because WebKit loses Blobs.

import { sha256 } from "../lib/digest.js";
import { read, write } from "./database.js";
import { writePhoto } from "./room.js";

const PIECE_BYTES = 1024 * 1024;

/** Keep bytes; resolves with their SHA-256 after they were read back and found equal. */
export async function keep(record, slot, bytes) {
  if (!bytes.byteLength) throw new DOMException("nothing was in the photo", "NotReadableError");
  const hash = await sha256(bytes);
  const pieces = Math.max(1, Math.ceil(bytes.byteLength / PIECE_BYTES));
  await writePhoto(["draft_blobs"], (store) =>
    Promise.all(Array.from({ length: pieces }, (_, part) =>
      store("draft_blobs").put({ record, slot, part, bytes: bytes.slice(part * PIECE_BYTES, (part + 1) * PIECE_BYTES) }))));
  const again = await find(record, slot);
  if (!again || (await sha256(again)) !== hash) {
    await remove(record, [slot]);
    throw new DOMException("the photo reads back differently", "DataError");
  }
  return hash;
}

/** The bytes of one slot, or null. look: how the stores are read. */
export async function find(record, slot, look = read) {
  const pieces = await look(["draft_blobs"], (store) => store("draft_blobs").getAll(slotRange(record, slot)));
  if (!pieces.length) return null;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.bytes.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(new Uint8Array(piece.bytes), at);
    at += piece.bytes.byteLength;
  }
  return whole.buffer;
}

export function remove(record, slots) {
  return write(["draft_blobs"], (store) => Promise.all(slots.map((slot) => store("draft_blobs").delete(slotRange(record, slot)))));
}

export function removeAll(record) {
  return write(["draft_blobs"], (store) => store("draft_blobs").delete(IDBKeyRange.bound([record], [record, []])));
}

function slotRange(record, slot) {
  return IDBKeyRange.bound([record, slot], [record, slot, []]);
}
