/** One checklist document made ready for questions: items by id, members of all_of, settings with their defaults. */

import { isDecimal, ONE, rational } from "../../lib/rational.js";

export const UNSCORED_TYPES = new Set([
  "text", "photo", "signature", "staff", "date", "time", "datetime", "barcode", "location", "instruction",
]);
const POLICIES = {
  roll_up: "points", na: "exclude", unseen: "exclude", unanswered: "block", repeat: "pool", scale: "100",
  decimals: "1", observed_from: "70", criticals_to_fail: "1", round_down: false, cap_bonus: true, grades: [],
};
const prepared = new WeakMap();

/**
 * @param {object} document canonical checklist: numbers as decimal strings, durations in seconds
 * @returns {{id: string, sections: object[], items: Map<string, object>, settings: object}} kept per document object
 */
export function prepare(document) {
  let checklist = prepared.get(document);
  if (!checklist) {
    checklist = read(document);
    prepared.set(document, checklist);
  }
  return checklist;
}

function read(document) {
  const settings = { ...POLICIES, ...document.scoring };
  settings.decimals = Number(settings.decimals);
  settings.losses = settings.scale === "demerits" || settings.start !== undefined;
  const members = new Set(
    document.sections.flatMap((section) => section.items).flatMap((item) => (item.type === "all_of" ? item.items : [])),
  );
  const items = new Map();
  const sections = document.sections.map((section) => {
    const plan = { id: section.id, source: section, repeat: section.repeat ?? null, items: [] };
    plan.weight = section.weight === undefined ? ONE : rational(section.weight);
    for (const item of section.items) {
      const known = describe(item, plan, members.has(item.id));
      plan.items.push(known);
      items.set(item.id, known);
    }
    return plan;
  });
  return { id: document.id, sections, items, settings };
}

function describe(item, section, isMember) {
  const isScored = !UNSCORED_TYPES.has(item.type);
  return {
    id: item.id,
    type: item.type,
    source: item,
    section,
    isMember,
    isScored,
    isBonus: item.bonus === true,
    naScore: isScored && !isMember && !item.bonus && item.na_score !== undefined ? rational(item.na_score) : null,
    isRequired: item.required ?? isScored,
    scoredOptions: scoredOptions(item.options ?? []),
    points: isDecimal(item.points) ? rational(item.points) : ONE,
    critical: item.critical ?? "none",
    dimension: item.dimension ?? section.source.dimension,
    factor: item.factor ?? section.source.factor,
  };
}

/** Options without any points anywhere only record what was seen. */
function scoredOptions(options) {
  const isScored = options.some(({ points }) => points !== undefined);
  return options.filter((option) => option.scored ?? isScored);
}
