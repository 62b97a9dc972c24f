import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { write } from "../../../inspector/static/js/store/database.js";
import { discard, leftOf, wipe } from "../../../inspector/static/js/store/leaving.js";
import * as meta from "../../../inspector/static/js/store/meta.js";
import * as outbox from "../../../inspector/static/js/store/outbox.js";
import * as profiles from "../../../inspector/static/js/store/profiles.js";
import * as reference from "../../../inspector/static/js/store/reference.js";

const bundle = (id) => ({ account: { id }, sites: [{ id: id * 10 }] });
const record = (id, author) => ({ id, body: new ArrayBuffer(2), hash: "h", state: "waiting", attempts: 0, next_at: 0, added_at: 1, about: { author_id: author }, photos: [], problem: null });

beforeEach(() => write(["profiles", "meta", "ref", "outbox", "drafts"], (store) => Promise.all(["profiles", "meta", "ref", "outbox", "drafts"].map((name) => store(name).clear()))));

test("what one person works with is never another's", async () => {
  await reference.keepBundle(bundle(1), "a");
  await reference.keepBundle(bundle(2), "b");
  assert.deepEqual((await reference.bundle(1)).bundle.sites, [{ id: 10 }]);
  assert.equal((await reference.bundle(3)).bundle, undefined);
});

test("wrong tries are counted one by one, also when two come at once", async () => {
  const tried = () => profiles.change(1, (known) => ({ tries: known.tries + 1 }));
  await Promise.all([tried(), tried(), tried()]);
  assert.equal((await profiles.all())[0].tries, 3);
});

test("activity of one tab is not undone by another, nor kept for somebody who does not hold the tablet", async () => {
  await profiles.hold({ id: 1, unlocked_at: 10, active_at: 10, site_id: null, shift: null });
  await profiles.stayed(1, 50);
  await profiles.stayed(1, 20);
  await profiles.stayed(2, 90);
  assert.equal((await profiles.holder()).active_at, 50);
});

test("signing out takes reference data and the way back, and leaves the PIN and everything that waits", async () => {
  await profiles.change(1, { pin: { verifier: "v" }, ticket: {} });
  await profiles.hold({ id: 1, unlocked_at: 1, active_at: 1, site_id: null, shift: null });
  await reference.keepBundle(bundle(1), "a");
  await outbox.finish(record("r1", 1));
  await profiles.signOut(1);
  const [profile] = await profiles.all();
  assert.deepEqual([profile.pin.verifier, profile.ticket, profile.signed_out], ["v", null, true]);
  assert.deepEqual([await profiles.holder(), (await reference.bundle(1)).bundle], [null, undefined]);
  assert.equal((await outbox.waiting()).length, 1);
});

test("a device taken out of use forgets whoever has nothing waiting at once, and others when their queue is handed over", async () => {
  for (const id of [1, 2]) {
    await profiles.change(id, { pin: { verifier: "v" } });
    await meta.put(`grant:${id}`, { secret: "s" });
    await reference.keepBundle(bundle(id), "a");
  }
  await outbox.finish(record("r1", 1));
  await outbox.acknowledge(record("r2", 2), { code: "c" }, 5);
  await wipe();
  assert.deepEqual((await profiles.all()).map((one) => one.id), [1]);
  assert.deepEqual([await meta.get("grant:2"), (await reference.bundle(1)).bundle, (await outbox.acknowledged()).length], [undefined, undefined, 0]);
  assert.deepEqual([(await outbox.waiting()).length, (await meta.get("grant:1")).secret], [1, "s"]);
  await outbox.acknowledge((await outbox.waiting())[0], { code: "c" }, 5);
  await wipe();
  assert.deepEqual([await profiles.all(), await meta.get("grant:1"), await outbox.acknowledged()], [[], undefined, []]);
});

test("discarding takes just the records named, and remembers that they were not lost", async () => {
  await outbox.finish(record("r1", 1));
  await outbox.finish(record("r2", 1));
  await outbox.finish(record("r3", 2));
  assert.deepEqual((await leftOf(1)).records.map((one) => one.id), ["r1", "r2"]);
  await discard(["r1"]);
  assert.deepEqual((await outbox.waiting()).map((one) => one.id), ["r2", "r3"]);
  assert.deepEqual(await meta.get("discarded"), ["r1"]);
});
