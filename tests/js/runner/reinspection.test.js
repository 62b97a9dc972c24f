import assert from "node:assert/strict";
import { test } from "node:test";

import { withValue } from "../../../inspector/static/js/runner/answering.js";
import { applied } from "../../../inspector/static/js/runner/changes.js";
import { againAddress, againOf, askedOf } from "../../../inspector/static/js/runner/reinspection.js";
import { reviewOf } from "../../../inspector/static/js/runner/figures.js";
import { planOf, visibilityOf } from "../../../inspector/static/js/runner/standing.js";
import { newDraft } from "../../../inspector/static/js/runner/starting.js";
import { submissionOf } from "../../../inspector/static/js/runner/submission.js";
import { AT, DOCUMENT, ENTRIES, SITE } from "./sample.js";

const FAILURES = [["hair", "staff:8"], ["stain", null], ["floor", "staff:7"]];
const FINDINGS = [{ task: 4, item: "floor", checklist_id: "sample", place: "" }, { task: 5, item: "hair", checklist_id: "other", place: "" }, { task: 6, item: "smell", checklist_id: "sample", place: "" }];

function begun() {
  const again = againOf(new URLSearchParams(againAddress({ id: "first", checklist_id: "sample", site_id: 1, area_id: null, line: "area", failures: FAILURES }).split("?")[1]), DOCUMENT, FINDINGS);
  const checklist = { id: "sample", version: "sha256:1", title: DOCUMENT.title, document: DOCUMENT };
  return newDraft({ id: "second", checklist, site: { ...SITE, open_findings: FINDINGS }, areaId: null, shiftId: 2, line: "area", entries: ENTRIES, tables: [], author: { id: 5 }, at: AT, again });
}

function answered(draft, values) {
  const plan = planOf(DOCUMENT, draft);
  return applied(draft, { answers: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, withValue(plan.byKey.get(key), value, AT)])) }).draft;
}

function sent(draft) {
  return submissionOf(DOCUMENT, draft, { isVisible: visibilityOf(DOCUMENT, draft), submittedAt: AT, client: {}, grantId: null });
}

test("only what failed is asked, of the same people, also where a condition would hide it", () => {
  const plan = planOf(DOCUMENT, begun());
  assert.deepEqual(plan.cells.map((cell) => cell.key), ["hair|staff:8", "floor|", "stain|"]);
  assert.deepEqual(plan.sections[0].subjects, ["staff:8"], "whoever is not looked at again has no column");
  assert.equal(plan.total, 3);
});

test("it misses what is asked again and nothing else, and says on the wire what that was", () => {
  const draft = answered(begun(), { "hair|staff:8": "pass", "floor|": "pass" });
  assert.deepEqual(reviewOf(DOCUMENT, draft).missing, ["stain|"]);
  const submission = sent(draft);
  assert.equal(submission.reinspects, "first");
  assert.deepEqual(submission.asked, [["hair", "staff:8"], ["stain", null], ["floor", null]]);
  assert.deepEqual(submission.answers.map((answer) => answer.item), ["hair", "floor"], "an event that nobody asked about is not said to be unseen");
});

test("a task hears that it is good now; of a failure it hears from the server, and tasks of other lists and items hear nothing", () => {
  assert.deepEqual(sent(answered(begun(), { "floor|": "pass" })).follow_ups, [{ task: 4, verdict: "improved", note: null, photos: [] }]);
  assert.deepEqual(sent(answered(begun(), { "floor|": "fail" })).follow_ups, []);
  assert.deepEqual(sent(begun()).follow_ups, []);
});

test("what the list has no more is not asked", () => {
  assert.deepEqual(askedOf(DOCUMENT, [["gone", null]]), []);
});

test("a whole is asked with any of its parts", () => {
  const document = { sections: [{ id: "A", items: [{ id: "x", type: "verdict" }, { id: "y", type: "verdict" }, { id: "u", type: "all_of", items: ["x", "y"] }] }] };
  assert.deepEqual(askedOf(document, [["y", "staff:3"]]), [["y", null], ["u", null]]);
});
