/** How a score came about, step by step, as codes and figures; the words come from the catalogue. */

import { divide, exact, fixed, isExactAt, ofInteger, plain, rational, sum } from "../../lib/rational.js";
import { shownFigure, shownPercent, shownScore } from "./result.js";
import { percentOf } from "./rollup.js";

/** Items first, then sections, groups, the total, the critical rules, and what was concluded. */
export function traceOf({ instances, figures, total, failed, observed, score, grade, verdict, settings }) {
  const steps = instances.filter(({ item }) => item.isScored).map(itemStep);
  steps.push(...figures.flatMap((figure) => sectionSteps(figure, failed, settings)));
  for (const [group, { percent }] of Object.entries(total.groups)) {
    const weight = plain(rational(settings.total[group]));
    steps.push({ rule: "group", group, weight, percent: shownPercent(percent, settings) });
  }
  steps.push(totalStep(total, settings), ...failed.filter(({ item }) => item.critical !== "none").map(criticalStep));
  if (observed !== null) {
    const needed = fixed(rational(settings.observed_from), settings.decimals);
    steps.push({ rule: "observed", percent: fixed(observed, settings.decimals), needed });
  }
  const start = settings.start === undefined ? null : plain(rational(settings.start));
  steps.push({ rule: "scale", scale: settings.scale, start, score: shownScore(score, settings) });
  if (settings.grades.length) steps.push({ rule: "grade", grade });
  steps.push({ rule: "verdict", verdict: verdict.verdict, reason: verdict.reason });
  return steps;
}

function itemStep({ item, subject, state, earned, possible }) {
  const step = { rule: "item", item: item.id, for: subject, earned: plain(earned), possible: plain(possible) };
  if (state !== "answered") step.state = state;
  if (!isExactAt(earned, 3)) step.earned_exact = exact(earned);
  return step;
}

function sectionSteps({ plan, subjects, ...figure }, failed, settings) {
  const failures = failed.filter(({ item }) => item.section === plan).length;
  const steps = plan.source.by_failures ? [{ rule: "by_failures", section: plan.id, failures: String(failures) }] : [];
  if (plan.repeat && subjects.length) steps.push(repeatStep(plan, subjects, settings));
  return [...steps, { rule: "section", section: plan.id, ...shownFigure(figure, settings) }];
}

/** Both ways of looking at several subjects, whichever the checklist uses. */
function repeatStep(plan, subjects, settings) {
  const pool = percentOf(sum(subjects.map((one) => one.earned)), sum(subjects.map((one) => one.possible)), settings);
  const percents = subjects.map(({ percent }) => percent).filter((percent) => percent !== null);
  const mean = percents.length ? divide(sum(percents), ofInteger(percents.length)) : null;
  const [pooled, averaged] = [pool, mean].map((percent) => shownPercent(percent, settings));
  return { rule: "repeat", section: plan.id, used: settings.repeat, pool: pooled, mean: averaged };
}

function totalStep({ uncapped, losses, groups, ...figure }, settings) {
  const isBlend = Object.keys(groups).length > 0;
  const step = { rule: "total", roll_up: isBlend ? "blend" : settings.roll_up, ...shownFigure(figure, settings) };
  if (losses) Object.assign(step, { roll_up: "losses", losses: plain(losses) });
  const shown = uncapped && exact(uncapped) !== exact(figure.percent);
  return shown ? { ...step, uncapped: fixed(uncapped, settings.decimals) } : step;
}

function criticalStep({ item, subject }) {
  const step = { rule: item.critical, item: item.id, for: subject };
  return item.critical === "cap" ? { ...step, cap: item.source.cap } : step;
}
