// How a round stands, by the same rules that will score it: what is asked, what is missing, how much was observed.

import { missing, progress, score, visible } from "./scoring.js";
import { keyOf } from "./cells.js";
import { layOut } from "./plan.js";
import { sheetOf } from "./submission.js";

const conditional = new WeakMap();

/** The round laid out as it is asked now. */
export function planOf(document, draft) {
  return layOut(document, draft, visibilityOf(document, draft));
}

/** A function (item id, subject) that says whether the item is asked. */
export function visibilityOf(document, draft) {
  if (!hasConditions(document)) return () => true;
  const repeated = repeatedItems(document);
  const shown = new Set(visible(document, sheetOf(document, draft)).map(([item, subject]) => keyOf(item, repeated.has(item) ? subject : null)));
  return (item, subject) => shown.has(keyOf(item, subject));
}

/** What the review needs: keys of missing answers, the share observed, and whether it is enough for a verdict. */
export function reviewOf(document, draft) {
  const sheet = sheetOf(document, draft);
  const repeated = repeatedItems(document);
  const blocks = (document.scoring?.unanswered ?? "block") === "block";
  const { observed, isObserved } = progress(document, sheet);
  const keys = missing(document, sheet).map(([item, subject]) => keyOf(item, repeated.has(item) ? subject : null));
  return { missing: blocks ? keys : [], observed, isObserved, completeness: score(document, sheet).completeness };
}

/** The score as it stands, only for lists that let the inspector watch it. */
export function liveScore(document, draft) {
  if (document.scoring?.show !== "live") return null;
  return score(document, sheetOf(document, draft)).score;
}

function hasConditions(document) {
  if (!conditional.has(document)) {
    conditional.set(document, document.sections.some((section) => [section, ...section.items].some((asked) => asked.when || asked.applies)));
  }
  return conditional.get(document);
}

function repeatedItems(document) {
  return new Set(document.sections.filter((section) => section.repeat).flatMap((section) => section.items.map((item) => item.id)));
}
