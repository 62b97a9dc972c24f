import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { reofferAfterRestore } from "../../../inspector/static/js/outbox/reoffer.js";
import * as meta from "../../../inspector/static/js/store/meta.js";
import * as outbox from "../../../inspector/static/js/store/outbox.js";

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** A restored server that knows only some of what it once acknowledged. */
function restored(states) {
  globalThis.fetch = async () => new Response(JSON.stringify(states), { status: 200, headers: { "Content-Type": "application/json" } });
}

test("what a restored server no longer knows waits again; the rest and other people's stays", async () => {
  const about = { author_id: 5 };
  for (const id of ["known", "held", "lost", "changed"]) await outbox.acknowledge({ id, hash: `h-${id}`, about, photos: [{ slot: "s", sent: true }] }, { code: "X" }, 1);
  await outbox.acknowledge({ id: "foreign", hash: "h", about: { author_id: 6 }, photos: [] }, {}, 1);
  restored({ known: { status: "complete", hash: "h-known" }, held: { status: "held", hash: "h-held" }, lost: { status: "unknown", hash: null }, changed: { status: "complete", hash: "other" } });
  assert.equal(await reofferAfterRestore("epoch-1", 5), 0, "the first epoch seen is only remembered");
  assert.equal(await reofferAfterRestore("epoch-1", 5), 0);
  assert.equal(await reofferAfterRestore("epoch-2", 5), 2);
  const waiting = await outbox.waiting();
  assert.deepEqual(waiting.map((record) => [record.id, record.state, "receipt" in record, record.photos[0].sent]).sort(), [["changed", "waiting", false, false], ["lost", "waiting", false, false]]);
  assert.deepEqual((await outbox.acknowledged()).map((record) => record.id).sort(), ["foreign", "held", "known"]);
});

test("the new epoch is only remembered once the server said what it has", async () => {
  await meta.put("epoch", "epoch-2");
  globalThis.fetch = async () => new Response("busy", { status: 503 });
  await assert.rejects(reofferAfterRestore("epoch-3", 5));
  assert.equal(await meta.get("epoch"), "epoch-2");
});

test("records of others are asked for with their grants, and of who has none once they sign in here", async () => {
  await meta.put("epoch", "epoch-3");
  await meta.put("grant:7", { id: "g", secret: "s7", expires_at: new Date(Date.now() + 1e9).toISOString() });
  await outbox.acknowledge({ id: "of-7", hash: "h", about: { author_id: 7 }, photos: [] }, {}, 1);
  const grants = [];
  globalThis.fetch = async (_address, { headers, body }) => {
    grants.push(headers.Authorization ?? null);
    const states = Object.fromEntries(JSON.parse(body).ids.map((id) => [id, { status: "unknown", hash: null }]));
    return new Response(JSON.stringify(states), { status: 200, headers: { "Content-Type": "application/json" } });
  };
  await reofferAfterRestore("epoch-4", 5);
  assert.ok(grants.includes("Grant s7"));
  assert.equal((await outbox.find("of-7")).state, "waiting");
  assert.equal((await outbox.find("foreign")).state, "acknowledged");
  assert.deepEqual(await meta.get("reoffer_owed"), [6]);
  assert.ok((await reofferAfterRestore("epoch-4", 6)) >= 1);
  assert.equal((await outbox.find("foreign")).state, "waiting");
  assert.equal(await meta.get("reoffer_owed"), null);
});
