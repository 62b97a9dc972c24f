import assert from "node:assert/strict";
import { test } from "node:test";
import { openHere } from "../../../inspector/static/js/runner/open_here.js";

const NOW = Date.parse("2026-11-22T12:00:00.000+00:00");
const finding = (state, grade, due) => ({ state, grade, due_at: due });

test("what is fixed or watched is not told as open", () => {
  const found = openHere([finding("watching", "at_once", "2026-11-20T00:00:00+00:00"), finding("fixed", "shift", "2026-11-20T00:00:00+00:00")], NOW);
  assert.deepEqual(found, { unfixed: 0, overdue: 0, atOnce: 0 });
});

test("overdue is by the moment, and what cannot wait is counted beside it", () => {
  const found = openHere([
    finding("open", "at_once", "2026-11-22T11:59:59.000+00:00"),
    finding("accepted", "shift", "2026-11-22T20:00:00.000+08:00"),
    finding("open", "3_days", "2026-11-25T12:00:00.000+00:00"),
  ], NOW);
  assert.deepEqual(found, { unfixed: 3, overdue: 1, atOnce: 1 });
});
