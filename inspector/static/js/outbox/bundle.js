// Fetches what this device works with, and keeps the last good answer; a failed fetch never overwrites it.

import * as meta from "../store/meta.js";
import * as reference from "../store/reference.js";
import { ask } from "./server.js";

/** @returns {Promise<{bundle: object|null, isSignedOut: boolean, isReached: boolean}>} */
export async function refreshBundle() {
  const known = await reference.bundle();
  let answer;
  try {
    answer = await ask("/device/bundle", { etag: known.etag });
  } catch {
    return { bundle: known.bundle ?? null, isSignedOut: false, isReached: false };
  }
  if (answer.status !== 200 || !answer.body?.account) {
    return { bundle: known.bundle ?? null, isSignedOut: answer.status === 401, isReached: true };
  }
  await reference.keepBundle(answer.body, answer.etag);
  await meta.put("skew_ms", Date.parse(answer.body.now) - Date.now());
  return { bundle: answer.body, isSignedOut: false, isReached: true };
}
