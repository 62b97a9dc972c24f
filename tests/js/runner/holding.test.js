import assert from "node:assert/strict";
import { test } from "node:test";
import { asksNewPin, dutiesOf, likelyFirst, lockReason, opensByTap, secondsToTry, shiftKey } from "../../../inspector/static/js/runner/holding.js";

const SITE = {
  id: 1, timezone: "Asia/Shanghai", day_ends_at: "04:00",
  shifts: [{ id: 1, starts_at: "11:00", ends_at: "14:00" }, { id: 2, starts_at: "17:00", ends_at: "22:00" }],
};
const at = (clock, day = "2026-11-26") => Date.parse(`${day}T${clock}:00+08:00`);
const MINUTE = 60_000;

function held(since, { active = since } = {}) {
  return { id: 5, unlocked_at: since, active_at: active, site_id: 1, shift: shiftKey(SITE, since) };
}

const reason = (holder, now, idleMinutes = 15) => lockReason({ holder, site: SITE, idleMinutes, now });

test("nobody's tablet is locked", () => assert.equal(reason(null, at("12:00")), "nobody"));

test("fifteen quiet minutes lock, fourteen do not, and a clock put back counts as quiet", () => {
  const holder = held(at("11:30"));
  assert.equal(reason(holder, at("11:30") + 15 * MINUTE), null);
  assert.equal(reason(holder, at("11:30") + 15 * MINUTE + 1), "idle");
  assert.equal(reason(holder, at("11:30") - 16 * MINUTE), "idle");
  assert.equal(reason(holder, at("11:30") + 20 * MINUTE, 30), null, "the organisation chose 30");
});

test("a new shift asks once, when the tablet has lain still for two minutes, never between two taps", () => {
  const [midday, evening] = [at("13:50"), at("17:30")];
  assert.equal(reason(held(midday, { active: evening }), evening + MINUTE), null, "in the middle of work");
  assert.equal(reason(held(midday, { active: evening }), evening + 3 * MINUTE), "shift");
  assert.equal(reason(held(evening, { active: at("18:30") }), at("18:40")), null, "within the shift nothing is asked");
});

test("after midnight it is still the shift of the business day; the next day it is not", () => {
  const night = held(at("21:00"), { active: at("01:00", "2026-11-27") });
  assert.equal(reason(night, at("01:10", "2026-11-27")), null);
  assert.equal(reason(held(at("21:00"), { active: at("12:00", "2026-11-27") }), at("12:05", "2026-11-27")), "shift");
});

test("two wrong PINs are free, then it takes longer, and after five only a sign-in helps", () => {
  const now = at("12:00");
  const wait = (tries, ago = 0) => secondsToTry({ tries, tried_at: now - ago * 1000 }, now);
  assert.deepEqual([wait(0), wait(2), wait(3), wait(3, 5), wait(4), wait(4, 29)], [0, 0, 5, 0, 30, 1]);
  assert.equal(wait(5, 86_400), Infinity);
  assert.deepEqual([asksNewPin({ tries: 4 }), asksNewPin({ tries: 5 }), asksNewPin({ tries: 0, forgot: true })], [false, true, true]);
});

test("who is on duty now stands first, then who held the tablet last", () => {
  const profile = (id, unlocked_at, on_duty = []) => ({ id, unlocked_at, on_duty });
  const bundle = {
    account: { staff_id: 9 },
    sites: [{ duty: [{ source: "saved", business_day: "2026-11-26", shift_id: 2, entries: [{ staff: "staff:9", present: true }] }, { source: "last", business_day: "2026-11-19", shift_id: 1, entries: [{ staff: "staff:9", present: true }] }] }],
  };
  const people = [profile(1, 10), profile(2, 30), profile(3, 20, dutiesOf(bundle))];
  assert.deepEqual(likelyFirst(people, SITE, at("18:00")).map((one) => one.id), [3, 2, 1]);
  assert.deepEqual(likelyFirst(people, SITE, at("12:00")).map((one) => one.id), [2, 3, 1]);
});

test("a round paused for a guest opens by one tap within the time, and always by PIN when the organisation says 0", () => {
  const paused = at("18:00");
  assert.equal(opensByTap(paused, 15, paused + 15 * MINUTE), true);
  assert.equal(opensByTap(paused, 15, paused + 15 * MINUTE + 1), false);
  assert.equal(opensByTap(paused, 0, paused + 1), false);
});
