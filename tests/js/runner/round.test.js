import assert from "node:assert/strict";
import { test } from "node:test";
import { Round } from "../../../inspector/static/js/runner/round.js";

const draft = () => ({ answers: {}, undo: [], comment: "", active_seconds: 0, paused_seconds: 0, paused_at: null, place: { section: null, subject: null } });

function disk() {
  const writes = [];
  let open = null;
  return { writes, save: (held) => new Promise((done, fail) => { writes.push(held); open = { done, fail }; }), complete: () => open.done(), abort: () => open.fail(new Error("full")) };
}

test("a tap is said to be saved only when its write is complete", async () => {
  const { save, complete } = disk();
  const round = new Round(draft(), {}, { save });
  const done = round.change({ fields: { comment: "a" } });
  assert.equal(round.saved, "saving");
  complete();
  await done;
  assert.equal(round.saved, "saved");
});

test("taps during a write go out together, in order, and the last state wins", async () => {
  const { save, complete, writes } = disk();
  const round = new Round(draft(), {}, { save });
  const first = round.change({ fields: { comment: "a" } });
  round.change({ fields: { comment: "ab" } });
  round.change({ fields: { comment: "abc" } });
  complete();
  await new Promise(setImmediate);
  complete();
  await first;
  assert.deepEqual(writes.map((held) => held.comment), ["a", "abc"]);
  assert.equal(round.saved, "saved");
});

test("a write that failed is said, submitting then refuses, and the next tap tries again", async () => {
  const { save, complete, abort } = disk();
  const round = new Round(draft(), {}, { save });
  const first = round.change({ fields: { comment: "a" } });
  abort();
  await first;
  assert.equal(round.saved, "failed");
  await assert.rejects(round.settled(), /full/);
  const second = round.change({ fields: { comment: "ab" } });
  complete();
  await second;
  assert.equal(round.saved, "saved");
  await round.settled();
});

test("time with a guest and time away are not spent on the round", async () => {
  let now = 0;
  const round = new Round(draft(), {}, { save: async () => {}, now: () => now });
  now = 30_000;
  await round.pause();
  now = 90_000;
  await round.resume();
  now = 100_000;
  await round.change({ fields: { comment: "a" } });
  assert.deepEqual([round.draft.active_seconds, round.draft.paused_seconds], [40, 60]);
  now = 5_000_000;
  await round.change({ fields: { comment: "b" } });
  assert.equal(round.draft.active_seconds, 160, "a tablet left lying counts two minutes at most");
});

test("case 151: a clock that jumps back while filling and while a guest is served makes no negative time", async () => {
  let wall = 1_000_000;
  let steady = 1_000_000;
  const round = new Round(draft(), {}, { save: async () => {}, now: () => wall, steady: () => steady });
  const pass = (seconds, jump) => {
    steady += seconds * 1000;
    wall += seconds * 1000 + jump;
  };
  pass(10, -3_600_000);
  await round.change({ fields: { comment: "a" } });
  await round.pause();
  pass(20, -7_200_000);
  await round.resume();
  assert.equal(round.draft.active_seconds, 10);
  assert.equal(round.draft.paused_seconds, 20);
  steady = 0; // the page was opened again under a clock that had been set back
  await round.pause();
  round.draft = { ...round.draft, paused_at: 5_000 };
  await round.resume();
  assert.ok(round.draft.paused_seconds >= 20 && round.draft.active_seconds >= 10);
});
