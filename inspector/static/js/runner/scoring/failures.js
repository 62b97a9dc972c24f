/** Which answered values are findings. Policies never make one. */

import { ONE, ZERO, compare, isPositive, isZero, multiply, rational } from "../../lib/rational.js";
import { bandOf, distanceOutside, earnedBy, pointsWritten, possibleOf, ratingLevels } from "./points.js";

/** Is the value of an answered item a finding? Bonus items and `on_fail: never` make none. */
export function isFailure(known, value) {
  if (known.isBonus || known.source.on_fail === "never") return false;
  const fails = FAILURES[known.type];
  return fails ? fails(known, value) : false;
}

const FAILURES = {
  verdict: (known, value) => value === "fail",
  choice: ({ source, scoredOptions }, value) => {
    const option = source.options.find(({ id }) => id === value);
    if (source.options.some(({ fails }) => fails === true)) return option.fails === true;
    return scoredOptions.includes(option) && !isPositive(pointsWritten(option));
  },
  choices: isBelowShare(null),
  rating: ({ source }, value) => {
    const worst = source.fails_at === undefined ? ratingLevels(source)[0].value : Number(source.fails_at);
    return Number(value) <= worst;
  },
  points: isBelowShare((value) => isZero(rational(value))),
  number: ({ source }, value) => {
    if (!source.bands) return isPositive(distanceOutside(source, value));
    const band = bandOf(source, value);
    return !band || !isPositive(pointsWritten(band));
  },
  k_of_n: ({ source }, { k, n }) =>
    compare(rational(k), multiply(source.fails_below === undefined ? ONE : rational(source.fails_below), rational(n))) < 0,
  stopwatch: ({ source }, value) => source.limit !== undefined && compare(rational(value), rational(source.limit)) >= 0,
  deduct: (known, value) => compare(rational(value), ZERO) > 0,
};

/** Below the share `fails_below` of the possible; without one, as `otherwise` says. */
function isBelowShare(otherwise) {
  return (known, value) => {
    if (known.source.fails_below === undefined) return otherwise ? otherwise(value) : false;
    const wanted = multiply(rational(known.source.fails_below), possibleOf(known));
    return compare(earnedBy(known, value), wanted) < 0;
  };
}
