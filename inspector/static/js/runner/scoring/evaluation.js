/** One sheet evaluated: sections, their subjects and the instances in them, nothing rounded yet. */

import { visibility } from "../conditions.js";
import { prepare } from "./checklist.js";
import { instancesOf } from "./policies.js";
import { instanceFigure, sectionFigure } from "./sections.js";
import { readSheet } from "./sheet.js";

/**
 * @returns {{checklist, settings, sections: {plan, groups: {subject, instances}[], instances}[], instances}}
 *   groups: the instances of a section by subject (one group with subject null where it does not repeat)
 */
export function evaluate(document, sheet) {
  const checklist = prepare(document);
  const { settings } = checklist;
  const answers = readSheet(checklist, sheet);
  const isVisible = visibility(checklist, answers);
  const sections = checklist.sections.map((plan) => {
    const groups = answers.subjectsIn(plan).map((subject) => ({
      subject,
      instances: instancesOf(plan, subject, answers, isVisible, settings),
    }));
    return { plan, groups, instances: inWrittenOrder(plan, groups) };
  });
  return { checklist, settings, sections, instances: sections.flatMap(({ instances }) => instances) };
}

/** Figures of every section; isZeroing puts `zero_section` into effect. */
export function figuresOf({ sections, settings }, isZeroing) {
  return sections.map(({ plan, groups }) => {
    const subjects = groups.map(({ instances }) => instanceFigure(instances, plan.source, settings, isZeroing));
    return { plan, subjects, ...sectionFigure(subjects, settings) };
  });
}

function inWrittenOrder(plan, groups) {
  const all = groups.flatMap(({ instances }) => instances);
  return plan.items.flatMap((item) => all.filter((instance) => instance.item === item));
}
