// Fetches what this device works with, and keeps the last good answer; a failed fetch never overwrites it.

import * as reference from "../store/reference.js";
import { ask } from "./server.js";

/**
 * @param {number|null} holderId  who holds the device; the session may be somebody else's, whose bundle is then kept for them
 * @returns {Promise<{bundle: object|null, session: string|null, isSignedOut: boolean, isReached: boolean, isRevoked?: boolean}>}
 *   bundle: of the person whose session it is, null when it did not come; session: the mark of that session
 */
export async function refreshBundle(holderId, now = Date.now) {
  const known = holderId === null ? {} : await reference.bundle(holderId);
  let answer;
  try {
    answer = await ask("/device/bundle", { etag: known.etag });
  } catch {
    return { bundle: null, session: null, isSignedOut: false, isReached: false };
  }
  const { session } = answer;
  if (answer.status === 304 && known.bundle) {
    await reference.stillAsKept(holderId, now());
    return { bundle: known.bundle, session, isSignedOut: false, isReached: true };
  }
  if (answer.body?.error?.code === "device_revoked") return { bundle: null, session, isSignedOut: true, isReached: true, isRevoked: true };
  if (answer.status !== 200 || answer.redirected || !answer.body?.account) return { bundle: null, session, isSignedOut: answer.status === 401, isReached: true };
  await reference.keepBundle(answer.body, answer.etag, now());
  return { bundle: answer.body, session, isSignedOut: false, isReached: true };
}
