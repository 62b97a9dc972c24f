// Photos shot while walking, on no item yet: what is known of each. Their bytes lie with the other photos of their round.

import { read, write } from "./database.js";
import { writeText } from "./room.js";

/** @typedef {object} Loose {id, draft, added_at, photo}: photo as in a draft, its key still "pool" */

export function add(draft, photo) {
  return writeText(["pool"], (store) => store("pool").put({ id: photo.slot, draft, added_at: Date.now(), photo }));
}

/** The photos of a round that are still to sort, in the order in which they were taken. */
export async function of(draft) {
  const all = await read(["pool"], (store) => store("pool").getAll());
  return all.filter((loose) => loose.draft === draft).sort((one, other) => one.added_at - other.added_at).map((loose) => loose.photo);
}

export function remove(slots) {
  return write(["pool"], (store) => Promise.all(slots.map((slot) => store("pool").delete(slot))));
}
