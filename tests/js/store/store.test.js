import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { close, read, write } from "../../../inspector/static/js/store/database.js";
import * as drafts from "../../../inspector/static/js/store/drafts.js";
import * as meta from "../../../inspector/static/js/store/meta.js";
import * as outbox from "../../../inspector/static/js/store/outbox.js";
import * as photos from "../../../inspector/static/js/store/photos.js";
import * as reference from "../../../inspector/static/js/store/reference.js";
import * as room from "../../../inspector/static/js/store/room.js";

const DAY = 86_400_000;

beforeEach(async () => {
  await close();
  globalThis.indexedDB = new IDBFactory();
});

test("a write that aborts rejects, although every put had succeeded", async () => {
  const failing = write(["meta"], async (store) => {
    await store("meta").put(1, "kept");
    throw new DOMException("full", "QuotaExceededError");
  });
  await assert.rejects(failing, { name: "QuotaExceededError" });
  assert.equal(await meta.get("kept"), undefined);
});

test("when the disk is full the reserve goes before text is lost", async () => {
  await meta.keepReserve();
  assert.equal((await meta.get("reserve")).byteLength, 2 * 1024 * 1024);
  let tries = 0;
  await room.writeText(["meta"], async (store) => {
    tries += 1;
    if (tries === 1) throw new DOMException("full", "QuotaExceededError");
    await store("meta").put("text", "kept");
  });
  assert.deepEqual([await meta.get("kept"), await meta.get("reserve")], ["text", undefined]);
});

test("a connection closed under us is opened again, once", async () => {
  await meta.put("before", 1);
  let tries = 0;
  await write(["meta"], async (store) => {
    tries += 1;
    if (tries === 1) throw new DOMException("closing", "InvalidStateError");
    await store("meta").put(2, "after");
  });
  assert.equal(await meta.get("after"), 2);
  await assert.rejects(write(["meta"], () => Promise.reject(new DOMException("closing", "InvalidStateError"))));
});

test("a photo larger than a megabyte is kept in pieces and comes back byte for byte", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000)).buffer;
  const large = new Uint8Array(2_500_000);
  for (let at = 0; at < large.length; at += 60_000) large.set(new Uint8Array(bytes).subarray(0, Math.min(60_000, large.length - at)), at);
  const hash = await photos.keep("r", "slot", large.buffer);
  assert.match(hash, /^[0-9a-f]{64}$/);
  const pieces = await read(["draft_blobs"], (store) => store("draft_blobs").getAll());
  assert.deepEqual(pieces.map((piece) => piece.bytes.byteLength), [1_048_576, 1_048_576, 402_848]);
  assert.deepEqual(new Uint8Array(await photos.find("r", "slot")), large);
});

test("removing one photo leaves its neighbours", async () => {
  await photos.keep("r", "a", new Uint8Array([1]).buffer);
  await photos.keep("r", "ab", new Uint8Array([2]).buffer);
  await photos.remove("r", ["a"]);
  assert.equal(await photos.find("r", "a"), null);
  assert.notEqual(await photos.find("r", "ab"), null);
});

test("the device keeps its id and numbers each finished round once, also when finishing is tried twice", async () => {
  assert.equal(await meta.deviceId(), await meta.deviceId());
  await drafts.save({ id: "d1", started_at: "1" });
  const once = await outbox.numbered(await drafts.find("d1"));
  const twice = await outbox.numbered(await drafts.find("d1"));
  assert.deepEqual([once.device_seq, twice.device_seq], [1, 1]);
  await drafts.save({ id: "d2", started_at: "2" });
  assert.equal((await outbox.numbered(await drafts.find("d2"))).device_seq, 2);
});

test("a finished round leaves the drafts and enters the outbox in one step", async () => {
  await drafts.save({ id: "d1", started_at: "1" });
  await outbox.finish({ id: "d1", state: "waiting", added_at: 1 });
  assert.equal(await drafts.find("d1"), undefined);
  assert.deepEqual((await outbox.waiting()).map((record) => record.id), ["d1"]);
});

test("acknowledged photos stay a week and records a month, what waits stays for ever", async () => {
  for (const id of ["new", "week", "month", "waits"]) {
    await outbox.finish({ id, state: "waiting", added_at: 0 });
    await photos.keep(id, "s", new Uint8Array([1]).buffer);
  }
  const now = 100 * DAY;
  await outbox.acknowledge({ id: "new" }, {}, now - DAY);
  await outbox.acknowledge({ id: "week" }, {}, now - 8 * DAY);
  await outbox.acknowledge({ id: "month" }, {}, now - 31 * DAY);
  await outbox.clearOld(now);
  assert.deepEqual((await outbox.acknowledged()).map((record) => record.id), ["new", "week"]);
  assert.deepEqual(await Promise.all(["new", "week", "month", "waits"].map(async (id) => Boolean(await photos.find(id, "s")))), [true, false, false, true]);
  assert.deepEqual((await outbox.waiting()).map((record) => record.id), ["waits"]);
});

test("a version is kept as long as an unfinished round stands on it", async () => {
  await drafts.begin({ id: "d1", checklist_version: "sha256:1", started_at: "1" }, { id: "one" });
  await drafts.begin({ id: "d2", checklist_version: "sha256:2", started_at: "2" }, { id: "two" });
  await drafts.discard("d2");
  await drafts.forgetDocuments();
  assert.deepEqual(await reference.document("sha256:1"), { id: "one" });
  assert.equal(await reference.document("sha256:2"), undefined);
});

test("on a full device what the server has makes room for photos, oldest first, and never the reserve", async () => {
  await meta.keepReserve();
  for (const [id, at] of [["newer", 2], ["older", 1], ["waits", null]]) {
    await outbox.finish({ id, state: "waiting", added_at: 0 });
    await photos.keep(id, "s", new Uint8Array([1]).buffer);
    if (at) await outbox.acknowledge({ id, photos: [{}] }, {}, at);
  }
  let tries = 0;
  const full = () => { throw new DOMException("full", "QuotaExceededError"); };
  await room.writePhoto(["meta"], async (store) => {
    tries += 1;
    if (tries === 1) full();
    await store("meta").put(1, "fitted");
  });
  assert.equal(await meta.get("fitted"), 1);
  assert.deepEqual(await Promise.all(["older", "newer", "waits"].map(async (id) => Boolean(await photos.find(id, "s")))), [false, false, true]);
  await assert.rejects(room.writePhoto(["meta"], full), { name: "QuotaExceededError" });
  assert.ok(await meta.get("reserve"), "the reserve is for words");
  assert.ok(await photos.find("waits", "s"), "what waits is never given up");
  assert.equal((await outbox.acknowledged()).length, 2, "records outlive their photos");
});

test("words are kept even when everything that the server has must go", async () => {
  await meta.keepReserve();
  for (const id of ["a", "b"]) await outbox.acknowledge({ id }, {}, 1);
  await outbox.finish({ id: "waits", state: "waiting", added_at: 0 });
  let tries = 0;
  await room.writeText(["meta"], async (store) => {
    tries += 1;
    if ((await store("meta").get("reserve")) || tries < 4) throw new DOMException("full", "QuotaExceededError");
    await store("meta").put("text", "kept");
  });
  assert.equal(await meta.get("kept"), "text");
  assert.deepEqual([(await outbox.acknowledged()).length, (await outbox.waiting()).length], [0, 1]);
});

test("a photo of no bytes is refused", async () => {
  await assert.rejects(photos.keep("r", "s", new ArrayBuffer(0)));
});

test("a browser that clears the database does not make another device of it", async () => {
  const shelf = new Map();
  globalThis.localStorage = { getItem: (name) => shelf.get(name) ?? null, setItem: (name, value) => shelf.set(name, value) };
  const id = await meta.deviceId();
  await close();
  globalThis.indexedDB = new IDBFactory();
  assert.equal(await meta.deviceId(), id);
  delete globalThis.localStorage;
});
