// A second look at what failed: which items are asked again of whom, and what it says of the tasks about them. Decides only.

import { keyOf } from "./cells.js";
import { prepare } from "./scoring/checklist.js";
import { isFailure } from "./scoring/points.js";

const BETWEEN = "~"; // item and subject in an address; no id has it

/** Where a second look begins (also inspections/reinspecting.py). first: {id, checklist_id, site_id, area_id, line, failures: [[item, subject|null]]} */
export function againAddress(first) {
  const query = new URLSearchParams({ site: first.site_id, ...(first.area_id && { area: first.area_id }), line: first.line, again: first.id });
  for (const [item, subject] of first.failures) query.append("failed", subject ? `${item}${BETWEEN}${subject}` : item);
  return `#/start/${encodeURIComponent(first.checklist_id)}?${query}`;
}

/** What an address asks again, as far as the list still has it, and the open points of the place about that. */
export function againOf(query, document, findings) {
  const failures = query.getAll("failed").map((written) => {
    const [item, subject = null] = written.split(BETWEEN);
    return [item, subject];
  });
  const asked = askedOf(document, failures);
  return { id: query.get("again"), asked, tasks: tasksAsked(asked, document.id, findings) };
}

/** Each failed item of a repeated section for its own subjects, elsewhere once; a whole is asked with any of its parts. */
export function askedOf(document, failures) {
  const asked = new Map();
  for (const section of document.sections) {
    for (const [item, subject] of failures) {
      const parts = section.items.filter((one) => one.id === item || one.items?.includes(item));
      const whom = section.repeat ? subject : null;
      for (const { id } of parts) asked.set(keyOf(id, whom), [id, whom]);
    }
  }
  return [...asked.values()];
}

/** The open points of a place that are about what is asked again: they are judged by its answers, not a second time. */
function tasksAsked(asked, checklistId, findings) {
  const items = new Set(asked.map(([item]) => item));
  return findings.filter((one) => one.checklist_id === checklistId && items.has(one.item)).map(({ task, item, place }) => ({ task, item, place }));
}

/** What the answers say of those tasks. A failure is added to its task by the server; here is told what is good now, or could not be seen. */
export function verdictsOf(document, again, answers) {
  const { items } = prepare(document);
  return (again?.tasks ?? []).flatMap(({ task, item, place }) => {
    const about = answers.filter((answer) => answer.item === item && (!isPlace(answer.for) || answer.for === place));
    const isBad = about.some((answer) => answer.state === "answered" && isFailure(items.get(item), answer.value));
    if (!about.length || isBad) return [];
    return [{ task, verdict: about.every((answer) => answer.state === "answered") ? "improved" : "cannot_see", note: null, photos: [] }];
  });
}

function isPlace(subject) {
  return Boolean(subject) && !subject.startsWith("staff:");
}
