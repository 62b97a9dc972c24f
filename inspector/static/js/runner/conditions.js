/** What is asked of whom: `when` and `applies` decided from the answers, each item and subject once. */

import { compare, isDecimal, rational } from "../lib/rational.js";

const NUMERIC_TYPES = new Set(["rating", "points", "number", "stopwatch", "deduct"]);
const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const ORDERINGS = {
  lt: (order) => order < 0,
  le: (order) => order <= 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
};

/** What a sheet asks: when failures are looked at again, only they, whatever their conditions say; else what those show. answers: the read sheet. */
export function askedBy(checklist, { asked }, answers) {
  if (!asked) return visibility(checklist, answers);
  const places = new Set(asked.map(([item, subject]) => `${item} ${subject ?? ""}`));
  return (item, subject) => places.has(`${item.id} ${item.section.repeat ? subject : ""}`);
}

/**
 * Decide visibility lazily, so that a child can stand before its parent.
 * sheet: a read sheet (scoring/sheet.js): `subjects(section)`, `states(item, subject)`, `site`.
 * Returns `isVisible(item, subject)`; the document has no cycle (refused when it was checked).
 */
function visibility(checklist, sheet) {
  const decided = new Map();
  return function isVisible(item, subject) {
    const key = `${item.id} ${subject ?? ""}`;
    if (!decided.has(key)) {
      decided.set(key, false);
      decided.set(key, [item.section.source, item.source].every((asked) =>
        appliesTo(asked.applies, sheet.site) && holds(asked.when, { checklist, sheet, isVisible, section: item.section, subject })));
    }
    return decided.get(key);
  };
}

function appliesTo(applies, site) {
  if (!applies?.site) return true;
  const attributes = new Set(site?.has ?? []);
  const { has = [], lacks = [] } = applies.site;
  return [has].flat().every((name) => attributes.has(name)) && ![lacks].flat().some((name) => attributes.has(name));
}

function holds(condition, place) {
  if (condition === undefined) return true;
  if (condition.all) return condition.all.every((part) => holds(part, place));
  if (condition.any) return condition.any.some((part) => holds(part, place));
  if (condition.not) return !holds(condition.not, place);
  const item = place.checklist.items.get(condition.item);
  return subjectsMeant(condition, item, place).some((subject) =>
    place.isVisible(item, subject) && leafHolds(condition, item, place.sheet.stateOf(item, subject)));
}

function subjectsMeant(condition, item, { sheet, section, subject }) {
  const isSame = section === item.section && section.repeat && !condition.any_subject;
  return isSame ? [subject] : sheet.subjectsOf(item);
}

function leafHolds(condition, item, { state, value }) {
  if (condition.state !== undefined) return condition.state === state;
  if (state !== "answered") return false;
  return Object.entries(condition).every(([word, wanted]) => {
    if (word === "is") return isEqual(item, value, wanted);
    if (word === "is_not") return !isEqual(item, value, wanted);
    if (word === "in") return wanted.some((one) => isEqual(item, value, one));
    if (word === "includes") return Array.isArray(value) && value.includes(wanted);
    if (word === "answered") return wanted;
    return !(word in ORDERINGS) || isOrdered(ORDERINGS[word], value, wanted);
  });
}

function isEqual(item, value, wanted) {
  if (NUMERIC_TYPES.has(item.type)) return isOrdered((order) => order === 0, value, wanted);
  if (item.type === "time") return isOrdered((order) => order === 0, value, wanted);
  return !Array.isArray(value) && String(value) === String(wanted);
}

function isOrdered(accepts, value, wanted) {
  const [left, right] = [measure(value), measure(wanted)];
  if (left && right) return accepts(compare(left, right));
  return accepts(value < wanted ? -1 : Number(value > wanted));
}

/** Decimals as they are, times of day as seconds since midnight, anything else nothing. */
function measure(value) {
  if (isDecimal(value)) return rational(value);
  const seconds = secondsOfDay(value);
  return seconds === null ? null : rational(seconds);
}

/** "10:20" and "10:20:30" as seconds since midnight; null for anything else. */
export function secondsOfDay(value) {
  const clock = typeof value === "string" && CLOCK.exec(value);
  return clock ? Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0) : null;
}
