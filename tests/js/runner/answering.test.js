import assert from "node:assert/strict";
import { test } from "node:test";
import { allPass, isSectionNa, sawOne, scale, sectionBack, sectionNa, stepped, tapCell, tapChip, tapOption, tapState, tapVerdict, unsawOne, withValue } from "../../../inspector/static/js/runner/answering.js";
import { applied, changed, undone } from "../../../inspector/static/js/runner/changes.js";
import { keyOf } from "../../../inspector/static/js/runner/cells.js";
import { newDraft } from "../../../inspector/static/js/runner/starting.js";
import { planOf } from "../../../inspector/static/js/runner/standing.js";
import { AT, DOCUMENT, ENTRIES, SITE } from "./sample.js";

const draft = () => newDraft({ id: "d", checklist: { id: "sample", version: "sha256:0", title: {}, document: DOCUMENT }, site: SITE, areaId: null, shiftId: 2, line: "area", entries: ENTRIES, tables: [], author: { id: 5 }, at: AT });
const cellIn = (held, item, subject = null) => planOf(DOCUMENT, held).byKey.get(keyOf(item, subject));
const answered = (held, key, answer) => applied(held, { answers: { [key]: answer } }).draft;

test("all pass fills only unanswered state items that one glance covers, and says that it was in bulk", () => {
  const begun = answered(draft(), "hair|staff:7", withValue(cellIn(draft(), "hair", "staff:7"), "fail", AT));
  const filled = allPass(planOf(DOCUMENT, begun).cells, AT);
  assert.deepEqual(Object.keys(filled).sort(), ["floor|", "hair|staff:8", "posture|staff:7"]);
  assert.ok(Object.values(filled).every((answer) => answer.value === "pass" && answer.bulk === true));
});

test("a cell of the line-up goes from nothing to pass to fail, and from an open fail back to pass", () => {
  const empty = cellIn(draft(), "hair", "staff:7");
  const passed = tapCell(empty, false, AT);
  assert.equal(passed.value, "pass");
  const failed = tapCell({ ...empty, state: "answered", answer: { ...passed, bulk: true } }, false, AT);
  assert.deepEqual([failed.value, failed.bulk], ["fail", false]);
  const cell = { ...empty, state: "answered", answer: { ...failed, note: "loose" } };
  assert.equal(tapCell(cell, false, AT), cell.answer, "a closed fail only opens");
  assert.deepEqual([tapCell(cell, true, AT).value, tapCell(cell, true, AT).note], ["pass", "loose"]);
});

test("a second tap on pass takes the answer back, a second tap on fail keeps what was noted", () => {
  const empty = cellIn(draft(), "floor");
  const cell = (value) => ({ ...empty, state: "answered", answer: withValue(empty, value, AT) });
  assert.equal(tapVerdict(cell("pass"), "pass", AT), null);
  assert.equal(tapVerdict(cell("fail"), "fail", AT).value, "fail");
  assert.equal(tapVerdict(cell("pass"), "fail", AT).value, "fail");
});

test("occurrences of an event are counted one by one and taken back in the order they came", () => {
  let held = draft();
  for (const isDone of [true, false, true]) held = answered(held, "greeted|", sawOne(cellIn(held, "greeted"), isDone, AT));
  assert.deepEqual(held.answers["greeted|"].value, { k: 2, n: 3 });
  held = answered(held, "greeted|", unsawOne(cellIn(held, "greeted"), AT));
  assert.deepEqual(held.answers["greeted|"].value, { k: 1, n: 2 });
  held = answered(held, "greeted|", unsawOne(cellIn(held, "greeted"), AT));
  held = answered(held, "greeted|", unsawOne(cellIn(held, "greeted"), AT));
  assert.equal("greeted|" in held.answers, false, "nothing seen is no answer");
});

test("an option that does not score stands alone", () => {
  const [tea, water, none] = DOCUMENT.sections[1].items[3].options;
  const cell = (value) => ({ ...cellIn(draft(), "drink"), state: value ? "answered" : "unanswered", answer: value && withValue(cellIn(draft(), "drink"), value, AT) });
  assert.deepEqual(tapOption(cell(["tea"]), water, AT).value, ["tea", "water"]);
  assert.deepEqual(tapOption(cell(["tea", "water"]), none, AT).value, ["none"]);
  assert.deepEqual(tapOption(cell(["none"]), tea, AT).value, ["tea"]);
  assert.deepEqual(tapOption(cell(["tea"]), tea, AT).value, [], "taking the last one away is an answer worth nothing");
});

test("not applicable drops the value, keeps the note, and a second tap takes it back", () => {
  const empty = cellIn(draft(), "floor");
  const cell = { ...empty, state: "answered", answer: { ...withValue(empty, "fail", AT), note: "wet" } };
  const state = tapState(cell, "na", AT);
  assert.deepEqual([state.state, state.value, state.note], ["na", null, "wet"]);
  assert.equal(tapState({ ...cell, state: "na", answer: state }, "na", AT), null);
});

test("steps are exact decimals within their ends", () => {
  assert.equal(stepped("0.1", "0.2"), "0.3");
  assert.equal(stepped("5", "0.5", { most: 5 }), "5");
  assert.equal(stepped("0", "-1"), "0");
});

test("a note chip goes in and out and leaves other words alone", () => {
  const once = tapChip("自己写的", "靠墙");
  assert.equal(once, "自己写的；靠墙");
  assert.equal(tapChip(once, "靠墙"), "自己写的");
  assert.equal(tapChip("靠墙", "靠墙"), null);
});

test("undo brings back one whole change, also a bulk one, and at most twenty", () => {
  const start = draft();
  const before = Object.keys(start.answers);
  const filled = changed(start, { answers: allPass(planOf(DOCUMENT, start).cells, AT) });
  assert.ok(Object.keys(filled.answers).length > before.length);
  assert.deepEqual(Object.keys(undone(filled).answers), before);
  let many = start;
  for (let count = 0; count < 30; count += 1) many = changed(many, { fields: { comment: String(count) } });
  for (let count = 0; count < 40; count += 1) many = undone(many);
  assert.equal(many.comment, "9");
});

test("a section does not apply as a whole: for one reason, marked as said of all, and never what always applies or is excused already", () => {
  const document = { ...DOCUMENT, sections: DOCUMENT.sections.map((section) => ({ ...section, items: section.items.map((item) => (item.id === "smell" ? { ...item, na: "forbid" } : item)) })) };
  const draft = newDraft({ id: "d", checklist: { id: "sample", version: "v", title: {}, document }, site: SITE, areaId: null, shiftId: 2, line: "area", entries: ENTRIES, tables: [], author: { id: 5 }, at: AT });
  const { cells } = planOf(document, draft).sections[0];
  assert.equal(isSectionNa(document, cells), false, "an exemption of one person is not the section");
  const set = sectionNa(document, cells, "Closed", AT);
  assert.deepEqual(Object.keys(set), ["hair|staff:7", "posture|staff:7", "hair|staff:8"]);
  assert.deepEqual(new Set(Object.values(set).map(({ state, reason, bulk }) => `${state} ${reason} ${bulk}`)), new Set(["na Closed true"]));
  const aside = changed(draft, { answers: set });
  const asideCells = planOf(document, aside).sections[0].cells;
  assert.equal(isSectionNa(document, asideCells), true);
  assert.deepEqual(sectionBack(asideCells), Object.fromEntries(Object.keys(set).map((key) => [key, null])), "the excuse stays");
  assert.deepEqual(undone(aside).answers, draft.answers);
});

test("few steps are buttons, many are not, and no figure is off its step", () => {
  assert.deepEqual(scale("1", "0.2"), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
  assert.equal(scale("10", "1"), null);
});
