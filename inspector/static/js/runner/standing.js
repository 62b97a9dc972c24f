// What a round asks as it stands, by the same rules that will score it; the figures themselves are in figures.js.

import { keyOf } from "./cells.js";
import { visibility } from "./conditions.js";
import { ofDraft } from "./pairing.js";
import { layOut } from "./plan.js";
import { prepare } from "./scoring/checklist.js";
import { evaluate } from "./scoring/policies.js";
import { readSheet } from "./scoring/sheet.js";
import { sheetOf } from "./submission.js";

const conditional = new WeakMap();

/** The round laid out as it is asked now, of this inspector. */
export function planOf(document, draft) {
  const own = ofDraft(document, draft);
  return layOut(own, draft, visibilityOf(own, draft), sectionsAsked(own, draft));
}

/** A function (item id, subject) that says whether the item is asked. */
export function visibilityOf(document, draft) {
  if (!draft.again && !hasConditions(document)) return () => true;
  const repeated = repeatedItems(document);
  const { instances } = evaluate(document, sheetOf(document, draft));
  const shown = new Set(instances.map(({ item, subject }) => keyOf(item.id, repeated.has(item.id) ? subject : null)));
  return (item, subject) => shown.has(keyOf(item, subject));
}

/** A function (section) that says whether it is asked as a whole, also while nobody is on its list yet. */
function sectionsAsked(document, draft) {
  if (draft.again || !hasConditions(document)) return () => !draft.again;
  const checklist = prepare(document);
  const isVisible = visibility(checklist, readSheet(checklist, sheetOf(document, draft)));
  return (section) => isVisible({ id: "", section: checklist.sections.find((plan) => plan.source === section), source: {} }, null);
}

function hasConditions(document) {
  if (!conditional.has(document)) {
    conditional.set(document, document.sections.some((section) => [section, ...section.items].some((asked) => asked.when || asked.applies)));
  }
  return conditional.get(document);
}

/** Ids of the items that are asked of several subjects. */
export function repeatedItems(document) {
  return new Set(document.sections.filter((section) => section.repeat).flatMap((section) => section.items.map((item) => item.id)));
}
