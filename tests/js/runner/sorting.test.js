import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, moving, places } from "../../../inspector/static/js/runner/sorting.js";

const cell = (id, part = {}) => ({ key: `${id}|`, item: { id, type: "verdict" }, isAsked: true, isFail: false, needs: [], ...part });
const POOL = [{ slot: "a" }, { slot: "b" }];

test("failures and items that want a photo stand first and once, then open points, sections and the whole round", () => {
  const failed = cell("floor", { isFail: true });
  const plain = cell("tables");
  const wanting = cell("shelf", { item: { id: "shelf", type: "photo" } });
  const cells = [plain, failed, wanting, cell("sign", { item: { id: "sign", type: "signature" } }), cell("read", { isAsked: false })];
  const groups = places({ cells, sections: [{ id: "hall", cells }] }, [{ task: 12 }]);
  assert.deepEqual(groups.map((group) => [group.id, group.targets.map((target) => target.key)]), [
    ["first", ["floor|", "shelf|"]], ["last-time", ["follow_up|12"]], ["hall", ["tables|"]], ["round", ["round|"]],
  ]);
});

test("taps choose several photos; one that has left is forgotten", () => {
  assert.deepEqual(choose(["a"], "b", POOL), ["a", "b"]);
  assert.deepEqual(choose(["a", "b"], "a", POOL), ["b"]);
  assert.deepEqual(choose(["gone"], "b", POOL), ["b"]);
});

test("a place takes the chosen photos, or the only one that is there", () => {
  assert.deepEqual(moving(["b"], POOL), ["b"]);
  assert.deepEqual(moving([], POOL), []);
  assert.deepEqual(moving([], [{ slot: "a" }]), ["a"]);
});
