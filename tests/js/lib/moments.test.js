import assert from "node:assert/strict";
import { test } from "node:test";
import { dayAndTime } from "../../../inspector/static/js/lib/moments.js";

test("a deadline is told by the clock of its site, wherever the device is", () => {
  assert.equal(dayAndTime("2026-11-26T03:30:00.000+00:00", "Asia/Shanghai"), "2026-11-26 11:30");
  assert.equal(dayAndTime("2026-11-25T16:00:00.000+00:00", "Asia/Shanghai"), "2026-11-26 00:00");
  assert.equal(dayAndTime("2026-07-01T12:00:00.000+00:00", "Europe/London"), "2026-07-01 13:00");
});
