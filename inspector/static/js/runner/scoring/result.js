/** The Score as JSON: every figure a string, rounded once, here. */

import { fixed, plain, sum } from "../../lib/rational.js";
import { completenessOf, countStates } from "./counts.js";
import { bounded, percentOf } from "./rollup.js";

/** "75.0", or null for nothing applicable; between 0 and 100 unless bonus may show. */
export function shownPercent(percent, settings) {
  return percent && fixed(bounded(percent, settings), settings.decimals);
}

export const shownScore = (score, settings) => score && fixed(score, settings.decimals);

export function shownFigure({ earned, possible, percent }, settings) {
  return { earned: plain(earned), possible: plain(possible), percent: shownPercent(percent, settings) };
}

/** {na, completeness} of some instances. */
export function shownCounts(instances, settings) {
  const counts = countStates(instances);
  const completeness = completenessOf(counts);
  return { na: counts.na, completeness: completeness && fixed(completeness, settings.decimals) };
}

/** Unweighted pooled points before critical rules, of any set of instances. */
function pooled(instances, settings) {
  const earned = sum(instances.map((one) => one.earned));
  const possible = sum(instances.map((one) => one.possible));
  return shownFigure({ earned, possible, percent: percentOf(earned, possible, settings) }, settings);
}

/** Pooled points by a label of the item ("dimension", "factor"); items without one are left out. */
export function pooledBy(label, instances, settings) {
  const scored = instances.filter(({ item }) => item.isScored);
  return grouped(scored, ({ item }) => item[label], (some) => pooled(some, settings));
}

export function sectionResult({ plan, groups, instances }, figure, final, settings) {
  const subjects = {};
  if (plan.repeat) {
    groups.forEach(({ subject, instances: own }, at) => {
      subjects[subject] = figureResult(figure.subjects[at], final.subjects[at], own, settings);
    });
  }
  return { ...figureResult(figure, final, instances, settings), subjects };
}

export function subjectResults(instances, settings) {
  return grouped(instances, ({ subject }) => subject, (own) => ({
    ...pooled(own, settings), ...shownCounts(own, settings), dimensions: pooledBy("dimension", own, settings),
  }));
}

function grouped(instances, nameOf, summary) {
  const groups = new Map();
  for (const instance of instances) {
    const name = nameOf(instance) ?? null;
    if (name !== null) groups.set(name, [...(groups.get(name) ?? []), instance]);
  }
  return Object.fromEntries([...groups].map(([name, some]) => [name, summary(some)]));
}

function figureResult(figure, final, instances, settings) {
  return {
    ...shownFigure(figure, settings),
    final_percent: shownPercent(final.percent, settings),
    ...shownCounts(instances, settings),
  };
}
