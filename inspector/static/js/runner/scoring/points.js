/** What an answer earns of what was possible, for each type of item. */

import {
  ONE, ZERO, compare, divide, greatest, isPositive, least, multiply, ofInteger, rational, subtract, sum,
} from "../../lib/rational.js";

const DEFAULT_RATING_LEVELS = 5;

/** Points possible of an item (`known`: scoring/checklist.js), whatever is answered. */
export function possibleOf(known) {
  const { source, type } = known;
  if (!known.isScored) return ZERO;
  if (type === "choice") return known.scoredOptions.map(pointsWritten).reduce(greatest, ZERO);
  if (type === "choices") return choicesPossible(known);
  if (type === "number" && source.bands) return source.bands.map(pointsWritten).reduce(greatest, ZERO);
  if (isPointless(known)) return ZERO;
  return known.points;
}

/** Points earned by the value of an answered item; null when the option taken does not score at all. */
export function earnedBy(known, value) {
  const share = SHARES[known.type];
  if (share) return multiply(known.points, share(known.source, value));
  return POINTS[known.type](known, value);
}

/** A deduct item without points only loses (sheets that count losses). */
export const isPointless = ({ type, source }) => type === "deduct" && source.points === undefined;

/** The points written on an option, a band or a level. */
export const pointsWritten = ({ points }) => (points === undefined ? ZERO : rational(points));

/** The band of a number item that a value falls in, the first in written order; undefined when none matches. */
export function bandOf(source, value) {
  const measured = rational(value);
  return source.bands.find((band) => isWithin(band, measured));
}

/** Does a figure satisfy every bound written on a band? */
export function isWithin(band, figure) {
  return (
    (band.from === undefined || compare(figure, rational(band.from)) >= 0) &&
    (band.above === undefined || compare(figure, rational(band.above)) > 0) &&
    (band.to === undefined || compare(figure, rational(band.to)) <= 0) &&
    (band.below === undefined || compare(figure, rational(band.below)) < 0)
  );
}

/** How far a number lies outside min..max; zero inside. */
export function distanceOutside(source, value) {
  const measured = rational(value);
  if (source.min !== undefined && compare(measured, rational(source.min)) < 0) return subtract(rational(source.min), measured);
  if (source.max !== undefined && compare(measured, rational(source.max)) > 0) return subtract(measured, rational(source.max));
  return ZERO;
}

/** The levels of a rating as [{value, share}], lowest first. */
export function ratingLevels(source) {
  const written = source.levels ?? Array.from({ length: Number(source.max ?? DEFAULT_RATING_LEVELS) }, (_, i) => ({ value: i + 1 }));
  const levels = written.map((level) => ({ ...level, value: Number(level.value) })).sort((a, b) => a.value - b.value);
  if (!levels.some((level) => level.points !== undefined)) {
    return levels.map(({ value }, i) => ({ value, share: divide(ofInteger(i), ofInteger(levels.length - 1)) }));
  }
  const best = levels.map(pointsWritten).reduce(greatest, ZERO);
  return levels.map((level) => ({ value: level.value, share: divide(pointsWritten(level), best) }));
}

const SHARES = {
  verdict: (_source, value) => (value === "pass" ? ONE : ZERO),
  rating: (source, value) => ratingLevels(source).find((level) => level.value === Number(value)).share,
  k_of_n: (_source, { k, n }) => divide(rational(k), rational(n)),
  stopwatch: stopwatchShare,
};

const POINTS = {
  points: (_known, value) => rational(value),
  choice({ scoredOptions }, value) {
    const option = scoredOptions.find(({ id }) => id === value);
    return option ? pointsWritten(option) : null;
  },
  choices(known, value) {
    const taken = known.scoredOptions.filter(({ id }) => value.includes(id));
    return least(sum(taken.map(pointsWritten)), choicesPossible(known));
  },
  number({ source, points }, value) {
    if (source.bands) return pointsWritten(bandOf(source, value) ?? {});
    const outside = distanceOutside(source, value);
    if (!isPositive(outside)) return points;
    if (source.tolerance === undefined || !isPositive(rational(source.tolerance))) return ZERO;
    return multiply(points, greatest(ZERO, subtract(ONE, divide(outside, rational(source.tolerance)))));
  },
  deduct(known, value) {
    const each = known.source.each === undefined ? ONE : rational(known.source.each);
    const loss = multiply(rational(value), each);
    if (isPointless(known)) return subtract(ZERO, loss);
    return greatest(subtract(known.points, loss), rational(known.source.floor ?? 0));
  },
};

function choicesPossible({ source, scoredOptions }) {
  if (source.possible !== undefined) return rational(source.possible);
  return sum(scoredOptions.map(pointsWritten).filter(isPositive));
}

function stopwatchShare({ target, limit }, value) {
  const seconds = rational(value);
  if (limit !== undefined && compare(seconds, rational(limit)) >= 0) return ZERO;
  if (target === undefined || compare(seconds, rational(target)) <= 0) return ONE;
  if (limit === undefined) return ZERO;
  return divide(subtract(rational(limit), seconds), subtract(rational(limit), rational(target)));
}
