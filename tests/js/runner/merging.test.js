import assert from "node:assert/strict";
import { test } from "node:test";
import { added, whatIsNew } from "../../../inspector/static/js/runner/merging.js";

const pass = { state: "answered", value: "pass" };
const fail = { state: "answered", value: "fail" };
const draft = (part) => ({ answers: {}, photos: [], follow_ups: {}, names: {}, subjects: { staff: [] }, praise: [], comment: null, ...part });

test("what only the other device has is added", () => {
  const mine = draft({ answers: { "a|": pass }, photos: [{ slot: "1" }], subjects: { staff: ["staff:7"] } });
  const theirs = draft({ answers: { "a|": pass, "b|": fail }, photos: [{ slot: "1" }, { slot: "2" }], subjects: { staff: ["staff:8"] }, comment: "wet" });
  const { answers, fields } = whatIsNew(mine, theirs);
  assert.deepEqual(answers, { "b|": fail });
  assert.deepEqual(fields, { photos: [{ slot: "1" }, { slot: "2" }], subjects: { staff: ["staff:7", "staff:8"] }, comment: "wet" });
});

test("what this device said stays, and the difference is told", () => {
  const news = whatIsNew(draft({ answers: { "a|": pass }, comment: "mine" }), draft({ answers: { "a|": fail, "b|": pass }, comment: "theirs" }));
  assert.deepEqual(news, { answers: { "b|": pass }, fields: {}, differing: ["a|"] });
});

test("nothing new is nothing to write", () => {
  assert.equal(whatIsNew(draft({ answers: { "a|": pass } }), draft({ answers: { "a|": pass } })), null);
  assert.equal(whatIsNew(draft(), draft({ answers: { "a|": null } })), null);
});

test("a draft that is not open gets it too", () => {
  const mine = draft({ answers: { "a|": pass } });
  assert.deepEqual(added(mine, whatIsNew(mine, draft({ answers: { "b|": fail } }))).answers, { "a|": pass, "b|": fail });
});
