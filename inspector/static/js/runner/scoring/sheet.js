/** The answers of one filled checklist, asked by item and subject; an answer with a fault counts as unanswered. */

import { faultsOf } from "./faults.js";

const UNANSWERED = { state: "unanswered", value: undefined };

/**
 * @param {object} sheet answers as on the wire: {subjects, site, answers: [{item, for, state, value, …}]}
 * @returns {{site: object|undefined, subjectsOf: Function, subjectsIn: Function, stateOf: Function}}
 *   subjectsIn(section): subjects of a repeated section in the order they were named, [null] elsewhere;
 *   subjectsOf(item): the instances of an item; stateOf(item, subject): {state, value} after `forbid` and an n of 0.
 */
export function readSheet(checklist, sheet) {
  const answers = new Map();
  const named = new Map();
  const faulty = new Set(faultsOf(checklist, sheet).map(({ answer }) => answer));
  for (const answer of sheet.answers ?? []) {
    if (faulty.has(answer)) continue;
    const item = checklist.items.get(answer.item);
    const subject = answer.for ?? null;
    answers.set(keyOf(item, subject), answer);
    const place = item.section.repeat ? item.section : item;
    if (!named.has(place)) named.set(place, new Set());
    named.get(place).add(subject);
  }
  const subjectsIn = (section) =>
    section.repeat ? [...new Set([...(sheet.subjects?.[section.repeat] ?? []), ...(named.get(section) ?? [])])] : [null];
  const subjectsOf = (item) =>
    item.section.repeat ? subjectsIn(item.section) : [...(named.get(item) ?? [null])];
  const stateOf = (item, subject) => settle(answers.get(keyOf(item, subject)), item, checklist.settings);
  return { site: sheet.site, subjectsIn, subjectsOf, stateOf };
}

const keyOf = (item, subject) => `${item.id} ${subject ?? ""}`;

/** `forbid` turns na and unseen into no answer; nothing seen (n = 0) is unseen. */
function settle(answer, item, settings) {
  if (!answer) return UNANSWERED;
  let state = answer.state ?? (answer.value === undefined || answer.value === null ? "unanswered" : "answered");
  if (state === "answered" && item.type === "k_of_n" && Number(answer.value.n) === 0) state = "unseen";
  const isForbidden =
    (state === "na" && item.source.na_score === undefined && (item.source.na ?? settings.na) === "forbid") ||
    (state === "unseen" && (item.source.unseen ?? settings.unseen) === "forbid");
  if (isForbidden || state === "unanswered") return UNANSWERED;
  return { state, value: state === "answered" ? answer.value : undefined };
}
