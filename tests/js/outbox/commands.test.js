import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sha256 } from "../../../inspector/static/js/lib/digest.js";
import * as commands from "../../../inspector/static/js/store/commands.js";
import * as photos from "../../../inspector/static/js/store/photos.js";

let sendCommands;
let release;

before(async () => {
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
  ({ sendCommands, release } = await import("../../../inspector/static/js/outbox/commands.js"));
});

async function done(id, { task = 31, shots = [] } = {}) {
  const { seq, after } = await commands.numbered(task);
  const body = new TextEncoder().encode(JSON.stringify({ id, seq, after })).buffer;
  const kept = [];
  for (const bytes of shots) kept.push({ slot: `${id}-${kept.length}`, sha256: await photos.keep(id, `${id}-${kept.length}`, bytes), bytes: bytes.byteLength, type: "image/jpeg", sent: false });
  await commands.add({ id, seq, after, task, base_rev: 1, move: "fix", body, hash: await sha256(body), photos: kept, state: "waiting", attempts: 0, next_at: 0, added_at: Date.now(), problem: null, about: { author_id: 5 } });
  return { seq, after };
}

/** A server that answers by path; ack: whether it acknowledges. */
function server(answer) {
  const calls = [];
  return { calls, request: async (path, { body }) => {
    calls.push(path);
    const { status = 201, json, acks = true } = answer(path, calls.length) ?? {};
    const id = path.split("/").at(-1);
    return { status, redirected: false, type: "application/json", ack: acks ? `${id} ${await sha256(body)}` : null, retryAfter: null, body: json ?? { id, status: "complete", missing: [], outcome: "applied", task: { rev: 2 } } };
  } };
}

const states = async () => (await commands.all()).map((one) => [one.id, one.state, one.receipt?.outcome ?? one.problem?.code ?? null]);

test("commands of one task follow each other by number, those of another stand alone", async () => {
  assert.deepEqual([await done("a1"), await done("a2"), await done("a3", { task: 32 })], [{ seq: 1, after: null }, { seq: 2, after: 1 }, { seq: 3, after: null }]);
});

test("they go out in the order in which they were made, and are kept with what became of them", async () => {
  const { calls, request } = server(() => null);
  assert.equal(await sendCommands({ accountId: 5, request }), null);
  assert.deepEqual(calls, ["/device/commands/a1", "/device/commands/a2", "/device/commands/a3"]);
  assert.deepEqual(await states(), [["a1", "acknowledged", "applied"], ["a2", "acknowledged", "applied"], ["a3", "acknowledged", "applied"]]);
});

test("an answer without the ack is none, and the command waits", async () => {
  await done("b1");
  const { request } = server(() => ({ status: 200, acks: false }));
  assert.ok((await sendCommands({ accountId: 5, request })) > 0);
  assert.deepEqual((await states()).at(-1), ["b1", "waiting", "http_200"]);
});

test("a conflict that the server keeps is done with here, and says who was faster", async () => {
  await release();
  const json = { id: "b1", status: "complete", missing: [], outcome: "superseded", task: { rev: 5, by: "Lin" }, error: { code: "conflict" } };
  await sendCommands({ accountId: 5, request: server(() => ({ status: 409, json })).request });
  const [last] = (await commands.all()).slice(-1);
  assert.deepEqual([last.state, last.receipt.outcome, last.receipt.task.by], ["acknowledged", "superseded", "Lin"]);
});

test("a refusal without the ack needs attention and stays", async () => {
  await done("c1");
  await sendCommands({ accountId: 5, request: server(() => ({ status: 409, acks: false, json: { error: { code: "other_content", message: "" } } })).request });
  assert.deepEqual((await states()).at(-1), ["c1", "attention", "other_content"]);
});

test("photos travel before the command counts, and the identical bytes are sent again", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(3000)).buffer;
  await done("d1", { shots: [bytes] });
  const sha = await sha256(bytes);
  const { calls, request } = server((path, count) => (path.includes("/blobs/") ? { acks: false, json: { stored: true, sha256: sha } } : count === 1 ? { acks: false, json: { id: "d1", status: "incomplete", missing: [sha] } } : null));
  await sendCommands({ accountId: 5, request });
  assert.deepEqual(calls, ["/device/commands/d1", `/device/blobs/d1/${sha}`, "/device/commands/d1"]);
  const [last] = (await commands.all()).slice(-1);
  assert.deepEqual([last.state, last.photos[0].sent], ["acknowledged", true]);
});

test("without a network nothing is dropped and the rest is not tried", async () => {
  await done("e1");
  await done("e2");
  let tries = 0;
  await sendCommands({ accountId: 5, request: async () => { tries += 1; throw new TypeError("no network"); } });
  assert.equal(tries, 1);
  assert.deepEqual((await states()).slice(-2).map(([id, state]) => [id, state]), [["e1", "waiting"], ["e2", "waiting"]]);
});

test("somebody else's command does not travel under this session", async () => {
  await release();
  let tries = 0;
  await sendCommands({ accountId: 6, request: async () => { tries += 1; return {}; } });
  assert.equal(tries, 0);
  assert.equal((await commands.waiting()).filter((one) => one.problem?.code === "signed_out").length, 3);
});

test("what the server has had for a week goes, what waits stays", async () => {
  await commands.clearOld(Date.now() + 8 * 86_400_000);
  assert.deepEqual((await commands.all()).map((one) => one.id), ["c1", "e1", "e2"]);
});
