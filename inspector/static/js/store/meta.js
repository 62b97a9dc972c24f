// Facts about this device: its id, its counter, its grants, its wishes, and a reserve of space for the day the disk is full.

import { uuid } from "../lib/identity.js";
import { read, write } from "./database.js";

const RESERVE_BYTES = 2 * 1024 * 1024;
const RANDOM_LIMIT = 65_536;
const DEVICE = "inspector.device";

export function get(name) {
  return read(["meta"], (store) => store("meta").get(name));
}

export function put(name, value) {
  return write(["meta"], (store) => store("meta").put(value, name));
}

/** The UUID of this device, minted once. It is kept twice, so that a browser that clears the database does not make another device of it. */
export async function deviceId() {
  // A start only reads: a write would wait for the disk before anything can be shown.
  const id = (await get("device_id")) ?? await write(["meta"], async (store) => {
    const known = (await store("meta").get("device_id")) ?? remembered();
    const kept = known ?? uuid();
    await store("meta").put(kept, "device_id");
    return kept;
  });
  if (remembered() !== id) globalThis.localStorage?.setItem(DEVICE, id);
  return id;
}

function remembered() {
  return globalThis.localStorage?.getItem(DEVICE) ?? null;
}

/** Set space aside, of noise so that no compression eats it. */
export async function keepReserve() {
  if (await get("reserve")) return;
  const noise = new Uint8Array(RESERVE_BYTES);
  for (let at = 0; at < RESERVE_BYTES; at += RANDOM_LIMIT) crypto.getRandomValues(noise.subarray(at, at + RANDOM_LIMIT));
  await put("reserve", noise.buffer);
}
