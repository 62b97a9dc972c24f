/** Sums of one section: per subject, then over its subjects. */

import { HUNDRED, ONE, ZERO, add, divide, floorTo, isPositive, multiply, ofInteger, rational, subtract, sum } from "../../lib/rational.js";

/** Earned of possible in percent, floored when the checklist rounds down; null when nothing was possible. */
export function percentOf(earned, possible, settings) {
  return isPositive(possible) ? floored(multiply(HUNDRED, divide(earned, possible)), settings) : null;
}

export const floored = (percent, settings) => (settings.round_down ? floorTo(percent, settings.decimals) : percent);

/**
 * One section for one subject: {earned, possible, percent, isApplicable}.
 * isZeroing: let a failed `zero_section` item take all that the instance earned.
 */
export function instanceFigure(instances, source, settings, isZeroing) {
  const counted = instances.filter(({ isApplicable }) => isApplicable);
  const possible = sum(counted.map((instance) => instance.possible));
  const isZeroed = isZeroing && instances.some(({ isFailed, item }) => isFailed && item.critical === "zero_section");
  const earned = isZeroed ? ZERO : source.by_failures ? byFailures(instances, possible, source.by_failures) : sum(counted.map((one) => one.earned));
  return { earned, possible, percent: percentOf(earned, possible, settings), isApplicable: counted.length > 0 };
}

/** A section over the figures of its subjects, pooled or as the mean of them. */
export function sectionFigure(figures, settings) {
  const possible = sum(figures.map((figure) => figure.possible));
  const pooled = sum(figures.map((figure) => figure.earned));
  const earned = settings.repeat === "mean" && figures.length > 1 ? meanEarned(figures, possible, pooled, settings) : pooled;
  const isApplicable = figures.some((figure) => figure.isApplicable);
  return { earned, possible, percent: percentOf(earned, possible, settings), isApplicable };
}

function byFailures(instances, possible, shares) {
  const failures = instances.filter(({ isFailed }) => isFailed).length;
  const share = divide(rational(shares[Math.min(failures, shares.length - 1)]), HUNDRED);
  const bonus = sum(instances.filter(({ item }) => item.isBonus).map(({ earned }) => earned));
  return add(multiply(share, possible), bonus);
}

function meanEarned(figures, possible, pooled, settings) {
  if (settings.losses) {
    const applicable = figures.filter((figure) => figure.isApplicable);
    const loss = divide(subtract(possible, pooled), applicable.length ? ofInteger(applicable.length) : ONE);
    return subtract(possible, loss);
  }
  const percents = figures.map((figure) => figure.percent).filter((percent) => percent !== null);
  if (!percents.length) return ZERO;
  return multiply(divide(divide(sum(percents), ofInteger(percents.length)), HUNDRED), possible);
}
