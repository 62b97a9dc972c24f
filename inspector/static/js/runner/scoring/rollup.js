/** From sections to the total: roll-up within each group, the blend of groups, and sheets that count losses. */

import { HUNDRED, ZERO, divide, greatest, isPositive, least, multiply, rational, subtract, sum } from "../../lib/rational.js";
import { floored, percentOf } from "./sections.js";

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
