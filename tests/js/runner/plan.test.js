import assert from "node:assert/strict";
import { test } from "node:test";
import { withValue } from "../../../inspector/static/js/runner/answering.js";
import { applied } from "../../../inspector/static/js/runner/changes.js";
import { asksWho, keyOf } from "../../../inspector/static/js/runner/cells.js";
import { nextOpen, obstacles, perSubject } from "../../../inspector/static/js/runner/plan.js";
import { reviewOf } from "../../../inspector/static/js/runner/figures.js";
import { planOf, visibilityOf } from "../../../inspector/static/js/runner/standing.js";
import { newDraft } from "../../../inspector/static/js/runner/starting.js";
import { sheetOf } from "../../../inspector/static/js/runner/said.js";
import { submissionOf } from "../../../inspector/static/js/runner/submission.js";
import { AT, DOCUMENT, ENTRIES, SITE } from "./sample.js";

const draft = () => newDraft({ id: "d", checklist: { id: "sample", version: "sha256:0", title: {}, document: DOCUMENT }, site: SITE, areaId: null, shiftId: 2, line: "area", entries: ENTRIES, tables: [], author: { id: 5 }, at: AT });

function answer(held, item, subject, value, more = {}) {
  const cell = planOf(DOCUMENT, held).byKey.get(keyOf(item, subject));
  return applied(held, { answers: { [cell.key]: { ...withValue(cell, value, AT), ...more } } }).draft;
}

test("a line-up asks each person on shift, and nobody who is not", () => {
  const [people] = planOf(DOCUMENT, draft()).sections;
  assert.deepEqual(people.subjects, ["staff:7", "staff:8"]);
  assert.equal(people.total, 6);
});

test("a person excused from a dimension is not applicable from the start, without a reason to read", () => {
  const held = draft();
  assert.equal(held.answers["posture|staff:8"].state, "na");
  assert.equal(held.answers["posture|staff:8"].note, null);
  assert.equal("posture|staff:7" in held.answers, false);
});

test("a hidden item appears when its condition holds and its answer is not sent when it no longer does", () => {
  let held = draft();
  assert.equal(planOf(DOCUMENT, held).byKey.has("stain|"), false);
  held = answer(held, "floor", null, "fail");
  assert.equal(planOf(DOCUMENT, held).byKey.has("stain|"), true);
  held = answer(held, "stain", null, "fail");
  held = answer(held, "floor", null, "pass");
  const sent = submissionOf(DOCUMENT, held, { isVisible: visibilityOf(DOCUMENT, held), submittedAt: AT, client: {}, grantId: null });
  assert.equal(sent.answers.some((one) => one.item === "stain"), false);
  assert.equal(sheetOf(DOCUMENT, held).answers.some((one) => one.item === "stain"), true, "the draft keeps it for when it opens again");
});

test("an event nobody saw is sent as unseen and does not hold the round back", () => {
  const held = draft();
  const { answers } = sheetOf(DOCUMENT, held);
  assert.equal(answers.find((one) => one.item === "greeted").state, "unseen");
  assert.equal(reviewOf(DOCUMENT, held).missing.includes("greeted|"), false);
  assert.equal(reviewOf(DOCUMENT, held).missing.includes("floor|"), true);
});

test("too few observations are said before the round is submitted", () => {
  const held = answer(draft(), "greeted", null, { k: 2, n: 2 });
  const { observed, isObserved } = reviewOf(DOCUMENT, held);
  assert.equal(observed, "66.7");
  assert.equal(isObserved, false);
});

test("a failure without its required photo is an obstacle until the photo is there or the camera failed", () => {
  let held = answer(draft(), "floor", null, "fail");
  const keys = (of) => obstacles(planOf(DOCUMENT, of), []).map((cell) => cell.key);
  assert.deepEqual(keys(held), ["floor|"]);
  assert.deepEqual(keys({ ...held, photo_trouble: true }), []);
  held = { ...held, photos: [{ key: "floor|", kind: "photo", slot: "s", sha256: "x" }] };
  assert.deepEqual(keys(held), []);
});

test("a failure whose note was put off asks for the note in the review", () => {
  const held = answer(draft(), "hair", "staff:7", "fail", { later: true });
  assert.deepEqual(obstacles(planOf(DOCUMENT, held), []).map((cell) => cell.needs), [["note"]]);
});

test("next unanswered goes round from where one is, and to unseen events last", () => {
  let held = draft();
  const next = (from) => nextOpen(planOf(DOCUMENT, held), from, DOCUMENT)?.key ?? null;
  assert.equal(next("floor|"), "drink|");
  for (const cell of planOf(DOCUMENT, held).cells.filter((one) => one.item.type === "verdict" && one.state === "unanswered")) held = answer(held, cell.item.id, cell.subject, "pass");
  held = answer(held, "drink", null, []);
  assert.equal(next("drink|"), "greeted|");
  held = answer(held, "greeted", null, { k: 1, n: 1 });
  assert.equal(next("drink|"), null);
});

test("who it was is asked only where a person can bear it and the section is not about one already", () => {
  const plan = planOf(DOCUMENT, draft());
  assert.equal(asksWho(plan.byKey.get("floor|")), true);
  assert.equal(asksWho(plan.byKey.get("hair|staff:7")), false);
  assert.equal(asksWho(plan.byKey.get("greeted|")), false);
});

test("a person named at a place item counts there once, and the question stays one question", () => {
  const held = answer(draft(), "floor", null, "fail", { for: "staff:8" });
  assert.equal(planOf(DOCUMENT, held).byKey.get("floor|").state, "answered");
  assert.equal(reviewOf(DOCUMENT, held).missing.includes("floor|"), false);
  assert.equal(perSubject(planOf(DOCUMENT, held), "staff").find((one) => one.subject === "staff:8").failed, 1);
  const sent = submissionOf(DOCUMENT, held, { isVisible: visibilityOf(DOCUMENT, held), submittedAt: AT, client: {}, grantId: null });
  assert.equal(sent.answers.find((one) => one.item === "floor").for, "staff:8");
});

test("a submission carries what the wire asks for and nothing that is only the device's", () => {
  const held = { ...answer(draft(), "floor", null, "fail", { later: true, trail: [1] }), device_seq: 4, follow_ups: { 12: { verdict: "improved", note: null } }, photos: [
    { key: "floor|", kind: "photo", slot: "s1", sha256: "a", bytes: 5, type: "image/jpeg", taken_at: AT, original_sha256: "o" },
    { key: "follow_up|12", kind: "photo", slot: "s2", sha256: "b", bytes: 5, type: "image/jpeg", taken_at: AT, original_sha256: "o" },
    { key: "round|", kind: "signature", signer: "inspector", slot: "s3", sha256: "c", bytes: 5, type: "image/png", taken_at: AT, original_sha256: null },
  ] };
  const sent = submissionOf(DOCUMENT, held, { isVisible: visibilityOf(DOCUMENT, held), submittedAt: AT, client: { build: "b" }, grantId: "g" });
  const floor = sent.answers.find((one) => one.item === "floor");
  assert.deepEqual(Object.keys(floor).sort(), ["at", "bulk", "cause", "corrected", "for", "item", "note", "photos", "reason", "reminded", "state", "value"]);
  assert.deepEqual(floor.photos, ["a"]);
  assert.deepEqual(sent.follow_ups, [{ task: 12, verdict: "improved", note: null, photos: ["b"] }]);
  assert.deepEqual(sent.attachments.map((one) => [one.slot, one.item, one.signer]), [["s1", "floor", undefined], ["s2", null, undefined], ["s3", null, "inspector"]]);
  assert.deepEqual(sent.duty.map((one) => one.present), [true, true, false], "the map is frozen whole, the absent included");
  assert.equal(sent.line, "area");
});
