import assert from "node:assert/strict";
import { test } from "node:test";
import { drag, emptyDrawing, key, press, release, undo } from "../../../inspector/static/js/runner/marks.js";

const start = (part = {}) => ({ ...emptyDrawing(0.9), ...part });

test("a pointer draws a mark from where it went down to where it went up, never over the footer", () => {
  const drawn = release(drag(press(start(), { x: 0.1, y: 0.1 }), { x: 1.4, y: 0.99 }));
  assert.deepEqual(drawn.marks, [{ tool: "arrow", from: { x: 0.1, y: 0.1 }, to: { x: 1, y: 0.9 }, words: "" }]);
});

test("a slip of the finger is no mark, and undo takes back the last one", () => {
  const slipped = release(drag(press(start({ tool: "blur" }), { x: 0.5, y: 0.5 }), { x: 0.505, y: 0.5 }));
  assert.equal(slipped.marks.length, 0);
  const one = release(drag(press(start(), { x: 0, y: 0 }), { x: 0.5, y: 0.5 }));
  assert.equal(undo(one).marks.length, 0);
});

test("text goes where the photo is tapped, once there are words", () => {
  assert.equal(press(start({ tool: "text" }), { x: 0.5, y: 0.5 }).marks.length, 0);
  assert.deepEqual(press(start({ tool: "text", words: "wet" }), { x: 0.5, y: 0.5 }).marks[0].words, "wet");
});

test("keys alone draw the same: move, begin, move, end; Backspace gives up", () => {
  let drawing = key(start({ tool: "circle" }), "ArrowLeft", { isLarge: true });
  drawing = key(drawing, "Enter");
  assert.ok(drawing.open);
  assert.equal(key(drawing, "Backspace").open, null);
  drawing = key(key(key(drawing, "ArrowDown", { isLarge: true }), "ArrowRight", { isLarge: true }), " ");
  assert.equal(drawing.open, null);
  const [{ tool, from, to }] = drawing.marks;
  assert.deepEqual([tool, from.x.toFixed(2), from.y.toFixed(2), to.x.toFixed(2), to.y.toFixed(2)], ["circle", "0.40", "0.45", "0.50", "0.55"]);
  assert.equal(key(drawing, "Tab"), drawing, "other keys are left to the page");
});
