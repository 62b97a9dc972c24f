import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "../../../inspector/static/js/lib/digest.js";
import { sendPhotos, sendWords } from "../../../inspector/static/js/outbox/uploader.js";
import { sendInPieces } from "../../../inspector/static/js/outbox/pieces.js";
import * as photos from "../../../inspector/static/js/store/photos.js";

const json = (status, body, ack = null) => ({ status, redirected: false, type: "application/json", ack, retryAfter: null, body });

/** Both steps, as the sender takes them one after the other. */
async function send(held, how) {
  const words = await sendWords(held, how);
  return words.verdict === "incomplete" ? sendPhotos({ ...held, missing: words.missing }, how) : words;
}

/** A server of the wire: keeps blobs, answers incomplete until all are there. */
function server({ onBlob = () => null } = {}) {
  const seen = [];
  const stored = new Set();
  let open = 0;
  let most = 0;
  const request = async (path, { body, grant }) => {
    open += 1;
    most = Math.max(most, open);
    await new Promise(setImmediate);
    open -= 1;
    const [, , kind, id, sha] = path.split("/");
    seen.push({ kind, sha, grant, body });
    if (kind === "blobs") {
      const refusal = onBlob(sha, seen);
      if (!refusal) stored.add(sha);
      return refusal ?? json(201, { sha256: sha, stored: true });
    }
    const missing = JSON.parse(new TextDecoder().decode(body)).attachments.filter((one) => !stored.has(one));
    if (missing.length) return json(201, { id, status: "incomplete", missing });
    return json(200, { id, status: "complete", missing: [] }, `${id} ${await sha256(body)}`);
  };
  return { request, seen, most: () => most };
}

async function record(id, count) {
  const pictures = [];
  for (let number = 0; number < count; number += 1) {
    const sha = await photos.keep(id, `slot-${number}`, new Uint8Array([number, 7]).buffer);
    pictures.push({ slot: `slot-${number}`, sha256: sha, bytes: 2, type: "image/jpeg", sent: false });
  }
  const body = new TextEncoder().encode(JSON.stringify({ attachments: pictures.map((photo) => photo.sha256) })).buffer;
  return { id, body, hash: await sha256(body), photos: pictures };
}

test("the JSON goes first, then the missing photos, then the identical bytes again", async () => {
  const { request, seen, most } = server();
  const held = await record("r1", 5);
  const told = [];
  const judgement = await send(held, { secret: null, onPhoto: async (sha, { sent }) => sent && told.push(sha), request });
  assert.equal(judgement.verdict, "acknowledged");
  assert.deepEqual(seen.map((one) => one.kind), ["submissions", "blobs", "blobs", "blobs", "blobs", "blobs", "submissions"]);
  assert.equal(seen[0].body, seen.at(-1).body);
  assert.equal(told.length, 5);
  assert.ok(most() <= 2, "at most two requests at a time");
});

test("a photo the server found damaged is read again and resent, three times at most", async () => {
  let refusals = 1;
  const { request } = server({ onBlob: () => (refusals-- > 0 ? json(422, { error: { code: "hash_mismatch" } }) : null) });
  assert.equal((await send(await record("r2", 1), { secret: null, onPhoto: async () => {}, request })).verdict, "acknowledged");
  const always = server({ onBlob: () => json(422, { error: { code: "hash_mismatch" } }) });
  const judgement = await send(await record("r3", 1), { secret: null, onPhoto: async () => {}, request: always.request });
  assert.deepEqual([judgement.verdict, judgement.problem.code], ["attention", "photo_damaged"]);
  assert.equal(always.seen.filter((one) => one.kind === "blobs").length, 3);
});

test("a photo that is gone from the device asks for a person and loses nothing else", async () => {
  const { request } = server();
  const held = await record("r4", 1);
  await photos.removeAll("r4");
  assert.equal((await send(held, { secret: null, onPhoto: async () => {}, request })).verdict, "attention");
});

test("a photo the server has no time for is tried again later", async () => {
  const { request } = server({ onBlob: () => ({ ...json(503, null), retryAfter: "7" }) });
  const judgement = await send(await record("r5", 1), { secret: "s", onPhoto: async () => {}, request });
  assert.deepEqual([judgement.verdict, judgement.retryAfter], ["retry", "7"]);
});

test("a photo that is refused does not hold up the others of its record", async () => {
  const held = await record("r6", 3);
  const [bad] = held.photos.map((photo) => photo.sha256);
  const told = new Map();
  const { request } = server({ onBlob: (sha) => (sha === bad ? json(413, { error: { code: "too_large", message: "" } }) : null) });
  const judgement = await send(held, { secret: null, onPhoto: async (sha, fact) => told.set(sha, fact), request });
  assert.deepEqual([judgement.verdict, judgement.problem.code], ["attention", "too_large"]);
  assert.deepEqual([...told.values()].filter((fact) => fact.sent).length, 2);
  assert.equal(told.get(bad).problem.code, "too_large");
});

/** A server that takes photos in parts and drops the line where it is told to. */
function partServer({ begins = 0, whole = null, cutAt = null, isWhole = false } = {}) {
  let offset = begins;
  const seen = [];
  const request = async (path, { method = "PUT", body, headers = {} }) => {
    seen.push([method, headers["Upload-Offset"] ?? null, body?.byteLength ?? 0]);
    if (method === "HEAD") return offset ? { ...json(200, null), type: "", offset: String(offset), isWhole } : { ...json(404, null), offset: null };
    if (method !== "PATCH") return json(201, { sha256: path.split("/").at(-1), stored: true });
    if (Number(headers["Upload-Offset"]) !== offset) return { ...json(409, { error: { code: "conflict" } }), offset: null };
    if (cutAt !== null && offset >= cutAt) throw new TypeError("cut");
    offset += body.byteLength;
    return { ...json(offset === whole ? 201 : 204, null), type: "", offset: String(offset) };
  };
  return { request, seen };
}

test("a large photo goes in pieces from where the server stands, and a wrong place is asked again", async () => {
  const bytes = new Uint8Array(700_000).buffer;
  const fresh = partServer({ whole: 700_000 });
  assert.equal((await sendInPieces("/p", bytes, { secret: null, request: fresh.request, onProgress: () => {} })).verdict, "stored");
  assert.deepEqual(fresh.seen, [["HEAD", null, 0], ["PATCH", "0", 262_144], ["PATCH", "262144", 262_144], ["PATCH", "524288", 175_712]]);
  const resumed = partServer({ begins: 524_288, whole: 700_000 });
  await sendInPieces("/p", bytes, { secret: null, request: resumed.request, onProgress: () => {} });
  assert.deepEqual(resumed.seen, [["HEAD", null, 0], ["PATCH", "524288", 175_712]]);
  const there = partServer({ begins: 700_000, isWhole: true });
  assert.equal((await sendInPieces("/p", bytes, { secret: null, request: there.request, onProgress: () => {} })).verdict, "stored");
  assert.deepEqual(there.seen, [["HEAD", null, 0]], "only the answer had been lost");
  const unfinished = partServer({ begins: 700_000, whole: 700_000 });
  assert.equal((await sendInPieces("/p", bytes, { secret: null, request: unfinished.request, onProgress: () => {} })).verdict, "stored");
  assert.deepEqual(unfinished.seen, [["HEAD", null, 0], ["PATCH", "700000", 0]], "a server that stopped before the last step takes it now");
});

test("a photo that was cut off is remembered as such and resumes the next time", async () => {
  const held = await record("r7", 1);
  const facts = [];
  const cut = async () => { throw new TypeError("cut"); };
  await assert.rejects(sendPhotos({ ...held, missing: [held.photos[0].sha256] }, { secret: null, onPhoto: async (_sha, fact) => facts.push(fact), request: cut }));
  assert.deepEqual(facts, [{ cut: true }]);
});
