// With what a record is sent: the session while it lives, else the upload grant of its author.

import * as meta from "../store/meta.js";
import { ask } from "./server.js";

const RENEW_DAYS = 10;
const DAY = 86_400_000;

/** The grant of an author: {id, secret, expires_at}, or null when there is none or it has ended. */
export async function grantOf(authorId, now = Date.now()) {
  const grant = await meta.get(`grant:${authorId}`);
  return grant && Date.parse(grant.expires_at) > now ? grant : null;
}

/** Ask for a grant while the session lives, so that this round can leave the device when it no longer does. */
export async function renewGrant(authorId, label, now = Date.now()) {
  const known = await grantOf(authorId, now + RENEW_DAYS * DAY);
  if (known) return known;
  const body = JSON.stringify({ device_id: await meta.deviceId(), label });
  const answer = await ask("/device/grants", { method: "POST", body, type: "application/json" });
  if (answer.status !== 201 || !answer.body?.secret) return null;
  await meta.put(`grant:${authorId}`, answer.body);
  return answer.body;
}
