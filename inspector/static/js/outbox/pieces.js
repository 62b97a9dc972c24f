// A large photo, or one that was cut off on its way, travels in pieces: the server says where to go on, and each piece stays there.

import { judgePart } from "./judgement.js";

const PIECE_BYTES = 256 * 1024;
const MISUNDERSTANDINGS = 3;

/** @returns {Promise<{verdict: string}>} "stored", or the judgement of the answer that did not go on */
export async function sendInPieces(path, bytes, { secret, request, onProgress }) {
  for (let tries = 0; tries < MISUNDERSTANDINGS; tries += 1) {
    const here = await askOffset(path, secret, request);
    if (here.refusal) return here.refusal;
    if (here.isWhole) return { verdict: "stored" };
    const judgement = await sendFrom(here.offset, path, bytes, { secret, request, onProgress });
    if (judgement) return judgement;
  }
  return { verdict: "retry", problem: { code: "busy", message: "" } };
}

/** How many bytes the server has of it; a server that knows nothing of it has none. */
async function askOffset(path, grant, request) {
  const answer = await request(path, { method: "HEAD", grant });
  if (answer.status === 404) return { offset: 0 };
  if (answer.status !== 200 || answer.redirected || !/^\d+$/.test(answer.offset ?? "")) return { refusal: judgePart(answer) };
  return { offset: Number(answer.offset), isWhole: answer.isWhole };
}

/** null when the server stands elsewhere than was thought: then it is asked again. */
async function sendFrom(begin, path, bytes, { secret, request, onProgress }) {
  let offset = Math.min(begin, bytes.byteLength);
  for (;;) {
    onProgress(offset);
    const piece = bytes.slice(offset, offset + PIECE_BYTES);
    const answer = await request(path, {
      method: "PATCH", body: piece, type: "application/offset+octet-stream", grant: secret,
      headers: { "Upload-Offset": String(offset), "Upload-Length": String(bytes.byteLength) },
      onProgress: (sent) => onProgress(offset + sent),
    });
    if (answer.status === 409) return null;
    if (answer.redirected || answer.offset === null || ![201, 204].includes(answer.status)) return judgePart(answer);
    if (answer.status === 201) return { verdict: "stored" };
    if (Number(answer.offset) !== offset + piece.byteLength) return null;
    offset = Number(answer.offset);
  }
}
