// Mirrors unfinished rounds to the server, so that another device of the same person can go on with them; never the other way round unasked.

import { sha256 } from "../lib/digest.js";
import * as drafts from "../store/drafts.js";
import * as meta from "../store/meta.js";
import * as photos from "../store/photos.js";
import * as pool from "../store/pool.js";
import { judgePhoto } from "./judgement.js";
import { ask } from "./server.js";

const DEVICES = [[/iPad/, "iPad"], [/iPhone/, "iPhone"], [/Android/, "Android"], [/Windows/, "Windows"], [/Macintosh/, "Mac"], [/Linux/, "Linux"]];

/** What a person calls this device by. */
export function deviceLabel(agent = navigator.userAgent) {
  return DEVICES.find(([sign]) => sign.test(agent))?.[1] ?? "";
}

/**
 * Bring every draft of the holder that has changed to the server.
 * @param {{holderId: number, progress: (draft) => Promise<{done, total}>, onMoved, onLeft, request?}} how
 *   onMoved(id, {label, at}): another device holds it now; onLeft(id, draft): what the device before still had
 */
export async function mirror({ holderId, progress, onMoved, onLeft, request = ask }) {
  const known = (await meta.get("mirror")) ?? {};
  const own = (await drafts.all()).filter((draft) => draft.author.id === holderId && !draft.moved);
  for (const draft of own) {
    const state = await mirrorOne(draft, known[draft.id] ?? { rev: 0 }, { progress, onMoved, onLeft, request });
    if (state) known[draft.id] = state;
  }
  const here = new Set((await drafts.all()).map((draft) => draft.id));
  await meta.put("mirror", Object.fromEntries(Object.entries(known).filter(([id]) => here.has(id))));
}

/** The round was thrown away here: so is its mirror. */
export async function forget(id, request = ask) {
  return request(`/device/drafts/${id}?device_id=${await meta.deviceId()}`, { method: "DELETE" }).catch(() => null);
}

async function mirrorOne(draft, state, { progress, onMoved, onLeft, request }) {
  const copy = { ...draft, undo: [], pool: await pool.of(draft.id) };
  const hash = await sha256(new TextEncoder().encode(JSON.stringify({ ...copy, place: null, active_seconds: 0 })));
  if (hash === state.hash && !state.took && !state.missing) return null;
  const { done, total } = await progress(draft);
  const wish = { base_rev: state.rev, draft: copy, device_id: await meta.deviceId(), label: deviceLabel(), done, total, took: state.took ?? null };
  const answer = await request(`/device/drafts/${draft.id}`, { method: "PUT", body: JSON.stringify(wish), type: "application/json" });
  if (answer.status === 200 && answer.body) {
    const left = await sendPhotos(copy, answer.body.missing, request);
    if (answer.body.left) await onLeft(draft.id, answer.body.left.draft);
    return { rev: answer.body.rev, hash, took: answer.body.left?.sha256, missing: left };
  }
  return answer.status === 409 ? newer(draft, copy, answer.body, { onMoved, onLeft, request }) : null;
}

/** The server has another state: what this device lacks is added here, and nothing there is overwritten. */
async function newer(draft, copy, body, { onMoved, onLeft, request }) {
  const why = body?.error?.details?.state;
  if (why === "moved") {
    await sendPhotos(copy, body.missing ?? [], request);
    await onMoved(draft.id, { label: body.device.label, at: body.updated_at });
    return null;
  }
  if (why === "submitted") await onMoved(draft.id, { label: "", at: null });
  if (why !== "newer") return null;
  await onLeft(draft.id, body.draft);
  return { rev: body.rev, hash: null };
}

/** Photos that are only here; what could not be sent is tried with the next mirror. */
async function sendPhotos(copy, missing, request) {
  let left = false;
  for (const photo of [...copy.photos, ...copy.pool].filter((one) => missing.includes(one.sha256))) {
    const bytes = await photos.find(copy.id, photo.slot);
    if (!bytes) continue;
    const answer = await request(`/device/blobs/${copy.id}/${photo.sha256}`, { method: "PUT", body: bytes, type: photo.type ?? "image/jpeg" }).catch(() => null);
    if (!answer || judgePhoto(answer, photo.sha256).verdict !== "stored") left = true;
  }
  return left;
}
