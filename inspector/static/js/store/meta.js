// Facts about this device: its id, its counter, its grants, its wishes, and a reserve of space for the day the disk is full.

import { uuid } from "../lib/identity.js";
import { read, write } from "./database.js";

const RESERVE_BYTES = 2 * 1024 * 1024;
const RANDOM_LIMIT = 65_536;

export function get(name) {
  return read(["meta"], (store) => store("meta").get(name));
}

export function put(name, value) {
  return write(["meta"], (store) => store("meta").put(value, name));
}

/** The UUID of this device, minted once. */
export function deviceId() {
  return write(["meta"], async (store) => {
    const known = await store("meta").get("device_id");
    if (known) return known;
    const minted = uuid();
    await store("meta").put(minted, "device_id");
    return minted;
  });
}

/** Set space aside, of noise so that no compression eats it. */
export async function keepReserve() {
  if (await get("reserve")) return;
  const noise = new Uint8Array(RESERVE_BYTES);
  for (let at = 0; at < RESERVE_BYTES; at += RANDOM_LIMIT) crypto.getRandomValues(noise.subarray(at, at + RANDOM_LIMIT));
  await put("reserve", noise.buffer);
}

/** Save words and figures; when the disk is full the reserve is given up first, so that text is kept even where photos no longer fit. */
export async function writeText(stores, change) {
  try {
    return await write(stores, change);
  } catch (error) {
    if (error?.name !== "QuotaExceededError") throw error;
    await write(["meta"], (store) => store("meta").delete("reserve"));
    return write(stores, change);
  }
}
