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
  verdict: (_known, value) => value === "fail",
  choice: failsByOption,
  choices: failsByOption,
  rating: ({ source }, value) => {
    const worst = source.fails_at === undefined ? ratingLevels(source)[0].value : Number(source.fails_at);
    return Number(value) <= worst;
  },
  points: (known, value) => (known.source.fails_below === undefined ? isZero(rational(value)) : isBelowShare(known, value)),
  number: ({ source }, value) => {
    if (!source.bands) return isPositive(distanceOutside(source, value));
    const band = bandOf(source, value);
    return !band || !isPositive(pointsWritten(band));
  },
  k_of_n: ({ source }, { k, n }) =>
    compare(rational(k), multiply(source.fails_below === undefined ? ONE : rational(source.fails_below), rational(n))) < 0,
  stopwatch: ({ source }, value) => source.limit !== undefined && compare(rational(value), rational(source.limit)) >= 0,
  deduct: (_known, value) => compare(rational(value), ZERO) > 0,
};

/** An option that says it fails; of one choice, where none says so, an option worth nothing; or too few points. */
function failsByOption(known, value) {
  const { source, scoredOptions, type } = known;
  const taken = source.options.filter(({ id }) => [value].flat().includes(id));
  const isSaid = source.options.some(({ fails }) => fails === true);
  if (isSaid && taken.some(({ fails }) => fails === true)) return true;
  if (!taken.every((option) => scoredOptions.includes(option))) return false;
  if (source.fails_below !== undefined) return isBelowShare(known, value);
  return type === "choice" && !isSaid && !isPositive(pointsWritten(taken[0]));
}

function isBelowShare(known, value) {
  return compare(earnedBy(known, value), multiply(rational(known.source.fails_below), possibleOf(known))) < 0;
}
