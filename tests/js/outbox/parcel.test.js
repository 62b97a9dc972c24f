import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { sha256 } from "../../../inspector/static/js/lib/digest.js";
import { pack, unpack } from "../../../inspector/static/js/outbox/parcel.js";
import { rawLook } from "../../../inspector/static/js/outbox/raw.js";
import { close } from "../../../inspector/static/js/store/database.js";
import * as commands from "../../../inspector/static/js/store/commands.js";
import * as drafts from "../../../inspector/static/js/store/drafts.js";
import * as meta from "../../../inspector/static/js/store/meta.js";
import * as outbox from "../../../inspector/static/js/store/outbox.js";
import * as photos from "../../../inspector/static/js/store/photos.js";
import * as reference from "../../../inspector/static/js/store/reference.js";

const PHOTO = new Uint8Array([9, 8, 7]);

async function anotherDevice() {
  await close();
  globalThis.indexedDB = new IDBFactory();
}

beforeEach(anotherDevice);

async function fill() {
  const body = new TextEncoder().encode('{"id":"r1"}').buffer;
  const sha = await photos.keep("r1", "slot", PHOTO.buffer);
  await photos.keep("r1", "thumb:slot", new Uint8Array([1]).buffer);
  await outbox.finish({ id: "r1", body, hash: await sha256(body), about: { author_id: 5 }, added_at: 3, state: "attention", problem: { code: "x" }, photos: [{ slot: "slot", sha256: sha, bytes: 3, type: "image/jpeg", sent: true }] });
  await drafts.begin({ id: "d1", checklist_version: "sha256:1", started_at: "1", answers: { a: 1 } }, { id: "list" });
  await photos.keep("d1", "s", new Uint8Array([4, 5]).buffer);
  const move = new TextEncoder().encode('{"id":"c1"}').buffer;
  await commands.add({ id: "c1", seq: 1, task: 3, body: move, hash: await sha256(move), about: { author_id: 5 }, state: "waiting", photos: [], attempts: 4, next_at: 9, problem: { code: "x" } });
  await meta.put("grant:5", { id: "g5", secret: "s5", expires_at: "2099-01-01" });
  await outbox.acknowledge({ id: "sent", photos: [] }, {}, 1);
}

test("what waits goes to another device with the same bytes and the leave of its author; what was sent stays", async () => {
  await fill();
  const parcel = await pack();
  assert.deepEqual([parcel.records, parcel.drafts], [1, 1]);
  await anotherDevice();
  assert.deepEqual(await unpack(parcel.file), { taken: 1, commands: 1, drafts: 1, known: 0, damaged: [] });
  const [record] = await outbox.waiting();
  assert.equal(new TextDecoder().decode(record.body), '{"id":"r1"}');
  assert.deepEqual([record.state, record.problem, record.grant.secret, record.photos[0].sent], ["waiting", null, "s5", false]);
  assert.deepEqual(new Uint8Array(await photos.find("r1", "slot")), PHOTO);
  assert.deepEqual((await drafts.find("d1")).answers, { a: 1 });
  assert.deepEqual(await reference.document("sha256:1"), { id: "list" });
  assert.equal((await photos.find("d1", "s")).byteLength, 2);
  const [command] = await commands.waiting();
  assert.equal(new TextDecoder().decode(command.body), '{"id":"c1"}');
  assert.deepEqual([command.task, command.attempts, command.problem, command.grant.secret], [3, 0, null, "s5"]);
  assert.equal((await outbox.acknowledged()).length, 0);
  assert.deepEqual(await unpack(parcel.file), { taken: 0, commands: 0, drafts: 0, known: 3, damaged: [] }, "a second time changes nothing");
});

test("a draft that could not be written is in the file as it is in memory", async () => {
  await fill();
  const { file } = await pack({ unsaved: { id: "d1", checklist_version: "sha256:1", started_at: "1", answers: { a: 2 } } });
  await anotherDevice();
  await unpack(file);
  assert.deepEqual((await drafts.find("d1")).answers, { a: 2 });
});

test("a damaged record is named and nothing of it is kept, the others come in", async () => {
  await fill();
  const whole = new Uint8Array(await (await pack()).file.arrayBuffer());
  whole[whole.indexOf(9)] ^= 1;
  const at = new TextDecoder("latin1").decode(whole).indexOf('{"id":"r1"}');
  whole[at + 7] = 0x78;
  await anotherDevice();
  assert.deepEqual(await unpack(new Blob([whole])), { taken: 0, commands: 1, drafts: 1, known: 0, damaged: ["r1"] });
  assert.equal((await outbox.waiting()).length, 0);
});

test("a file of something else is refused", async () => {
  await assert.rejects(unpack(new Blob(["hello"])));
});

test("an older app gives away what a newer one stored, without touching it", async () => {
  await fill();
  await close();
  const { file, records } = await pack({ look: await rawLook() });
  assert.equal(records, 1);
  await anotherDevice();
  assert.equal((await unpack(file)).taken, 1);
  await anotherDevice();
  await assert.rejects(rawLook(), "a device without a database gets none by looking");
});
