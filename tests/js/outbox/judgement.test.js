import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, judgePhoto, waitSeconds } from "../../../inspector/static/js/outbox/judgement.js";
import { after, again, due, pause, shownState, summary } from "../../../inspector/static/js/outbox/queue.js";

const RECORD = { id: "id-1", hash: "ab12", state: "waiting", attempts: 0, next_at: 0 };
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
  assert.equal(judgePhoto({ ...ACK, status: 422, body: { error: { code: "hash_mismatch" } } }).verdict, "damaged");
  assert.equal(judgePhoto({ ...ACK, status: 422, body: { error: { code: "other" } } }).verdict, "attention");
  assert.equal(judgePhoto({ ...ACK, type: "", body: null }).verdict, "stored");
});

test("waiting grows with full jitter, has a ceiling, and obeys Retry-After", () => {
  assert.equal(waitSeconds(3, null, () => 1), 8);
  assert.equal(waitSeconds(3, null, () => 0), 0);
  assert.equal(waitSeconds(40, null, () => 1), 300);
  assert.equal(waitSeconds(1, "120", () => 1), 120);
  assert.equal(waitSeconds(1, "soon", () => 1), 2);
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
});
