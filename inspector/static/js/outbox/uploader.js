// Brings one waiting record to the server: the JSON, then the photos it misses, then the identical JSON again.

import { sha256 } from "../lib/digest.js";
import * as photos from "../store/photos.js";
import { judge, judgePhoto } from "./judgement.js";
import { ask } from "./server.js";

const AT_ONCE = 2;
const RESENDS = 3;

/**
 * Send one record as far as it goes.
 * @param {import("../store/outbox.js").Waiting} record
 * @param {{secret: string|null, onPhoto: (sha: string) => Promise<void>, request?: typeof ask}} how
 * @returns the judgement (outbox/judgement.js) of the last answer
 */
export async function send(record, { secret, onPhoto, request = ask }) {
  const first = judge(await putRecord(record, secret, request), record);
  if (first.verdict !== "incomplete") return first;
  const refused = await sendPhotos(record, first.missing, { secret, onPhoto, request });
  if (refused) return refused;
  const second = judge(await putRecord(record, secret, request), record);
  return second.verdict === "incomplete" ? { verdict: "retry", problem: { code: "incomplete", message: "" } } : second;
}

function putRecord(record, secret, request) {
  return request(`/device/submissions/${record.id}`, { method: "PUT", body: record.body, type: "application/json", grant: secret });
}

async function sendPhotos(record, missing, how) {
  const waiting = [...missing];
  let refused = null;
  const worker = async () => {
    while (waiting.length && !refused) {
      const judgement = await sendPhoto(record, waiting.shift(), how);
      if (judgement.verdict !== "stored") refused = judgement;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return refused;
}

async function sendPhoto(record, sha, { secret, onPhoto, request }) {
  const photo = record.photos.find((candidate) => candidate.sha256 === sha);
  for (let tries = 0; photo && tries < RESENDS; tries += 1) {
    const bytes = await photos.find(record.id, photo.slot);
    if (!bytes || (await sha256(bytes)) !== sha) break;
    const answer = await request(`/device/blobs/${record.id}/${sha}`, { method: "PUT", body: bytes, type: photo.type, grant: secret });
    const judgement = judgePhoto(answer);
    if (judgement.verdict === "stored") await onPhoto(sha);
    if (judgement.verdict !== "damaged") return judgement;
  }
  return { verdict: "attention", problem: { code: "photo_damaged", message: "" } };
}
