/** What is wrong with answers before they are scored: each fault a code with item and subject, no words. */

import { compare, divide, isDecimal, rational } from "../../lib/rational.js";
import { secondsOfDay } from "../conditions.js";

const STATES = ["answered", "na", "unseen", "unanswered"];
const SUBJECT = /^[a-z]+:.+$/s;

/**
 * @returns {{code: string, item: string, for: string|null, answer: object}[]} empty when every answer can be scored
 */
export function faultsOf(checklist, sheet) {
  const seen = new Set();
  return (sheet.answers ?? []).flatMap((answer) => {
    const subject = answer.for ?? null;
    const code = faultOf(checklist.items.get(answer.item), answer, subject, seen);
    return code ? [{ code, item: answer.item, for: subject, answer }] : [];
  });
}

function faultOf(known, answer, subject, seen) {
  if (!known) return "unknown_item";
  const { repeat } = known.section;
  if (repeat && subject === null) return "for_missing";
  if (subject !== null && !isSubject(subject, repeat)) return "for_forbidden";
  const key = `${known.id} ${subject ?? ""}`;
  if (seen.has(key)) return "duplicate";
  seen.add(key);
  if (answer.state !== undefined && !STATES.includes(answer.state)) return "unknown_state";
  const isAnswered = answer.state === undefined ? answer.value !== undefined && answer.value !== null : answer.state === "answered";
  return isAnswered ? (VALUES[known.type] ?? anything)(answer.value, known) : null;
}

const isSubject = (subject, repeat) =>
  typeof subject === "string" && SUBJECT.test(subject) && (!repeat || subject.startsWith(`${repeat}:`));

const VALUES = {
  verdict: (value) => (value === "pass" || value === "fail" ? null : "wrong_type"),
  choice: (value, { source }) => (typeof value !== "string" ? "wrong_type" : source.options.some(({ id }) => id === value) ? null : "unknown_option"),
  choices(value, { source, scoredOptions }) {
    if (!Array.isArray(value) || new Set(value).size < value.length) return "wrong_type";
    const taken = value.map((id) => source.options.find((option) => option.id === id));
    if (taken.includes(undefined)) return "unknown_option";
    const isExclusive = scoredOptions.length > 0 && taken.some((option) => !scoredOptions.includes(option));
    return isExclusive && taken.length > 1 ? "exclusive" : null;
  },
  rating: (value, { source }) => whole(value, "1", String(source.levels?.length ?? source.max)),
  points(value, { source, points }) {
    if (!isDecimal(value)) return "wrong_type";
    const given = rational(value);
    if (given.n < 0n || compare(given, points) > 0) return "out_of_range";
    return divide(given, rational(source.step ?? 1)).d === 1n ? null : "off_step";
  },
  number: (value) => (isDecimal(value) ? null : "wrong_type"),
  stopwatch: (value) => (!isDecimal(value) ? "wrong_type" : rational(value).n < 0n ? "out_of_range" : null),
  k_of_n: (value) => (value === null || typeof value !== "object" ? "wrong_type" : whole(value.n, "0", null) ?? whole(value.k, "0", value.n)),
  deduct: (value) => whole(value, "0", null),
  all_of: () => "wrong_type",
  time: (value) => (secondsOfDay(value) === null ? "wrong_type" : null),
  ...Object.fromEntries(["text", "staff", "date", "datetime", "barcode"].map((type) => [type, text])),
};

const anything = () => null;

function text(value) {
  return typeof value === "string" ? null : "wrong_type";
}

function whole(value, least, most) {
  if (!isDecimal(value) || rational(value).d !== 1n) return "wrong_type";
  const isOutside = compare(rational(value), rational(least)) < 0 || (most !== null && compare(rational(value), rational(most)) > 0);
  return isOutside ? "out_of_range" : null;
}
