import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf, inOrder, isOverdue, lacks, standing } from "../../../inspector/static/js/runner/tasks.js";

const TASK = { task: 31, rev: 3, state: "open", moves: ["accept", "fix"], acts: true, verifies: true, mine: true, needs_photo: true, due_at: "2026-11-26T12:00:00.000+08:00" };
const made = (move, receipt) => ({ task: 31, move, receipt });

test("without a network a task stands where it was brought here", () => {
  const { state, moves, pending } = standing(TASK, [made("accept"), { ...made("fix"), task: 99 }]);
  assert.deepEqual([state, moves, pending.length], ["accepted", ["fix"], 1]);
});

test("who fixed it here is not offered to judge it", () => {
  assert.deepEqual(standing(TASK, [made("fix")]).moves, []);
  assert.deepEqual(standing({ ...TASK, state: "fixed", moves: ["verify", "return"] }, [made("verify")]).moves, ["return", "close"]);
});

test("what somebody else did first is not shown as done by us", () => {
  for (const outcome of ["superseded", "conflict", "held", "commented"]) {
    assert.equal(standing(TASK, [made("accept", { outcome, task: { rev: 4 } })]).state, "open", outcome);
  }
});

test("once the server's word holds it, it is no longer pending", () => {
  assert.equal(standing({ ...TASK, rev: 4, state: "accepted" }, [made("accept", { outcome: "applied", task: { rev: 4 } })]).pending.length, 0);
});

test("a command names the revision the server told, whatever was done here since", () => {
  const wish = commandOf({ id: "u", task: standing(TASK, [made("accept")]), move: "fix", note: " ok ", photos: [{ sha256: "a" }], author: { id: 5 }, seq: 8, after: 7, at: "t", client: {} });
  assert.deepEqual([wish.base_rev, wish.type, wish.after, wish.payload], [3, "task.fix", 7, { note: "ok", photos: ["a"] }]);
});

test("a fix wants its photo, a return its reason, a remark anything", () => {
  const none = { note: "", photos: [] };
  assert.deepEqual([lacks("fix", TASK, none), lacks("return", TASK, none), lacks("comment", TASK, none), lacks("accept", TASK, none)], ["photo", "note", "note", null]);
  assert.equal(lacks("fix", { ...TASK, needs_photo: false }, none), null);
  assert.equal(lacks("comment", TASK, { note: "", photos: [{}] }), null);
});

test("mine come first, what waits for others last", () => {
  const tasks = [{ ...TASK, task: 1, state: "fixed" }, { ...TASK, task: 2, mine: false }, { ...TASK, task: 3 }];
  assert.deepEqual(inOrder(tasks).map((one) => one.task), [3, 2, 1]);
  assert.ok(isOverdue(TASK, Date.parse("2026-11-26T04:00:01Z")) && !isOverdue({ ...TASK, state: "fixed" }, Date.parse("2026-12-01T00:00:00Z")));
});

test("what leaves a task where it is: harm is stopped once, and only what is still to do is handed over", () => {
  const urgent = { ...TASK, contained: false };
  assert.deepEqual(standing(urgent, []).besides, ["comment", "contain", "hand_over"]);
  const told = standing(urgent, [made("contain")]);
  assert.deepEqual([told.state, told.moves, told.besides], ["open", TASK.moves, ["comment", "hand_over"]]);
  assert.deepEqual(standing(TASK, [made("fix")]).besides, ["comment"]);
  assert.deepEqual([lacks("contain", urgent, { note: " ", photos: [] }), lacks("hand_over", urgent, { note: "", photos: [], staff: "" }), lacks("hand_over", urgent, { note: "", photos: [], staff: "7" })], ["note", "staff", null]);
  const wish = commandOf({ id: "u", task: urgent, move: "hand_over", note: "", photos: [], staff: "7", author: { id: 5 }, seq: 1, after: null, at: "t", client: {} });
  assert.deepEqual(wish.payload, { note: null, photos: [], staff: "7" });
});
