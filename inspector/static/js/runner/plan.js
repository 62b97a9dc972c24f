// The round laid out: which cells each section has, what is done, what is missing, where to go next. Decides only.

import { cellOf, keyOf, startsUnseen } from "./cells.js";

/**
 * @param {object} document
 * @param {import("../store/drafts.js").Draft} draft
 * @param {(item: string, subject: string|null) => boolean} isVisible
 * @param {(section: object) => boolean} isAsked  whether a section is asked at all, before anybody is on its list
 * @returns {{sections: object[], cells: object[], done: number, total: number, missingEvidence: number}}
 */
export function layOut(document, draft, isVisible, isAsked = () => true) {
  const sections = document.sections
    .map((section) => sectionOf(document, section, draft, isVisible))
    .filter((section) => section.cells.length || (section.repeat && !section.subjects.length && isAsked(section.source)));
  const cells = sections.flatMap((section) => section.cells);
  return { sections, cells, byKey: new Map(cells.map((cell) => [cell.key, cell])), ...tally(cells) };
}

/** The subjects of a section; [null] where it is asked once. */
export function subjectsOf(section, draft) {
  return section.repeat ? draft.subjects[section.repeat] ?? [] : [null];
}

/** A cell that nobody has dealt with: not answered, or an event of which nothing was seen yet. */
export function isOpen(cell) {
  return cell.isAsked && (cell.state === "unanswered" || cell.needs.length > 0);
}

/** The next open cell after a place, going round; required ones and missing evidence come before what is merely not seen. */
export function nextOpen(plan, fromKey, document) {
  const start = plan.cells.findIndex((cell) => cell.key === fromKey);
  const around = [...plan.cells.slice(start + 1), ...plan.cells.slice(0, start + 1)].filter(isOpen);
  return around.find((cell) => !startsUnseen(document, cell.item)) ?? around[0] ?? null;
}

/** How an item stands that has no answer of its own (scoring/policies.js): pass | fail | open | na. */
export function unite(cell, plan) {
  const counted = cell.item.items.map((id) => plan.byKey.get(keyOf(id, cell.subject))).filter((part) => part?.state === "answered" || part?.state === "unanswered");
  if (!counted.length) return "na";
  if (counted.some((part) => part.state === "unanswered")) return "open";
  return counted.some((part) => part.isFail) ? "fail" : "pass";
}

/** What stands between this round and its submission, in the order of the list. */
export function obstacles(plan, missing) {
  const wanted = new Set(missing);
  return plan.cells.filter((cell) => wanted.has(cell.key) || cell.needs.length > 0);
}

/** Per person: answered, failed. For the review only; the record is the server's. */
export function perSubject(plan, kind) {
  const people = new Map();
  for (const cell of plan.cells) {
    const subject = cell.subject ?? cell.answer?.for;
    if (!subject?.startsWith(`${kind}:`) || !cell.isAsked) continue;
    const sum = people.get(subject) ?? { subject, answered: 0, failed: 0, total: 0 };
    sum.total += 1;
    sum.answered += cell.state === "unanswered" ? 0 : 1;
    sum.failed += cell.isFail ? 1 : 0;
    people.set(subject, sum);
  }
  return [...people.values()];
}

function sectionOf(document, section, draft, isVisible) {
  const known = subjectsOf(section, draft);
  const cells = known.flatMap((subject) =>
    section.items.filter((item) => isVisible(item.id, subject)).map((item) => cellOf(document, section, item, subject, draft)));
  const subjects = draft.again ? known.filter((subject) => cells.some((cell) => cell.subject === subject)) : known; // the others are not looked at again
  const shown = new Set(cells.map((cell) => cell.item.id));
  const items = section.items.filter((item) => shown.has(item.id));
  return { id: section.id, source: section, repeat: section.repeat ?? null, subjects, items, cells, ...tally(cells) };
}

function tally(cells) {
  const asked = cells.filter((cell) => cell.isAsked);
  return {
    total: asked.length,
    done: asked.filter((cell) => cell.state !== "unanswered").length,
    failed: asked.filter((cell) => cell.isFail).length,
    missingEvidence: asked.filter((cell) => cell.needs.length).length,
  };
}
