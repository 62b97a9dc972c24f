import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, before, test } from "node:test";
import { sha256 } from "../../../inspector/static/js/lib/digest.js";
import * as meta from "../../../inspector/static/js/store/meta.js";
import * as outbox from "../../../inspector/static/js/store/outbox.js";

const realFetch = globalThis.fetch;
let Sender;

before(async () => {
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
  ({ Sender } = await import("../../../inspector/static/js/outbox/sender.js"));
});

afterEach(() => {
  globalThis.fetch = realFetch;
});

async function waiting(id, author = 5) {
  const body = new TextEncoder().encode(`{"id":"${id}"}`).buffer;
  await outbox.finish({ id, body, hash: await sha256(body), state: "waiting", attempts: 0, next_at: 0, added_at: Date.now(), about: { author_id: author }, photos: [], problem: null });
}

/** A server that answers each call by what it carries. */
function server(answer) {
  const calls = [];
  globalThis.fetch = async (address, { headers, body }) => {
    const id = address.split("/").at(-1);
    const call = { id, grant: headers.Authorization ?? null };
    calls.push(call);
    const [status, json] = answer(call);
    const ack = status === 201 ? { "X-Inspector-Ack": `${id} ${await sha256(body)}` } : {};
    return new Response(JSON.stringify(json ?? { id, status: "complete", missing: [] }), { status, headers: { "Content-Type": "application/json", ...ack } });
  };
  return calls;
}

const settle = (sender) => sender.wake();
const refusal = (code) => ({ error: { code, message: "" } });

test("a record that a person must look at does not hold up the next one", async () => {
  await waiting("a1");
  await waiting("a2");
  server(({ id }) => (id === "a1" ? [409, refusal("other_content")] : [201]));
  await settle(new Sender());
  assert.deepEqual((await outbox.waiting()).map((record) => [record.id, record.state, record.problem.code]), [["a1", "attention", "other_content"]]);
  assert.deepEqual((await outbox.acknowledged()).map((record) => record.id), ["a2"]);
});

test("asking by hand sends also what needed attention", async () => {
  const sender = new Sender();
  server(() => [201]);
  await sender.sendNow("a1");
  assert.equal((await outbox.waiting()).length, 0);
});

test("without a session or with somebody else's the author's grant is used, and nothing is dropped without one", async () => {
  await waiting("b1");
  const sender = new Sender();
  let calls = server(() => [401, refusal("signed_out")]);
  await settle(sender);
  assert.deepEqual([calls.length, sender.signedOut, (await outbox.waiting()).length], [1, true, 1]);
  await meta.put("grant:5", { id: "g", secret: "s3", expires_at: new Date(Date.now() + 1e9).toISOString() });
  calls = server(({ grant }) => (grant === "Grant s3" ? [201] : [403, refusal("foreign_author")]));
  await sender.sendNow();
  assert.deepEqual(calls.map((call) => call.grant), [null, "Grant s3"]);
  assert.equal((await outbox.waiting()).length, 0);
});

test("a record of another person goes by that person's grant at once", async () => {
  await waiting("c1", 5);
  const sender = new Sender();
  const calls = server(({ grant }) => (grant ? [201] : [403, refusal("foreign_author")]));
  sender.signedIn(9);
  await settle(sender);
  assert.deepEqual(calls.map((call) => call.grant), ["Grant s3"]);
});

test("without a network the record waits with a growing pause and says why", async () => {
  await waiting("d1");
  globalThis.fetch = async () => { throw new TypeError("failed"); };
  const sender = new Sender();
  await settle(sender);
  const [record] = await outbox.waiting();
  assert.deepEqual([record.state, record.attempts, record.problem.code, sender.online], ["waiting", 1, "no_network", false]);
  server(() => [201]);
  await sender.sendNow();
  assert.equal(sender.online, true);
});

test("a record that is added at any moment of a run, also at its very end, goes out by the wake that follows it", async () => {
  for (const record of await outbox.waiting()) await outbox.acknowledge(record, {}, Date.now());
  server(() => [201]);
  const sender = new Sender();
  for (let turns = 0; turns < 40; turns += 1) {
    const running = sender.wake();
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    await waiting(`t${turns}`);
    await sender.wake();
    assert.deepEqual((await outbox.waiting()).map((record) => record.id), [], `after ${turns} turns`);
    await running;
  }
});
