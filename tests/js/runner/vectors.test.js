import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { faults, score } from "../../../inspector/static/js/runner/scoring.js";

const FOLDER = new URL("../../vectors/scoring/", import.meta.url);

const vectors = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")))
  .filter((vector) => vector.answers); // a vector of several sheets is about pooling, which no device does

test("there are vectors to hold", () => assert.ok(vectors.length > 50, `${vectors.length} vectors`));

for (const { id, checklist, answers, expect = {}, error = [] } of vectors) {
  test(`${id} holds on the device`, () => {
    assert.deepEqual(faults(checklist, answers).map(({ code }) => code), error);
    assert.deepEqual(partOf(score(checklist, answers), expect), expect);
  });
}

/** What `expected` speaks of in `actual`; lists are compared whole. */
function partOf(actual, expected) {
  if (expected === null || actual === null || typeof expected !== "object" || Array.isArray(expected)) return actual;
  return Object.fromEntries(Object.keys(expected).map((key) => [key, partOf(actual?.[key], expected[key])]));
}
