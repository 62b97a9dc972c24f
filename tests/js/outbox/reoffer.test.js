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
