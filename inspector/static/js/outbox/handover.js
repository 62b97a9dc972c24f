// Takes an unfinished round of this person over from another device: whole, with its photos, or with those named that stay behind.

import { sha256 } from "../lib/digest.js";
import * as drafts from "../store/drafts.js";
import * as meta from "../store/meta.js";
import * as photos from "../store/photos.js";
import * as pool from "../store/pool.js";
import { deviceLabel } from "./mirror.js";
import { ask } from "./server.js";

const THUMB = (slot) => `thumb:${slot}`;

/** What stays behind if it is taken now: photos that only the other device has. */
export async function staysBehind(line, request = ask) {
  const answer = await request(`/device/drafts/${line.id}`);
  if (answer.status !== 200) throw new Error("the draft could not be read");
  return { rev: answer.body.rev, draft: answer.body.draft, photos: answer.body.photos.filter((photo) => !photo.here) };
}

/** Take it over: resolves when it is on this device, whole. @returns {Promise<string|null>} its id, null when somebody was faster */
export async function take(line, rev, { request = ask, fetchBytes = bytesOf } = {}) {
  const wish = { base_rev: rev, device_id: await meta.deviceId(), label: deviceLabel() };
  const answer = await request(`/device/drafts/${line.id}/handover`, { method: "POST", body: JSON.stringify(wish), type: "application/json" });
  if (answer.status !== 200 || !answer.body?.document) return null;
  const { draft, document } = answer.body;
  for (const photo of answer.body.photos.filter((one) => one.here)) await fetchPhoto(draft.id, photo, fetchBytes);
  const { pool: loose = [], moved: _moved, ...rest } = draft;
  for (const photo of loose) await pool.add(draft.id, photo);
  await drafts.begin(rest, document);
  const known = (await meta.get("mirror")) ?? {};
  await meta.put("mirror", { ...known, [draft.id]: { rev: answer.body.rev, hash: null } });
  return draft.id;
}

/** The bytes at an address of ours, or null. */
async function bytesOf(path) {
  const response = await fetch(`/api/v1${path}`, { headers: { "X-Inspector-Client": "handover;wire=1" }, cache: "no-store", credentials: "same-origin", redirect: "manual" });
  return response.status === 200 ? response.arrayBuffer() : null;
}

/** One that arrives damaged is left out: the other device still has it, and so has the server. */
async function fetchPhoto(id, photo, fetchBytes) {
  const bytes = await fetchBytes(`/device/drafts/${id}/photos/${photo.sha256}`);
  if (!bytes || (await sha256(bytes)) !== photo.sha256) return;
  await photos.keep(id, photo.slot, bytes);
  await photos.keep(id, THUMB(photo.slot), bytes);
}
