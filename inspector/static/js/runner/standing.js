// What a round asks as it stands, by the same rules that will score it; the figures themselves are in figures.js.

import { askedBy } from "./conditions.js";
import { ofDraft } from "./pairing.js";
import { layOut } from "./plan.js";
import { sheetOf } from "./said.js";
import { prepare } from "./scoring/checklist.js";
import { readSheet } from "./scoring/sheet.js";

const conditional = new WeakMap();

/** The round laid out as it is asked now, of this inspector. */
export function planOf(document, draft) {
  const own = ofDraft(document, draft);
  const asked = askedNow(own, draft);
  return layOut(own, draft, asked.item, asked.section);
}

/** A function (item id, subject) that says whether the item is asked. */
export function visibilityOf(document, draft) {
  return askedNow(document, draft).item;
}

/** {item: (item id, subject), section: (section, also while nobody is on its list yet)}; nothing is scored for it, because every tap asks. */
function askedNow(document, draft) {
  if (!draft.again && !hasConditions(document)) return { item: () => true, section: () => true };
  const checklist = prepare(document);
  const sheet = sheetOf(document, draft);
  const isAsked = askedBy(checklist, sheet, readSheet(checklist, sheet));
  return {
    item: (id, subject) => isAsked(checklist.items.get(id), subject),
    section: (section) => !draft.again && isAsked({ id: "", section: checklist.sections.find((plan) => plan.source === section), source: {} }, null),
  };
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
