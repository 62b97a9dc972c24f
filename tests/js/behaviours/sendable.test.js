import assert from "node:assert/strict";
import test from "node:test";

import { obstacle } from "../../../inspector/static/js/behaviours/sendable.js";

test("a form goes out only in the name of who opened its page", () => {
  assert.equal(obstacle("5", { token: "t", account: 5 }), "");
  assert.equal(obstacle("", { token: "t", account: null }), ""); // the sign-in page
  assert.equal(obstacle("5", { token: "t", account: null }), "ended");
  assert.equal(obstacle("5", { token: "t", account: 6 }), "exchanged");
  assert.equal(obstacle("", { token: "t", account: 6 }), "exchanged");
  assert.equal(obstacle("5", null), "offline");
});
