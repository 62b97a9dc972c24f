/** From the total to what is shown: critical rules, scale, grade and verdict. */

import { HUNDRED, ZERO, compare, divide, greatest, least, multiply, rational, roundTo, subtract } from "../../lib/rational.js";
import { isWithin } from "./points.js";
import { bounded } from "./rollup.js";
import { floored } from "./sections.js";

/**
 * The score on its scale after every critical rule: {score, finalPercent}, exact, null where nothing is applicable.
 * total: rollUp with zero_section in effect; failed: the failed instances.
 */
export function finish(total, failed, settings) {
  const isZeroed = failed.some(({ item }) => item.critical === "zero_total");
  const caps = capsOf(failed).filter((cap) => rankOf(cap, settings) < 0).map(rational);
  if (settings.losses) return finishLosses(total, isZeroed, caps, settings);
  if (total.percent === null) return { score: null, finalPercent: null };
  const unit = divide(rational(settings.scale), HUNDRED);
  let score = isZeroed ? ZERO : multiply(total.percent, unit);
  score = caps.reduce(least, score);
  return { score, finalPercent: floored(divide(score, unit), settings) };
}

/** The first band, best first, that holds the shown score; then lowered by a cap that names a grade. */
export function gradeOf(score, failed, instances, settings) {
  if (score === null) return null;
  const shown = roundTo(score, settings.decimals);
  const criticals = failed.filter(({ item }) => item.critical !== "none").length;
  const losses = instances.map(({ earned, possible }) => subtract(possible, earned));
  const isPassedOver = ({ unless }) =>
    unless !== undefined &&
    ((unless.criticals !== undefined && criticals >= Number(unless.criticals)) ||
      (unless.any_item_above !== undefined && losses.some((loss) => compare(loss, rational(unless.any_item_above)) > 0)));
  const natural = settings.grades.findIndex((band) => isWithin(band, shown) && !isPassedOver(band));
  if (natural < 0) return null;
  return settings.grades[Math.max(natural, ...capsOf(failed).map((cap) => rankOf(cap, settings)))].grade;
}

/** pass, fail or null, in the order of the rules: critical items first, then whether anything may be said at all. */
export function verdictOf(score, failed, instances, isSilent, settings) {
  const isCritical = (kind) => ({ item }) => item.critical === kind;
  const fails = failed.filter(isCritical("fail")).length;
  if (fails >= Number(settings.criticals_to_fail) || failed.some(isCritical("zero_total"))) return "fail";
  const applicable = instances.filter(({ isApplicable }) => isApplicable);
  if (isSilent || !applicable.length) return null;
  const pass = settings.pass_from ?? settings.pass_to;
  if (pass === undefined) {
    return applicable.some((one) => isCritical("fail")(one) || isCritical("zero_total")(one)) ? "pass" : null;
  }
  if (score === null) return null;
  const shown = roundTo(score, settings.decimals);
  const order = compare(shown, rational(pass));
  return (settings.pass_from === undefined ? order <= 0 : order >= 0) ? "pass" : "fail";
}

/** Place of a grade among the grades, best first; -1 for a cap that is a figure. */
const rankOf = (cap, settings) => settings.grades.findIndex(({ grade }) => grade === cap);

const capsOf = (failed) => failed.filter(({ item }) => item.critical === "cap").map(({ item }) => item.source.cap);

function finishLosses(total, isZeroed, caps, settings) {
  if (total.losses === null) return { score: null, finalPercent: null };
  if (settings.scale === "demerits") return { score: greatest(ZERO, total.losses), finalPercent: total.percent };
  const start = rational(settings.start);
  const left = bounded(subtract(start, total.losses), settings, start);
  const score = isZeroed ? ZERO : caps.reduce(least, left);
  return { score, finalPercent: floored(multiply(HUNDRED, divide(score, start)), settings) };
}
