import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, judgePart, judgePhoto, waitSeconds } from "../../../inspector/static/js/outbox/judgement.js";
import { judgePing } from "../../../inspector/static/js/outbox/contact.js";
import { after, again, due, pause, shownPhotoState, shownState, summary, waitsForNetwork, wordsArrived } from "../../../inspector/static/js/outbox/queue.js";

const RECORD = { id: "id-1", hash: "ab12", state: "waiting", attempts: 0, next_at: 0, added_at: 0 };
const ACK = { status: 201, redirected: false, type: "application/json", ack: "id-1 ab12", retryAfter: null, body: { id: "id-1", status: "complete", missing: [] } };

test("only the whole acknowledgement acknowledges", () => {
  assert.equal(judge(ACK, RECORD).verdict, "acknowledged");
  assert.equal(judge({ ...ACK, status: 200 }, RECORD).verdict, "acknowledged");
  const almost = [
    { ...ACK, ack: null }, { ...ACK, ack: "id-1 ab13" }, { ...ACK, ack: "id-2 ab12" }, { ...ACK, redirected: true }, { ...ACK, type: "text/html" },
    { ...ACK, body: null }, { ...ACK, body: { ...ACK.body, status: "stored" } }, { ...ACK, status: 202 }, { ...ACK, status: 204 }, { ...ACK, status: 302 }, { ...ACK, status: 0 },
  ];
  for (const answer of almost) assert.equal(judge(answer, RECORD).verdict, "retry", JSON.stringify(answer));
});

test("an incomplete record names the photos that are missing", () => {
  const answer = { ...ACK, ack: null, body: { id: "id-1", status: "incomplete", missing: ["x"] } };
  assert.deepEqual(judge(answer, RECORD), { verdict: "incomplete", missing: ["x"] });
});

test("each refusal means what the wire says", () => {
  const meaning = (status) => judge({ ...ACK, status, ack: null, body: { error: { code: "c", message: "m" } } }, RECORD).verdict;
  for (const status of [408, 425, 429, 500, 502, 503, 507]) assert.equal(meaning(status), "retry", String(status));
  for (const status of [400, 403, 409, 413, 415, 422]) assert.equal(meaning(status), "attention", String(status));
  assert.equal(meaning(401), "signed_out");
  assert.equal(meaning(426), "outdated");
  assert.equal(judgePart({ ...ACK, status: 422, body: { error: { code: "hash_mismatch" } } }).verdict, "damaged");
  assert.equal(judgePhoto({ ...ACK, status: 422, body: { error: { code: "other" } } }).verdict, "attention");
});

test("a photo is stored only when our server says so of this very photo", () => {
  const stored = { ...ACK, body: { stored: true, sha256: "p1" } };
  assert.equal(judgePhoto(stored, "p1").verdict, "stored");
  assert.equal(judgePhoto({ ...stored, status: 200 }, "p1").verdict, "stored");
  for (const almost of [{ ...stored, body: { stored: true, sha256: "p2" } }, { ...stored, type: "text/html", body: null }, { ...stored, redirected: true }, { ...stored, status: 202 }]) {
    assert.equal(judgePhoto(almost, "p1").verdict, "retry", JSON.stringify(almost));
  }
});

test("what speaks of the server or of the way to it lets the whole queue rest, what speaks of the record does not", () => {
  const rests = (answer) => judge({ ...ACK, ack: null, ...answer }, RECORD).rests;
  for (const status of [429, 502, 503, 504, 507, 511]) assert.equal(rests({ status, body: null }), true, String(status));
  assert.equal(rests({ status: 200, type: "text/html", body: null }), true);
  assert.equal(rests({ status: 0, redirected: true, body: null }), true);
  assert.equal(rests({ status: 500, body: null }), false);
  assert.equal(judge({ ...ACK, type: "text/html", body: null }, RECORD).problem.code, "not_ours");
});

test("waiting grows with full jitter, has a ceiling, and obeys Retry-After", () => {
  assert.equal(waitSeconds(3, null, () => 1), 8);
  assert.equal(waitSeconds(3, null, () => 0), 0);
  assert.equal(waitSeconds(40, null, () => 1), 300);
  assert.equal(waitSeconds(9, "120", () => 0), 120);
  assert.equal(waitSeconds(9, "120", () => 1), 132, "a tenth later at most, so that not all come at once");
  assert.equal(waitSeconds(1, new Date(90_000).toUTCString(), () => 0, 30_000), 60);
  assert.equal(waitSeconds(1, "soon", () => 1), 2);
  assert.equal(waitSeconds(1, "0", () => 1), 2);
});

test("a record is never dropped: it waits or asks for a person", () => {
  const later = after(RECORD, { verdict: "retry", retryAfter: null, problem: { code: "http_500" } }, 1000, () => 1);
  assert.deepEqual([later.state, later.attempts, later.next_at], ["waiting", 1, 3000]);
  const stuck = after(RECORD, { verdict: "attention", problem: { code: "conflict" } }, 1000);
  assert.deepEqual([stuck.state, stuck.problem.code], ["attention", "conflict"]);
  assert.deepEqual(due([later, stuck, RECORD], 2000), [RECORD]);
  assert.equal(pause([later, stuck], 2000), 1000);
  assert.equal(pause([stuck], 2000), null);
  assert.deepEqual([again(stuck).state, again(stuck).next_at], ["waiting", 0]);
});

test("a person sees one of five states and one chip", () => {
  assert.equal(shownState({ ...RECORD, state: "acknowledged" }, null), "on_server");
  assert.equal(shownState(RECORD, "id-1"), "sending");
  assert.equal(shownState(RECORD, "other"), "waiting");
  const facts = { sending: null, online: true, signedOut: false };
  assert.equal(summary([], facts).tone, "clear");
  assert.equal(summary([RECORD], { ...facts, online: false }).tone, "offline");
  assert.equal(summary([RECORD], { ...facts, signedOut: true }).tone, "signed_out");
  assert.deepEqual(summary([RECORD, { ...RECORD, state: "attention" }], facts), { tone: "attention", waiting: 1, attention: 1 });
  assert.equal(summary([RECORD], { ...facts, online: false, captive: true }).tone, "captive");
});

test("each photo has one of the five states of its own", () => {
  const photo = { sha256: "p", sent: false };
  const under = new Map([["p", 10]]);
  assert.equal(shownPhotoState(RECORD, photo, new Map()), "waiting");
  assert.equal(shownPhotoState(RECORD, photo, under), "sending");
  assert.equal(shownPhotoState(RECORD, { ...photo, sent: true }, under), "on_server");
  assert.equal(shownPhotoState(RECORD, { ...photo, problem: { code: "too_large" } }, new Map()), "attention");
  assert.equal(shownPhotoState({ ...RECORD, state: "acknowledged" }, photo, new Map()), "on_server");
});

test("the words of every record go before the photos of any", () => {
  const first = { ...RECORD, id: "1", added_at: 1, missing: ["p"] };
  const second = { ...RECORD, id: "2", added_at: 2 };
  assert.deepEqual(due([first, second], 0).map((record) => record.id), ["2", "1"]);
  const arrived = wordsArrived({ ...second, photos: [{ sha256: "a" }, { sha256: "b" }] }, ["b"]);
  assert.deepEqual([arrived.missing, arrived.photos.map((photo) => photo.sent)], [["b"], [true, false]]);
});

test("only what waited for the network is freed when it is back", () => {
  const waits = (code, state = "waiting") => waitsForNetwork({ state, problem: code && { code } });
  assert.deepEqual([waits("no_network"), waits("not_ours"), waits("http_503"), waits(null), waits("no_network", "attention")], [true, true, false, false, false]);
});

test("a look at the server believes only our own word", () => {
  const ours = { status: 200, redirected: false, body: { epoch: "e", now: "2026-01-01T00:00:10.000Z", min_wire: 1, build: "b" } };
  const at = Date.parse("2026-01-01T00:00:00.000Z");
  assert.deepEqual(judgePing(ours, at, at + 2000), { reach: "reached", epoch: "e", skew: 9000, minWire: 1, build: "b" });
  for (const [answer, reach] of [
    [{ status: 200, redirected: false, body: null }, "captive"], [{ ...ours, redirected: true }, "captive"], [{ status: 0, redirected: true, body: null }, "captive"],
    [{ status: 511, redirected: false, body: null }, "captive"], [{ status: 502, redirected: false, body: null }, "away"], [{ status: 404, redirected: false, body: null }, "away"],
  ]) assert.equal(judgePing(answer, at, at).reach, reach, JSON.stringify(answer));
});
