// Brings one waiting record to the server: its words, then the photos it misses, then the identical words again.

import { sha256 } from "../lib/digest.js";
import * as photos from "../store/photos.js";
import { judge, judgePhoto } from "./judgement.js";
import { ask } from "./server.js";

const AT_ONCE = 2;
const RESENDS = 3;
const WATCHED_BYTES = 64 * 1024;
/** What is larger, or was cut off once, travels in pieces. */
const WHOLE_BYTES = 1024 * 1024;

/**
 * Put the exact bytes of a record.
 * @param {import("../store/outbox.js").Waiting} record
 * @param {{secret: string|null, request?: typeof ask}} how
 * @returns the judgement (outbox/judgement.js)
 */
export async function sendWords(record, { secret, request = ask }) {
  const onProgress = record.body.byteLength > WATCHED_BYTES ? () => {} : undefined;
  const answer = await request(`/device/submissions/${record.id}`, { method: "PUT", body: record.body, type: "application/json", grant: secret, onProgress });
  return judge(answer, record);
}

/**
 * Send the photos the server misses, then the words again, whose answer is the acknowledgement.
 * @param {{secret, request?, onPhoto: (sha, fact: {sent?, cut?, problem?}) => Promise<void>, onProgress?: (sha, bytes: number) => void}} how
 */
export async function sendPhotos(record, how) {
  const waiting = [...record.missing];
  let refused = null; // what concerns all of them ends the try
  let damaged = null; // what concerns one of them does not hold up the others
  const worker = async () => {
    while (waiting.length && !refused) {
      const judgement = await sendPhoto(record, waiting.shift(), how);
      if (judgement.verdict === "attention") damaged ??= judgement;
      else if (judgement.verdict !== "stored") refused ??= judgement;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (refused ?? damaged) return refused ?? damaged;
  const words = await sendWords(record, how);
  return words.verdict === "incomplete" ? { ...words, verdict: "retry", problem: { code: "incomplete", message: "" } } : words;
}

async function sendPhoto(record, sha, how) {
  const photo = record.photos.find((candidate) => candidate.sha256 === sha);
  for (let tries = 0; photo && tries < RESENDS; tries += 1) {
    const bytes = await photos.find(record.id, photo.slot);
    if (!bytes || (await sha256(bytes)) !== sha) break;
    const judgement = await bring(record, photo, bytes, how);
    if (judgement.verdict === "stored") await how.onPhoto(sha, { sent: true, problem: null });
    if (judgement.verdict === "attention") await how.onPhoto(sha, { problem: judgement.problem });
    if (judgement.verdict !== "damaged") return judgement;
  }
  const problem = { code: "photo_damaged", message: "" };
  await how.onPhoto(sha, { problem });
  return { verdict: "attention", problem };
}

async function bring(record, photo, bytes, { secret, request = ask, onPhoto, onProgress = () => {} }) {
  const path = `/device/blobs/${record.id}/${photo.sha256}`;
  const told = (sent) => onProgress(photo.sha256, sent);
  told(0);
  if (photo.cut || bytes.byteLength > WHOLE_BYTES) {
    const { sendInPieces } = await import("./pieces.js");
    return sendInPieces(path, bytes, { secret, request, onProgress: told });
  }
  try {
    return judgePhoto(await request(path, { method: "PUT", body: bytes, type: photo.type, grant: secret, onProgress: told }), photo.sha256);
  } catch (error) {
    await onPhoto(photo.sha256, { cut: true });
    throw error;
  }
}
