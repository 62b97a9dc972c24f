import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "../../../inspector/static/js/lib/digest.js";
import { send } from "../../../inspector/static/js/outbox/uploader.js";
import * as photos from "../../../inspector/static/js/store/photos.js";

const json = (status, body, ack = null) => ({ status, redirected: false, type: "application/json", ack, retryAfter: null, body });

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
      return refusal ?? json(201, null);
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
  const judgement = await send(held, { secret: null, onPhoto: async (sha) => told.push(sha), request });
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
