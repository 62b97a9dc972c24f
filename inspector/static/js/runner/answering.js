// What a tap makes of an answer. Decides only: takes the cell as it is, gives the answer as it becomes; null takes the answer away.

import { isBulk, mayBe } from "./cells.js";

export const CAUSES = ["people", "method", "material", "machine", "environment", "other"];
const NOTE_SEPARATOR = "；";
const MOST_BUTTONS = 7;

/** A cell answered with a value; its note, photos and cause stay. */
export function withValue(cell, value, at, { bulk = false } = {}) {
  return { ...(cell.answer ?? blank(cell.subject)), state: "answered", value, reason: null, at, bulk };
}

/** A pass or fail button of a list: a second tap on pass takes it back, a second tap on fail keeps it (it opens the detail). */
export function tapVerdict(cell, value, at) {
  if (cell.state === "answered" && cell.answer.value === value) return value === "fail" ? cell.answer : null;
  return withValue(cell, value, at);
}

/** One tap on a cell of the grid: nothing, pass, fail, and from an open fail back to pass. */
export function tapCell(cell, isOpen, at) {
  if (cell.state !== "answered") return withValue(cell, "pass", at);
  if (cell.answer.value === "pass") return withValue(cell, "fail", at);
  return isOpen ? withValue(cell, "pass", at) : cell.answer;
}

/** "All pass": only unanswered state items of one glance, marked as filled in bulk. Returns answers by key. */
export function allPass(cells, at) {
  const open = cells.filter((cell) => cell.state === "unanswered" && isBulk(cell.item));
  return Object.fromEntries(open.map((cell) => [cell.key, withValue(cell, "pass", at, { bulk: true })]));
}

/** Does not apply, or could not be seen; a second tap takes it back. */
export function tapState(cell, state, at) {
  if (cell.state === state) return null;
  return { ...(cell.answer ?? blank(cell.subject)), state, value: null, reason: null, at, bulk: false };
}

/** One occurrence of an event was seen: done or not done. */
export function sawOne(cell, isDone, at) {
  const trail = [...trailOf(cell), isDone ? 1 : 0];
  return { ...withValue(cell, counted(trail), at), trail };
}

/** The last occurrence was a slip of the finger; without any left the item is not seen again. */
export function unsawOne(cell, at) {
  const trail = trailOf(cell).slice(0, -1);
  return trail.length ? { ...withValue(cell, counted(trail), at), trail } : null;
}

/** One tap on an option of several; an option that does not score stands alone. */
export function tapOption(cell, option, at) {
  const taken = cell.state === "answered" ? cell.answer.value : [];
  const isAlone = (id) => cell.item.options.find((known) => known.id === id)?.scored === false;
  const others = taken.filter((id) => id !== option.id && !isAlone(id));
  const next = taken.includes(option.id) ? taken.filter((id) => id !== option.id) : isAlone(option.id) ? [option.id] : [...others, option.id];
  return withValue(cell, next, at);
}

/** The next figure of a stepper, kept within its ends, as the decimal string of the wire. */
export function stepped(value, step, { least = 0, most = Infinity } = {}) {
  const places = Math.max(...[value, step].map((number) => (String(number).split(".")[1] ?? "").length));
  const next = Math.min(most, Math.max(least, Number(value) + Number(step)));
  return String(Number(next.toFixed(places)));
}

/** The figures from 0 to the most where they are few enough to be a button each; else null. */
export function scale(most, step) {
  const count = Number(most) / Number(step) + 1;
  if (count > MOST_BUTTONS) return null;
  const figures = ["0"];
  while (figures.length < count) figures.push(stepped(figures.at(-1), step));
  return figures;
}

/** The items of a section do not apply, each of them and for one reason; never one that always applies, nor one that is excused already. */
export function sectionNa(document, cells, reason, at) {
  const meant = cells.filter((cell) => cell.isAsked && mayBe(document, cell.item, "na") && cell.answer?.reason !== "exempt");
  return Object.fromEntries(meant.map((cell) => [cell.key, { ...(cell.answer ?? blank(cell.subject)), state: "na", value: null, reason, at, bulk: true }]));
}

/** What was said of the whole section is taken back; what was said of single items stays. */
export function sectionBack(cells) {
  return Object.fromEntries(cells.filter(isOfSection).map((cell) => [cell.key, null]));
}

/** Whether it is said of the whole section that it does not apply. */
export function isSectionNa(document, cells) {
  return cells.some(isOfSection) && cells.every((cell) => !cell.isAsked || cell.state === "na" || !mayBe(document, cell.item, "na"));
}

function isOfSection(cell) {
  return cell.state === "na" && cell.answer.bulk;
}

/** A note chip: put into the note or taken out of it. */
export function tapChip(note, words) {
  const parts = notesOf(note);
  const next = parts.includes(words) ? parts.filter((part) => part !== words) : [...parts, words];
  return next.join(NOTE_SEPARATOR) || null;
}

export function notesOf(note) {
  return (note ?? "").split(/[；;]\s*/).map((part) => part.trim()).filter(Boolean);
}

export function blank(subject) {
  return { for: subject ?? null, state: "answered", value: null, reason: null, at: null, bulk: false, note: null, cause: null, corrected: false, reminded: false };
}

function trailOf(cell) {
  if (cell.state !== "answered" || !cell.answer.value) return [];
  if (cell.answer.trail) return cell.answer.trail;
  const { k, n } = cell.answer.value;
  return Array.from({ length: n }, (_, index) => (index < k ? 1 : 0));
}

function counted(trail) {
  return { k: trail.reduce((sum, one) => sum + one, 0), n: trail.length };
}
