import assert from "node:assert/strict";
import { test } from "node:test";
import { footerOf, placeOf } from "../../../inspector/static/js/runner/footer.js";

const WORDS = { text: (words) => words?.zh ?? words ?? "", t: (words) => ({ "Device time": "设备时间", "Whole site": "全店" })[words] };
const DRAFT = { site: { name: "汐见·静安店", timezone: "Asia/Shanghai" }, title: { zh: "快速巡检" }, author: { number: "S0005" }, area_name: null };
const AT = Date.parse("2026-11-22T12:03:11Z");

test("a footer says store, area, checklist, the corrected time by the clock of the site, inspector and short hash", () => {
  const lines = footerOf(DRAFT, { place: "大厅", takenAt: AT, skew: 120_000, hash: "ab12cd34" }, WORDS);
  assert.deepEqual(lines, ["汐见·静安店  ·  大厅  ·  快速巡检", "2026-11-22 20:05:11  ·  S0005  ·  #ab12cd34"]);
});

test("a device that never met the server says that the time is its own", () => {
  const [, second] = footerOf(DRAFT, { place: "大厅", takenAt: AT, skew: undefined, hash: "ab12cd34" }, WORDS);
  assert.match(second, /^设备时间 2026-11-2\d \d\d:\d3:11/);
});

test("the place is the area or table asked about, else the area of the round, else the whole site", () => {
  const nameOf = (subject) => ({ "area:3": "厨房", "table:A5": "A5" })[subject];
  assert.equal(placeOf(DRAFT, "floor|area:3", nameOf, WORDS), "厨房");
  assert.equal(placeOf(DRAFT, "clean|table:A5", nameOf, WORDS), "A5");
  assert.equal(placeOf({ ...DRAFT, area_name: "吧台" }, "hair|staff:7", nameOf, WORDS), "吧台");
  assert.equal(placeOf(DRAFT, "hair|staff:7", nameOf, WORDS), "全店");
});
