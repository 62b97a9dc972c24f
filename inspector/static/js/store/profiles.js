// People who may unlock this device, and who holds it now.

import { read, write } from "./database.js";
import { picturesOf } from "./reference.js";

/**
 * @typedef {object} Profile
 * @property {number} id               the account
 * @property {string} name, number
 * @property {string[]} roles
 * @property {string} language
 * @property {number|null} staff_id
 * @property {{id: number, name: *}[]} sites
 * @property {object|null} pin         {salt, rounds, verifier} (lib/pins.js); null until it is chosen
 * @property {object|null} ticket      the way back into the session, sealed under the PIN
 * @property {number} tries, tried_at  wrong PINs in a row, and when the last was typed
 * @property {string|null} session     the mark of the last session seen; another one is a new sign-in
 * @property {number} unlocked_at      when this person last held the device
 * @property {{day: string, shift_id: number}[]} on_duty  from the duty maps this device has seen
 * @property {boolean} forgot         asked for another PIN after the next sign-in
 * @property {boolean} signed_out      left by signing out: shown by initials only
 *
 * @typedef {{id: number, unlocked_at: number, active_at: number, site_id: number|null, shift: string|null}} Holder
 */

const FRESH = { pin: null, forgot: false, ticket: null, tries: 0, tried_at: 0, session: null, unlocked_at: 0, on_duty: [], signed_out: false };

export function all() {
  return read(["profiles"], (store) => store("profiles").getAll());
}

/** Change a profile as it is at this moment; one that is not there begins fresh. Resolves with what it became. */
export function change(id, facts) {
  return write(["profiles"], async (store) => {
    const known = (await store("profiles").get(id)) ?? { ...FRESH, id };
    const changed = { ...known, ...(typeof facts === "function" ? facts(known) : facts) };
    await store("profiles").put(changed);
    return changed;
  });
}

export function holder() {
  return read(["meta"], async (store) => (await store("meta").get("holder")) ?? null);
}

export function hold(holder) {
  return write(["meta"], (store) => store("meta").put(holder, "holder"));
}

/** Nobody holds the device; what waits on it stays. */
export function release() {
  return write(["meta"], (store) => store("meta").delete("holder"));
}

/** The holder was active, also in another tab: the later moment counts. */
export function stayed(id, at) {
  return write(["meta"], async (store) => {
    const known = await store("meta").get("holder");
    if (known?.id === id && known.active_at < at) await store("meta").put({ ...known, active_at: at }, "holder");
  });
}

/** Signed out: reference data and the way back go; the PIN stays, because what waits and what was sent opens with it. */
export function signOut(id) {
  return write(["profiles", "meta", "ref"], async (store) => {
    const known = await store("profiles").get(id);
    if (known) await store("profiles").put({ ...known, ticket: null, on_duty: [], signed_out: true });
    if ((await store("meta").get("holder"))?.id === id) await store("meta").delete("holder");
    for (const name of ["bundle", "etag"]) await store("ref").delete(`${name}:${id}`);
    await store("ref").delete(picturesOf(id));
  });
}
