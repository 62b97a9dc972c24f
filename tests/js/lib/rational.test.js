import assert from "node:assert/strict";
import { test } from "node:test";

import { add, compare, divide, exact, fixed, floorTo, isDecimal, multiply, plain, rational, roundTo, subtract } from "../../../inspector/static/js/lib/rational.js";

const third = divide(rational("1"), rational("3"));

test("a tenth and two tenths are exactly three tenths", () => {
  assert.equal(compare(add(rational("0.1"), rational("0.2")), rational("0.3")), 0);
});

test("three thirds are one, and a third stays a third", () => {
  assert.equal(exact(add(add(third, third), third)), "1");
  assert.equal(exact(third), "1/3");
  assert.equal(plain(third), "0.333");
});

test("the sign stays on top, whoever divides", () => {
  assert.equal(exact(divide(rational("1"), rational("-3"))), "-1/3");
  assert.equal(exact(multiply(rational("-0.5"), rational("-4"))), "2");
  assert.equal(exact(subtract(rational("1"), rational("2.5"))), "-3/2");
});

test("a half is rounded up, once, from the exact figure", () => {
  assert.equal(fixed(rational("8.95"), 1), "9.0");
  assert.equal(fixed(rational("8.9499999"), 1), "8.9");
  assert.equal(fixed(rational("0.5"), 0), "1");
  assert.equal(fixed(rational("2.5"), 0), "3");
  assert.equal(exact(roundTo(rational("69.25"), 1)), "693/10");
});

test("a shown figure keeps its digits, points drop those not needed", () => {
  assert.equal(fixed(rational("75"), 1), "75.0");
  assert.equal(fixed(rational("0.04"), 2), "0.04");
  assert.equal(plain(rational("100.000")), "100");
  assert.equal(plain(rational("8.9750")), "8.975");
  assert.equal(plain(rational("-0.0001")), "0");
});

test("floor goes down, below zero too", () => {
  assert.equal(exact(floorTo(rational("89.99"), 1)), "899/10");
  assert.equal(exact(floorTo(rational("-0.01"), 1)), "-1/10");
});

test("only decimals are read as numbers", () => {
  for (const text of ["", "1e3", "0x10", "1.", ".5", "NaN", " 1", "1/2", "1".repeat(25)]) assert.equal(isDecimal(text), false, text);
  assert.throws(() => rational("five"), RangeError);
  assert.throws(() => divide(third, rational("0")), RangeError);
});
