// What is drawn on a photo: marks in the order they were made, begun and ended by a pointer or by keys. Decides only.
// Points are shares of width and height (0 to 1), so that they fit the photo whatever the size of the screen.

export const TOOLS = ["arrow", "circle", "text", "blur"];
const STEP = 0.02;
const LARGE_STEP = 0.1;
const SMALLEST = 0.012; // a slip of the finger is no mark
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {object} Drawing
 * @property {string} tool
 * @property {string} words              what the next text says
 * @property {{tool: string, from: object, to: object, words: string}[]} marks
 * @property {object|null} open          the mark that is being drawn
 * @property {{x: number, y: number}|null} cursor  where the keys are; null while a pointer draws
 * @property {number} lowest             share of the height above the footer: nothing is drawn below
 */
export function emptyDrawing(lowest) {
  return { tool: "arrow", words: "", marks: [], open: null, cursor: null, lowest };
}

export function press(drawing, point) {
  const at = within(drawing, point);
  if (drawing.tool !== "text") return { ...drawing, open: { tool: drawing.tool, from: at, to: at, words: "" }, cursor: null };
  return drawing.words ? { ...drawing, marks: [...drawing.marks, { tool: "text", from: at, to: at, words: drawing.words }] } : drawing;
}

export function drag(drawing, point) {
  return drawing.open ? { ...drawing, open: { ...drawing.open, to: within(drawing, point) } } : drawing;
}

export function release(drawing) {
  const { open, marks } = drawing;
  if (!open) return drawing;
  const isMark = Math.hypot(open.to.x - open.from.x, open.to.y - open.from.y) >= SMALLEST;
  return { ...drawing, open: null, marks: isMark ? [...marks, open] : marks };
}

/** Arrow keys move a cross, with shift in large steps; Enter or space begins a mark there and ends it; Backspace gives it up. */
export function key(drawing, name, { isLarge = false } = {}) {
  const cursor = drawing.cursor ?? { x: 0.5, y: drawing.lowest / 2 };
  if (name === "Backspace" || name === "Delete") return { ...drawing, open: null };
  if (name === "Enter" || name === " ") return { ...(drawing.open ? release(drag(drawing, cursor)) : press(drawing, cursor)), cursor };
  const way = WAYS[name];
  if (!way) return drawing;
  const size = isLarge ? LARGE_STEP : STEP;
  const moved = within(drawing, { x: cursor.x + way[0] * size, y: cursor.y + way[1] * size });
  return { ...drag(drawing, moved), cursor: moved };
}

export function undo(drawing) {
  return { ...drawing, open: null, marks: drawing.marks.slice(0, -1) };
}

function within({ lowest }, { x, y }) {
  return { x: Math.min(1, Math.max(0, x)), y: Math.min(lowest, Math.max(0, y)) };
}
