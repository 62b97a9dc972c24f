/** The answers of one filled checklist, asked by item and subject; an answer with a fault counts as unanswered. */

import { faultsOf } from "./faults.js";

const UNANSWERED = { state: "unanswered", value: undefined };
const MISPLACED = new Set(["unknown_item", "for_missing", "for_forbidden", "duplicate"]);

/**
 * @param {object} sheet answers as on the wire: {subjects, site, answers: [{item, for, state, value, …}]}
 * @returns {{site: object|undefined, subjectsOf: Function, subjectsIn: Function, stateOf: Function}}
 *   subjectsIn(section): subjects of a repeated section, those declared and then those named, [null] elsewhere;
 *   subjectsOf(item): the subjects an item was put to; stateOf(item, subject): {state, value} after `forbid` and an n of 0.
 */
export function readSheet(checklist, sheet) {
  const answers = new Map([...checklist.items.values()].map((item) => [item, new Map()]));
  const faulty = new Map(faultsOf(checklist, sheet).map(({ answer, code }) => [answer, code]));
  for (const answer of sheet.answers ?? []) {
    const code = faulty.get(answer);
    if (MISPLACED.has(code)) continue;
    const item = checklist.items.get(answer.item);
    answers.get(item).set(answer.for ?? null, code ? UNANSWERED : settle(answer, item, checklist.settings));
  }
  const subjectsIn = (section) => {
    const declared = sheet.subjects?.[section.repeat] ?? [];
    return section.repeat ? [...new Set([...declared, ...section.items.flatMap((item) => [...answers.get(item).keys()])])] : [null];
  };
  const subjectsOf = (item) => {
    if (item.section.repeat) return subjectsIn(item.section);
    return answers.get(item).size ? [...answers.get(item).keys()] : [null];
  };
  const stateOf = (item, subject) => answers.get(item).get(subject) ?? UNANSWERED;
  return { site: sheet.site, subjectsIn, subjectsOf, stateOf };
}

/** `forbid` turns na and unseen into no answer; nothing seen (n = 0) is unseen. */
function settle({ state: said, value }, { source, type, naScore }, settings) {
  let state = said ?? (value === undefined || value === null ? "unanswered" : "answered");
  if (state === "answered" && type === "k_of_n" && Number(value.n) === 0) state = "unseen";
  const isForbidden =
    (state === "na" && !naScore && (source.na ?? settings.na) === "forbid") ||
    (state === "unseen" && (source.unseen ?? settings.unseen) === "forbid");
  if (isForbidden || state === "unanswered") return UNANSWERED;
  return { state, value: state === "answered" ? value : undefined };
}
