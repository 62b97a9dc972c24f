// The figures of a round as it stands: only the review and a list that shows its score need them, so they are fetched on demand.

import { keyOf } from "./cells.js";
import { sheetOf } from "./said.js";
import { missing, progress, score } from "./scoring.js";
import { repeatedItems } from "./standing.js";

/** What the review needs: keys of missing answers, the share observed, and whether it is enough for a verdict. */
export function reviewOf(document, draft) {
  const sheet = sheetOf(document, draft);
  const repeated = repeatedItems(document);
  const blocks = (document.scoring?.unanswered ?? "block") === "block";
  const { observed, isObserved } = progress(document, sheet);
  const keys = missing(document, sheet).map(([item, subject]) => keyOf(item, repeated.has(item) ? subject : null));
  return { missing: blocks ? keys : [], observed, isObserved, completeness: score(document, sheet).completeness };
}

/** All that the round comes to on this device, for a trial that no server scores. */
export function wholeScore(document, draft) {
  return score(document, sheetOf(document, draft));
}

/** The score as it stands, only for lists that let the inspector watch it. */
export function liveScore(document, draft) {
  if (document.scoring?.show !== "live") return null;
  return score(document, sheetOf(document, draft)).score;
}
