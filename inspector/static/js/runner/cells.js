// A cell: one item asked about one subject, with its answer and what is still wanted of it. Decides only.

import { prepare } from "./scoring/checklist.js";
import { isFailure } from "./scoring/points.js";

const SILENT = new Set(["instruction", "all_of"]);
const VALUELESS = new Set(["photo", "signature"]);
const BOUNDS = ["from", "above", "to", "below"];

/** The name of an answer in a draft. */
export function keyOf(itemId, subject) {
  return `${itemId}|${subject ?? ""}`;
}

/**
 * @returns {{key, item, section, subject, answer, state, isFail, needs: string[], isAsked: boolean}}
 *   state: answered | na | unseen | unanswered; isAsked: it counts in done/total; needs: answer, note, photo, reason
 */
export function cellOf(document, section, item, subject, draft) {
  const key = keyOf(item.id, subject);
  const answer = draft.answers[key] ?? null;
  const state = answer ? answer.state : "unanswered";
  const cell = { key, item, section, subject, answer, state, isAsked: !SILENT.has(item.type) };
  cell.photos = draft.photos.filter((photo) => photo.key === key && photo.kind === "photo");
  cell.signature = draft.photos.find((photo) => photo.key === key && photo.kind === "signature") ?? null;
  if (VALUELESS.has(item.type) && state === "unanswered" && (cell.photos.length || cell.signature)) cell.state = "answered";
  cell.isFail = failed(document, cell);
  cell.isRequired = item.required ?? prepare(document).items.get(item.id).isScored;
  cell.needs = needsOf(cell, draft);
  return cell;
}

/** An event item starts as not seen: nobody has to answer what did not happen. */
export function startsUnseen(document, item) {
  const policy = item.unseen ?? document.scoring?.unseen ?? "exclude";
  return item.type === "k_of_n" && item.observe === "event" && policy !== "forbid";
}

/** May "all pass" fill it? State items that one glance covers; never an event. */
export function isBulk(item) {
  return item.type === "verdict" && item.observe !== "event" && item.bulk !== false;
}

/** May a person say that it does not apply, or could not be seen? */
export function mayBe(document, item, state) {
  const word = state === "na" ? "na" : "unseen";
  return (item[word] ?? document.scoring?.[word] ?? "exclude") !== "forbid";
}

/** Is a figure below zero to be expected? The keypads of some telephones have no minus. */
export function mayBeNegative({ unit, min, bands }) {
  const figures = [min, ...(bands ?? []).flatMap((band) => BOUNDS.map((bound) => band[bound]))].filter((figure) => figure !== undefined);
  const words = typeof unit === "string" ? unit : Object.values(unit ?? {}).join("");
  return words.includes("°") || !figures.length || figures.some((figure) => Number(figure) < 0);
}

/** Is it a question of who did it? Only where a person can bear the failure and the section is not about one already. */
export function asksWho(cell) {
  return cell.section.repeat !== "staff" && ["actor", "duty"].includes(cell.item.owner);
}

function failed(document, cell) {
  if (cell.state !== "answered" || cell.answer?.value === null || cell.answer?.value === undefined) return false;
  return isFailure(prepare(document).items.get(cell.item.id), cell.answer.value);
}

function needsOf(cell, draft) {
  const { item, answer, state, isFail } = cell;
  const needs = [];
  const consequence = typeof item.on_fail === "object" ? item.on_fail : {};
  if (isFail && consequence.note === "required" && !answer.note) needs.push("note");
  if (isFail && consequence.photo === "required" && !cell.photos.length && !draft.photo_trouble) needs.push("photo");
  if (answer?.later && !answer.note) needs.push("note");
  if (state === "na" && item.na_reason === "required" && !answer.reason) needs.push("reason");
  if (item.type === "photo" && state === "answered" && cell.photos.length < Number(item.min ?? 1)) needs.push("photo");
  if (item.type === "text" && state === "answered" && item.min_length && answer.value.length < Number(item.min_length)) needs.push("note");
  return needs;
}
