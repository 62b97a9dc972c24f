import assert from "node:assert/strict";
import { test } from "node:test";
import { isGuessable, keyFor, sealed, secretOf, unsealed } from "../../../inspector/static/js/lib/pins.js";

const QUICK = 1000; // rounds: enough to tell right from wrong

test("only the right PIN opens, and what is kept does not hold its digits", async () => {
  const { secret } = await secretOf("2580", QUICK);
  assert.ok(await keyFor("2580", secret));
  for (const wrong of ["2581", "0852", "0000", ""]) assert.equal(await keyFor(wrong, secret), null);
  assert.ok(!JSON.stringify(secret).includes("2580"));
});

test("the same PIN of two people is kept differently", async () => {
  const [one, other] = [await secretOf("2580", QUICK), await secretOf("2580", QUICK)];
  assert.notEqual(one.secret.verifier, other.secret.verifier);
});

test("what is sealed under a PIN opens with that PIN alone", async () => {
  const { secret, key } = await secretOf("2580", QUICK);
  const kept = await sealed(key, "the way back");
  assert.equal(await unsealed(await keyFor("2580", secret), kept), "the way back");
  assert.equal(await unsealed((await secretOf("2580", QUICK)).key, kept), null);
});

test("the count of rounds is measured and never below what makes guessing slow", async () => {
  const { secret } = await secretOf("2580");
  assert.ok(secret.rounds >= 100_000 && secret.rounds <= 2_000_000, String(secret.rounds));
});

test("digits that anybody would try first are told", () => {
  for (const pin of ["0000", "7777", "1234", "4321", "6789"]) assert.equal(isGuessable(pin), true, pin);
  for (const pin of ["2580", "1212", "1235", "9012"]) assert.equal(isGuessable(pin), false, pin);
});
