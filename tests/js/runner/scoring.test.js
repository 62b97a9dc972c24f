import assert from "node:assert/strict";
import { test } from "node:test";

import { faults, missing, progress, score, visible } from "../../../inspector/static/js/runner/scoring.js";

const ROUND = {
  id: "evening",
  sections: [
    {
      id: "look",
      repeat: "staff",
      items: [
        { id: "uniform", type: "verdict" },
        { id: "badge", type: "verdict", when: { item: "uniform", is: "pass" } },
      ],
    },
    {
      id: "floor",
      items: [
        { id: "clean", type: "verdict", points: "2" },
        { id: "why", type: "text", when: { item: "clean", is: "fail" } },
        { id: "greeted", type: "k_of_n", observe: "event", needed: "3", points: "3" },
        { id: "lead", type: "k_of_n", observe: "event", needed: "2" },
        { id: "note", type: "instruction" },
      ],
    },
  ],
};
const LINA = "staff:7";
const said = (item, value, subject) => ({ item, state: "answered", value, ...(subject && { for: subject }) });

test("a child item shows only for the person whose parent item passed", () => {
  const sheet = { answers: [said("uniform", "pass", LINA), said("uniform", "fail", "staff:8")] };
  const badges = visible(ROUND, sheet).filter(([item]) => item === "badge");
  assert.deepEqual(badges, [["badge", LINA]]);
});

test("a person on the line-up is asked everything before the first answer", () => {
  const sheet = { subjects: { staff: [LINA] }, answers: [] };
  assert.deepEqual(missing(ROUND, sheet).slice(0, 2), [["uniform", LINA], ["clean", null]]);
});

test("an answer under a parent that changed its mind no longer counts", () => {
  const sheet = { answers: [said("uniform", "fail", LINA), said("badge", "pass", LINA)] };
  assert.equal(score(ROUND, sheet).sections.look.possible, "1");
});

test("progress counts what is asked now, and an optional text is asked but never missing", () => {
  const sheet = { answers: [said("clean", "fail"), said("uniform", "pass", LINA)] };
  assert.deepEqual(progress(ROUND, sheet).sections, {
    look: { done: 1, total: 2, missing: 1 },
    floor: { done: 1, total: 4, missing: 2 },
  });
});

test("occurrences seen above the need do not make up for another item", () => {
  const sheet = { answers: [said("greeted", { k: "9", n: "9" }), said("lead", { k: "0", n: "0" })] };
  const { observations, observed, isObserved } = progress(ROUND, sheet);
  assert.deepEqual(observations, [
    { item: "greeted", for: null, observed: "9", needed: "3" },
    { item: "lead", for: null, observed: "0", needed: "2" },
  ]);
  assert.equal(observed, "60.0");
  assert.equal(isObserved, false);
});

test("a round seen too little has a score and no verdict", () => {
  const filled = [said("uniform", "pass", LINA), said("badge", "pass", LINA), said("clean", "pass")];
  const strict = { ...ROUND, scoring: { pass_from: "80" } };
  const little = score(strict, { answers: [...filled, said("greeted", { k: "2", n: "2" }), said("lead", { k: "1", n: "1" })] });
  assert.equal(little.score, "100.0");
  assert.equal(little.verdict, null);
  const enough = score(strict, { answers: [...filled, said("greeted", { k: "3", n: "3" }), said("lead", { k: "1", n: "1" })] });
  assert.equal(enough.verdict, "pass");
});

test("nothing applicable is a dash, neither 0 nor 100", () => {
  const sheet = { answers: [{ item: "clean", state: "na" }, { item: "greeted", state: "unseen" }, { item: "lead", state: "na" }] };
  const result = score(ROUND, sheet);
  assert.equal(result.percent, null);
  assert.equal(result.score, null);
  assert.equal(result.completeness, "66.7");
});

test("one document may be scored many times while it is being filled", () => {
  const empty = score(ROUND, { answers: [] });
  assert.equal(score(ROUND, { answers: [said("clean", "pass")] }).percent, "100.0");
  assert.deepEqual(score(ROUND, { answers: [] }), empty);
});

test("an answer that cannot be read counts as unanswered, and says so", () => {
  const sheet = { answers: [said("clean", "maybe"), said("greeted", { k: "3", n: "2" }), said("uniform", "pass")] };
  assert.deepEqual(faults(ROUND, sheet), [
    { code: "wrong_type", item: "clean", for: null },
    { code: "out_of_range", item: "greeted", for: null },
    { code: "for_missing", item: "uniform", for: null },
  ]);
  assert.deepEqual(missing(ROUND, sheet), [["clean", null], ["greeted", null], ["lead", null]]);
});
