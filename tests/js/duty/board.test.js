import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, coverOf, holdersOf, setCover, setState, stateOf, togglePlace } from "../../../inspector/static/js/duty/board.js";

const part = (staff, more = {}) => ({ staff, areas: [], tables: [], present: true, covers: null, ...more });

test("a second tap takes a place away again and leaves the others", () => {
  const once = togglePlace([part(7, { tables: ["A1"] })], 7, "table:A2");
  assert.deepEqual(holdersOf(once, "table:A2"), [7]);
  const twice = togglePlace(once, 7, "table:A2");
  assert.deepEqual(holdersOf(twice, "table:A2"), []);
  assert.equal(countOf(twice, 7), 1);
});

test("who gets a place is on the shift, also when absent before", () => {
  assert.equal(stateOf(togglePlace([], 7, "area:3"), 7), "on");
  assert.equal(stateOf(togglePlace([part(7, { present: false })], 7, "area:3"), 7), "on");
});

test("who is taken off the shift covers nobody and is covered by nobody", () => {
  const parts = setCover([part(7, { present: false })], 7, 8);
  assert.equal(coverOf(parts, 7), 8);
  assert.equal(coverOf(setState(parts, 7, "off"), 7), null);
  assert.equal(stateOf(setState(parts, 8, "off"), 8), "off");
});

test("one person covers for another, and a second choice takes the first away", () => {
  const parts = setCover(setCover([part(7, { present: false }), part(8)], 7, 8), 7, 9);
  assert.equal(coverOf(parts, 7), 9);
  assert.equal(parts.find((one) => one.staff === 8).covers, null);
  assert.equal(stateOf(parts, 9), "on");
});

test("a label with a colon stays whole", () => {
  assert.deepEqual(holdersOf(togglePlace([], 7, "table:V:1"), "table:V:1"), [7]);
});

test("a tap changes nothing that was drawn before it", () => {
  const before = Object.freeze([Object.freeze(part(7, { tables: Object.freeze(["A1"]) }))]);
  togglePlace(before, 7, "table:A1");
  setState(before, 7, "absent");
  assert.deepEqual(before[0].tables, ["A1"]);
});
