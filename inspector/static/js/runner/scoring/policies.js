/** Each item put to each subject: its state, what it earned of what was possible, and whether it failed. */

import { ZERO } from "../../lib/rational.js";
import { askedBy } from "../conditions.js";
import { prepare } from "./checklist.js";
import { earnedBy, isFailure, possibleOf } from "./points.js";
import { readSheet } from "./sheet.js";

const NOTHING = { earned: ZERO, possible: ZERO, isApplicable: false };

/**
 * @returns {{checklist, settings, sections: {plan, groups: {subject, instances}[], instances}[], instances}}
 *   groups: the instances of a section by subject (one group with subject null where it does not repeat)
 */
export function evaluate(document, sheet) {
  const checklist = prepare(document);
  const { settings } = checklist;
  const answers = readSheet(checklist, sheet);
  const isVisible = askedBy(checklist, sheet, answers);
  const sections = checklist.sections.map((plan) => {
    const groups = answers.subjectsIn(plan).map((subject) => ({
      subject,
      instances: instancesOf(plan, subject, answers, isVisible, settings),
    }));
    return { plan, groups, instances: inWrittenOrder(plan, groups) };
  });
  return { checklist, settings, sections, instances: sections.flatMap(({ instances }) => instances) };
}

function inWrittenOrder(plan, groups) {
  const all = groups.flatMap(({ instances }) => instances);
  return plan.items.flatMap((item) => all.filter((instance) => instance.item === item));
}

/**
 * The visible instances of a section for one subject, in written order.
 * Returns [{item, subject, state, value, earned, possible, isApplicable, isFailed, isMissing}].
 * isApplicable: takes part in the sum (even with 0 points); isMissing: required and without an answer.
 */
function instancesOf(section, subject, sheet, isVisible, settings) {
  const instances = section.items
    .flatMap((item) => (section.repeat ? [subject] : sheet.subjectsOf(item)).map((who) => ({ item, subject: who })))
    .filter(({ item, subject: who }) => isVisible(item, who))
    .map(({ item, subject: who }) => ({ item, subject: who, ...sheet.stateOf(item, who) }));
  for (const instance of instances) {
    if (instance.item.type === "all_of") Object.assign(instance, unite(instance.item, instances));
    instance.isFailed = instance.state === "answered" && isFailure(instance.item, instance.value);
  }
  for (const instance of instances) {
    instance.isMissing = instance.state === "unanswered" && instance.item.isRequired && instance.item.type !== "instruction";
    Object.assign(instance, worth(instance, settings));
  }
  return instances;
}

/** all_of has no answer of its own: it passes when no counted member failed, and waits for the last of them. */
function unite({ source }, instances) {
  const members = instances.filter(({ item }) => source.items.includes(item.id));
  const counted = members.filter(({ state }) => state === "answered" || state === "unanswered");
  if (!counted.length) return { state: "na", isEmpty: true };
  if (counted.some(({ state }) => state === "unanswered")) return { state: "unanswered" };
  const hasFailure = counted.some(({ item, value }) => isFailure(item, value));
  return { state: "answered", value: hasFailure ? "fail" : "pass" };
}

function worth(instance, settings) {
  const { item, state, value } = instance;
  if (!item.isScored || instance.isEmpty) return NOTHING;
  const possible = possibleOf(item);
  if (item.isMember) return { ...NOTHING, isApplicable: state === "answered" && earnedOf(item, value, possible).isApplicable };
  if (state === "answered") return earnedOf(item, value, possible);
  if (item.isBonus) return NOTHING;
  if (state === "na" && item.naScore) return { earned: item.naScore, possible, isApplicable: true };
  const policy = { na: item.source.na ?? settings.na, unseen: item.source.unseen ?? settings.unseen, unanswered: settings.unanswered }[state];
  if (policy === "pass") return { earned: possible, possible, isApplicable: true };
  if (policy === "zero" && (state !== "unanswered" || item.isRequired)) return { earned: ZERO, possible, isApplicable: true };
  return NOTHING;
}

function earnedOf(item, value, possible) {
  const earned = item.type === "all_of" ? (value === "pass" ? possible : ZERO) : earnedBy(item, value);
  if (earned === null) return NOTHING;
  return { earned, possible: item.isBonus ? ZERO : possible, isApplicable: true };
}
