// The session of the server, seen from the app: signed in without leaving the page, changed with the person, ended.

import { sealed, unsealed } from "../lib/pins.js";
import * as meta from "../store/meta.js";
import * as profiles from "../store/profiles.js";
import { ask } from "./server.js";

const JSON_TYPE = "application/json";
let inHand = null;

/**
 * Sign in by name and password.
 * @returns {Promise<{isIn: boolean, problem?: "wrong_password"|"too_many"|"no_network"|"failed", seconds?: number}>}
 */
export async function signIn(name, password) {
  const answer = await asked("POST", { name, password });
  if (!answer) return { isIn: false, problem: "no_network" };
  if (answer.status === 200 && answer.body?.account_id) return { isIn: true };
  const { code, details } = answer.body?.error ?? {};
  return { isIn: false, problem: ["wrong_password", "too_many"].includes(code) ? code : "failed", seconds: details?.seconds };
}

/** End the session that this device saw last; without a network at the next contact, before anything else. Resolves with whether it is over. */
export async function signOut() {
  const mark = (await meta.get("session"))?.mark ?? null;
  await meta.put("session_ends", mark ?? "any");
  const answer = await asked("DELETE", { mark });
  const isOver = answer?.status === 200 || answer?.status === 401;
  if (isOver) await meta.put("session_ends", null);
  return isOver;
}

/**
 * The tablet has changed hands by PIN: the session follows where its way back still opens, else the one before ends.
 * @param {import("../store/profiles.js").Profile|null} profile  who holds it now
 * @param {CryptoKey|null} key  what the PIN opened; kept while the page lives, for when there is no network just now
 */
export async function follow(profile, key = null) {
  if (key) inHand = { id: profile.id, key };
  const ticket = profile?.ticket && inHand?.id === profile.id ? await unsealed(inHand.key, profile.ticket) : null;
  if (!ticket) return signOut();
  const answer = await asked("POST", { ticket });
  if (!answer) return meta.put("session_ends", (await meta.get("session"))?.mark ?? "any");
  await profiles.change(profile.id, { ticket: null });
  return answer.status === 200 ? meta.put("session_ends", null) : signOut();
}

/** Keep a way back into the living session, sealed under the PIN of the person whose it is. */
export async function keepWayBack(profileId, key) {
  const answer = await asked("POST", { device_id: await meta.deviceId() }, "/device/tickets");
  if (answer?.status === 201) await profiles.change(profileId, { ticket: { ...(await sealed(key, answer.body.ticket)), at: Date.now() } });
}

/** Tell the server that finished rounds were thrown away on purpose. by: {name, password}, or the grant of a manager with a PIN here. */
export async function reportDiscard(records, { by = null, grant = null }) {
  const body = JSON.stringify({ device_id: await meta.deviceId(), records, by });
  try {
    return await ask("/device/discards", { method: "POST", body, type: JSON_TYPE, grant });
  } catch {
    return null;
  }
}

async function asked(method, body, path = "/device/session") {
  try {
    return await ask(path, { method, ...(body && { body: JSON.stringify(body), type: JSON_TYPE }) });
  } catch {
    return null;
  }
}
