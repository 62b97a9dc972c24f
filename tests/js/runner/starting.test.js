import assert from "node:assert/strict";
import { test } from "node:test";
import { dutyFor, initials, linesFor, offeredAt, shiftNow, siteTime, togglePerson } from "../../../inspector/static/js/runner/starting.js";
import { DOCUMENT, SITE } from "./sample.js";

const at = (clock) => new Date(`${clock}+08:00`);

test("the shift that runs now is chosen, also past midnight and a little before it begins", () => {
  assert.equal(shiftNow(SITE, at("2026-11-22T12:00:00")), 1);
  assert.equal(shiftNow(SITE, at("2026-11-22T19:30:00")), 2);
  assert.equal(shiftNow(SITE, at("2026-11-23T00:40:00")), 2);
  assert.equal(shiftNow(SITE, at("2026-11-22T16:00:00")), 2, "between shifts, the next one");
  assert.equal(shiftNow(SITE, at("2026-11-23T03:00:00")), 2, "after the last, the last");
});

test("the business day ends when the site says, not at midnight", () => {
  assert.equal(siteTime(SITE, at("2026-11-23T03:59:00")).businessDay, "2026-11-22");
  assert.equal(siteTime(SITE, at("2026-11-23T04:00:00")).businessDay, "2026-11-23");
});

test("a restaurant is not offered what is filled in a workshop, and a bundle of before knows no difference", () => {
  const bundle = { checklists: [{ id: "quick-round" }, { id: "auto-recep" }] };
  assert.deepEqual(offeredAt(bundle, { ...SITE, checklists: ["quick-round"] }), [{ id: "quick-round" }]);
  assert.equal(offeredAt(bundle, SITE).length, 2);
  assert.deepEqual(offeredAt(null, null), []);
});

test("the duty map begins with the last one of the shift, and a saved one of today wins", () => {
  assert.equal(dutyFor(SITE, 2, at("2026-11-22T20:00:00")).source, "last");
  assert.deepEqual(dutyFor(SITE, 1, at("2026-11-22T20:00:00")), { source: "none", entries: [] });
  const saved = { business_day: "2026-11-22", shift_id: 2, source: "saved", entries: [] };
  assert.equal(dutyFor({ ...SITE, duty: [...SITE.duty, saved] }, 2, at("2026-11-22T20:00:00")).source, "saved");
});

test("changing the map of a round never changes the one it was taken from", () => {
  const { entries } = dutyFor(SITE, 2, at("2026-11-22T20:00:00"));
  entries[0].tables.push("table:Z9");
  assert.deepEqual(SITE.duty[0].entries[0].tables, ["table:A1"]);
});

test("a person taken off the shift and put back keeps the tables", () => {
  const { entries } = dutyFor(SITE, 2, at("2026-11-22T20:00:00"));
  const back = togglePerson(togglePerson(entries, "staff:7"), "staff:7");
  assert.deepEqual(back, entries);
  assert.equal(togglePerson(entries, "staff:8").length, 2);
});

test("initials are the given name in Chinese and letters elsewhere", () => {
  assert.deepEqual(["周敏", "王小虎", "欧阳明月", "Anna Schmidt", "林"].map(initials), ["敏", "小虎", "明月", "AS", "林"]);
});

test("a self-check list is filled on the line of self-checks only", () => {
  assert.deepEqual(linesFor({ document: { ...DOCUMENT, kind: "self" } }, SITE), ["self"]);
  assert.deepEqual(linesFor({ document: DOCUMENT }, SITE), ["area", "self"]);
});
