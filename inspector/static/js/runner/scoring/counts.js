/** How much of a sheet is filled: done and missing, completeness, occurrences seen of those needed. */

import { HUNDRED, add, divide, isPositive, least, multiply, ofInteger, rational, sum } from "../../lib/rational.js";

/** {answered, na, unseen, unanswered} over scored items; all_of is counted by its members. */
export function countStates(instances) {
  const counts = { answered: 0, na: 0, unseen: 0, unanswered: 0 };
  for (const { item, state } of instances) {
    if (item.isScored && item.type !== "all_of") counts[state] += 1;
  }
  return counts;
}

/** Share of the visible scored instances that were dealt with, in percent; null when there are none. */
export function completenessOf({ answered, na, unseen, unanswered }) {
  const all = answered + na + unseen + unanswered;
  return all ? multiply(HUNDRED, divide(ofInteger(answered + na), ofInteger(all))) : null;
}

/** Occurrences wanted and really seen of one event item; null for anything else and where it does not apply. */
export function observationOf({ item, state, value }) {
  if (item.source.observe !== "event" || item.source.needed === undefined || state === "na") return null;
  const needed = rational(item.source.needed);
  const seen = state !== "answered" ? ofInteger(0) : item.type === "k_of_n" ? rational(value.n) : ofInteger(1);
  return { needed, seen };
}

/** Percent of the needed observations that were made, no item counting for more than it needs; null when none is needed. */
export function observedPercent(instances) {
  const observations = instances.map(observationOf).filter(Boolean);
  const needed = sum(observations.map((one) => one.needed));
  if (!isPositive(needed)) return null;
  const seen = observations.map((one) => least(one.seen, one.needed)).reduce(add);
  return multiply(HUNDRED, divide(seen, needed));
}
