/** From instances to the total: sections, the roll-up within each group, the blend, and sheets that count losses. */

import { HUNDRED, ZERO, add, divide, floorTo, greatest, isPositive, least, multiply, ofInteger, rational, subtract, sum } from "../../lib/rational.js";

/** Figures of every section; isZeroing lets a failed `zero_section` item take all that its subject earned there. */
export function figuresOf({ sections, settings }, isZeroing) {
  return sections.map(({ plan, groups }) => {
    const subjects = groups.map(({ instances }) => instanceFigure(instances, plan.source, settings, isZeroing));
    return { plan, subjects, ...sectionFigure(subjects, settings) };
  });
}

/**
 * @param {object[]} sections [{plan, earned, possible, percent, isApplicable}]
 * @returns {{earned, possible, percent, uncapped, losses, groups}} exact; percent is floored at 0 and capped for bonus;
 *   `losses` only on sheets that count them; `groups` {name: {earned, possible, percent}} of a blend.
 */
export function rollUp(sections, settings) {
  if (settings.losses) return lossTotal(sections, settings);
  if (!settings.total) {
    const total = combine(sections, settings);
    return { ...total, uncapped: total.percent, percent: bounded(total.percent, settings), groups: {} };
  }
  const groups = {};
  for (const name of Object.keys(settings.total)) {
    groups[name] = combine(sections.filter(({ plan }) => plan.source.group === name), settings);
  }
  const blended = Object.entries(groups).map(([name, { percent }]) => ({ percent, weight: rational(settings.total[name]) }));
  const mean = weightedMean(blended);
  const uncapped = mean && floored(mean, settings);
  return { ...rawSums(sections), uncapped, percent: bounded(uncapped, settings), groups };
}

/** A figure between 0 and, unless bonus may exceed it, 100. */
export function bounded(percent, settings, highest = HUNDRED) {
  if (percent === null) return null;
  const raised = greatest(ZERO, percent);
  return settings.cap_bonus ? least(raised, highest) : raised;
}

/** Earned of possible in percent, floored when the checklist rounds down; null when nothing was possible. */
export function percentOf(earned, possible, settings) {
  return isPositive(possible) ? floored(multiply(HUNDRED, divide(earned, possible)), settings) : null;
}

export const floored = (percent, settings) => (settings.round_down ? floorTo(percent, settings.decimals) : percent);

/** One section for one subject. */
function instanceFigure(instances, source, settings, isZeroing) {
  const counted = instances.filter(({ isApplicable }) => isApplicable);
  const possible = sum(counted.map((instance) => instance.possible));
  const isZeroed = isZeroing && instances.some(({ isFailed, item }) => isFailed && item.critical === "zero_section");
  const earned = isZeroed ? ZERO : source.by_failures ? byFailures(instances, possible, source.by_failures) : sum(counted.map((one) => one.earned));
  return { earned, possible, percent: percentOf(earned, possible, settings), isApplicable: counted.length > 0 };
}

/** A section over the figures of its subjects, pooled or as the mean of them. */
function sectionFigure(figures, settings) {
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
    const loss = divide(subtract(possible, pooled), ofInteger(applicable.length || 1));
    return subtract(possible, loss);
  }
  const percents = figures.map((figure) => figure.percent).filter((percent) => percent !== null);
  if (!percents.length) return ZERO;
  return multiply(divide(divide(sum(percents), ofInteger(percents.length)), HUNDRED), possible);
}

function combine(sections, settings) {
  const raw = rawSums(sections);
  if (settings.roll_up === "mean") {
    const percent = weightedMean(sections.map(({ percent, plan }) => ({ percent, weight: plan.weight })));
    return { ...raw, percent: percent && floored(percent, settings) };
  }
  if (settings.roll_up === "points") return { ...raw, percent: percentOf(raw.earned, raw.possible, settings) };
  const weighted = rawSums(sections.map(({ earned, possible, plan }) => ({
    earned: multiply(earned, plan.weight),
    possible: multiply(possible, plan.weight),
  })));
  return { ...weighted, percent: percentOf(weighted.earned, weighted.possible, settings) };
}

const rawSums = (figures) => ({ earned: sum(figures.map((one) => one.earned)), possible: sum(figures.map((one) => one.possible)) });

/** Mean of the percents that exist; the weights of the others are shared in proportion. */
function weightedMean(parts) {
  const present = parts.filter(({ percent }) => percent !== null);
  const weights = sum(present.map(({ weight }) => weight));
  if (!isPositive(weights)) return null;
  return divide(sum(present.map(({ percent, weight }) => multiply(percent, weight))), weights);
}

function lossTotal(sections, settings) {
  const raw = rawSums(sections);
  if (!sections.some(({ isApplicable }) => isApplicable)) return { ...raw, losses: null, percent: null, groups: {} };
  const losses = sum(sections.map(({ earned, possible, plan }) => multiply(plan.weight, subtract(possible, earned))));
  if (settings.start === undefined) return { ...raw, losses, percent: null, groups: {} };
  const start = rational(settings.start);
  const left = bounded(subtract(start, losses), settings, start);
  return { ...raw, losses, percent: floored(multiply(HUNDRED, divide(left, start)), settings), groups: {} };
}
