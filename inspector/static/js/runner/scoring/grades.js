/** From the total to what is shown: critical rules, scale, grade and verdict. */

import { HUNDRED, ZERO, compare, divide, greatest, isDecimal, least, multiply, rational, roundTo, subtract } from "../../lib/rational.js";
import { isWithin } from "./points.js";
import { bounded, floored } from "./rollup.js";

/**
 * The score on its scale after every critical rule: {score, finalPercent}, exact, null where nothing is applicable.
 * total: rollUp with zero_section in effect; failed: the failed instances.
 */
export function finish(total, failed, settings) {
  const isZeroed = failed.some(({ item }) => item.critical === "zero_total");
  const caps = capsOf(failed).filter(isDecimal).map(rational);
  if (settings.losses) return finishLosses(total, isZeroed, caps, settings);
  if (total.percent === null) return { score: null, finalPercent: null };
  const unit = divide(rational(settings.scale), HUNDRED);
  const score = caps.reduce(least, isZeroed ? ZERO : multiply(total.percent, unit));
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
  const named = capsOf(failed).filter((cap) => !isDecimal(cap));
  return settings.grades[Math.max(natural, ...named.map((cap) => settings.grades.findIndex(({ grade }) => grade === cap)))].grade;
}

/**
 * pass, fail or null with the code of the reason, in the order of the rules: critical items first, then whether
 * anything may be said at all. isSilent: answers are missing or too little was observed.
 */
export function verdictOf(score, failed, instances, isSilent, settings) {
  const isCritical = (kind) => ({ item }) => item.critical === kind;
  const fails = failed.filter(isCritical("fail")).length;
  if (fails >= Number(settings.criticals_to_fail) || failed.some(isCritical("zero_total"))) return { verdict: "fail", reason: "criticals" };
  const applicable = instances.filter(({ isApplicable }) => isApplicable);
  if (isSilent) return { verdict: null, reason: "incomplete" };
  if (!applicable.length) return { verdict: null, reason: "nothing_applicable" };
  if (settings.pass_from ?? settings.pass_to) return { verdict: byPassMark(score, settings), reason: "pass_mark" };
  const isGuarded = applicable.some((one) => isCritical("fail")(one) || isCritical("zero_total")(one));
  return isGuarded ? { verdict: "pass", reason: "no_critical_failed" } : { verdict: null, reason: "no_rule" };
}

function byPassMark(score, settings) {
  if (score === null) return null;
  const order = compare(roundTo(score, settings.decimals), rational(settings.pass_from ?? settings.pass_to));
  return (settings.pass_from === undefined ? order <= 0 : order >= 0) ? "pass" : "fail";
}

const capsOf = (failed) => failed.filter(({ item }) => item.critical === "cap").map(({ item }) => item.source.cap);

function finishLosses(total, isZeroed, caps, settings) {
  if (total.losses === null) return { score: null, finalPercent: null };
  if (settings.scale === "demerits") return { score: greatest(ZERO, total.losses), finalPercent: total.percent };
  const start = rational(settings.start);
  const left = bounded(subtract(start, total.losses), settings, start);
  const score = caps.reduce(least, isZeroed ? ZERO : left);
  return { score, finalPercent: floored(multiply(HUNDRED, divide(score, start)), settings) };
}
