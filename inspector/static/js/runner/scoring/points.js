/** What an answer earns of what was possible, for each type of item, and which values are findings. */

import {
  ONE, ZERO, compare, divide, greatest, isPositive, isZero, least, multiply, ofInteger, rational, subtract, sum,
} from "../../lib/rational.js";

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
const isPointless = ({ type, source }) => type === "deduct" && source.points === undefined;

/** The points written on an option, a band or a level. */
const pointsWritten = ({ points }) => (points === undefined ? ZERO : rational(points));

/** The band of a number item that a value falls in, the first in written order; undefined when none matches. */
function bandOf(source, value) {
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
function distanceOutside(source, value) {
  const measured = rational(value);
  if (source.min !== undefined && compare(measured, rational(source.min)) < 0) return subtract(rational(source.min), measured);
  if (source.max !== undefined && compare(measured, rational(source.max)) > 0) return subtract(measured, rational(source.max));
  return ZERO;
}

/** Is the value of an answered item a finding? Bonus items and `on_fail: never` make none. */
export function isFailure(known, value) {
  if (known.isBonus || known.source.on_fail === "never") return false;
  const fails = FAILURES[known.type];
  return fails ? fails(known, value) : false;
}

const SHARES = {
  verdict: (_source, value) => (value === "pass" ? ONE : ZERO),
  rating: ratingShare,
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
    const tolerance = rational(source.tolerance ?? 0);
    if (!isPositive(outside)) return points;
    return isPositive(tolerance) ? multiply(points, greatest(ZERO, subtract(ONE, divide(outside, tolerance)))) : ZERO;
  },
  deduct(known, value) {
    const loss = multiply(rational(value), rational(known.source.each));
    if (isPointless(known)) return subtract(ZERO, loss);
    return greatest(subtract(known.points, loss), rational(known.source.floor ?? 0));
  },
};

function choicesPossible({ source, scoredOptions }) {
  if (source.possible !== undefined) return rational(source.possible);
  return sum(scoredOptions.map(pointsWritten).filter(isPositive));
}

/** Levels count from 1; those without points are spaced evenly, the others scaled so that the best is the whole. */
function ratingShare({ levels, max }, value) {
  const at = Number(value) - 1;
  if (levels?.[0].points === undefined) return divide(ofInteger(at), ofInteger((levels?.length ?? Number(max)) - 1));
  return divide(pointsWritten(levels[at]), levels.map(pointsWritten).reduce(greatest));
}

function stopwatchShare({ target, limit }, value) {
  const seconds = rational(value);
  if (target === undefined || compare(seconds, rational(target)) <= 0) return ONE;
  const left = subtract(rational(limit), seconds);
  return isPositive(left) ? divide(left, subtract(rational(limit), rational(target))) : ZERO;
}

const FAILURES = {
  verdict: (_known, value) => value === "fail",
  choice: failsByOption,
  choices: failsByOption,
  rating: ({ source }, value) => Number(value) <= Number(source.fails_at ?? 1),
  points: (known, value) => (known.source.fails_below === undefined ? isZero(rational(value)) : isBelowShare(known, value)),
  number: ({ source }, value) => {
    if (!source.bands) return isPositive(distanceOutside(source, value));
    const band = bandOf(source, value);
    return !band || !isPositive(pointsWritten(band));
  },
  k_of_n: ({ source }, { k, n }) =>
    compare(rational(k), multiply(rational(source.fails_below ?? 1), rational(n))) < 0,
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
