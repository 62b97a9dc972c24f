// What opens under a failed answer, and the reasons of a not applicable or unseen one. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { CAUSES, notesOf } from "../answering.js";
import { asksWho } from "../cells.js";
import { chip, face } from "./parts.js";
import { photoStrip } from "./evidence.js";

const CHIPS_SHOWN = 6;

/** Note chips, note, photo, put right, who, cause: in the order a hurried person needs them. */
export function failDetail(cell, model, act) {
  const { answer } = cell;
  const kind = cell.item.on_fail?.kind;
  const said = notesOf(answer.note);
  return html`
    <div class="detail" id="detail">
      <div class="chips" role="group" aria-label=${t("Note")}>
        ${noteChips(cell, model).map((words) => chip(words, said.includes(words), () => act.chip(cell, words)))}
        <button type="button" class="chip chip--say" @click=${(event) => event.currentTarget.closest(".detail").querySelector("textarea").focus()}>${t("Say it")}</button>
      </div>
      <div class="detail__row">
        <textarea class="input" rows="1" aria-label=${t("Note")} placeholder=${t("Note")} .value=${answer.note ?? ""} @input=${(event) => act.note(cell, event.target.value)}></textarea>
        ${photoStrip(cell.key, cell.photos, model, act, { isWanted: cell.needs.includes("photo") })}
      </div>
      <div class="chips">
        ${kind === "coach"
          ? chip(t("Reminded on the spot"), answer.reminded, () => act.mark(cell, "reminded"), { kind: "chip--right" })
          : chip(t("Corrected on the spot"), answer.corrected, () => act.mark(cell, "corrected"), { kind: "chip--right" })}
        <details class="cause"><summary class="chip">${answer.cause ? causeWords()[answer.cause] : t("Cause")}</summary>
          <div class="chips">${CAUSES.map((cause) => chip(causeWords()[cause], answer.cause === cause, () => act.cause(cell, cause)))}</div></details>
      </div>
      ${asksWho(cell) ? whoWas(cell, model, act) : nothing}
    </div>`;
}

/** One line that says what is known of a failure whose detail is closed. */
export function failSummary(cell, { names }, act) {
  const parts = [cell.answer.note, cell.answer.corrected && t("Corrected on the spot"), cell.answer.reminded && t("Reminded on the spot"),
    cell.answer.for && !cell.subject && names(cell.answer.for), cell.photos.length && t("Photos: %(count)s", { count: cell.photos.length })].filter(Boolean);
  return html`<button type="button" class="summary" @click=${() => act.open(cell)} aria-expanded="false">${parts.length ? parts.join(" · ") : t("Add note or photo")}
    ${cell.needs.map((need) => html`<em>${needWords(need)}</em>`)}</button>`;
}

export function reasons(cell, act) {
  if (cell.answer.reason === "exempt") return nothing;
  const offered = cell.state === "na" ? naReasons() : [t("No guest at that moment"), t("Was busy serving"), t("Could not get there"), t("No time left")];
  const { reason } = cell.answer;
  return html`<div class="chips reasons" role="group" aria-label=${t("Reason")}>${offered.map((words) => chip(words, reason === words, () => act.reason(cell, words)))}
    <input class="input input--reason" maxlength="200" placeholder=${t("Another reason")} aria-label=${t("Another reason")} .value=${reason && !offered.includes(reason) ? reason : ""} @input=${(event) => act.ownReason(cell, event.target.value)}>
    ${cell.needs.includes("reason") ? html`<em class="need">${needWords("reason")}</em>` : nothing}</div>`;
}

/** Why something does not apply, as it is said most. */
export function naReasons() {
  return [t("Not in this place"), t("Not in use now"), t("Not part of the job today")];
}

export function needWords(need) {
  return { answer: t("Answer missing"), note: t("Note missing"), photo: t("Photo missing"), reason: t("Reason missing") }[need];
}

function whoWas(cell, { people }, act) {
  return html`<fieldset class="who"><legend>${t("Who was it?")}</legend><div class="chips">
    ${people.map((person) => chip(person.name, cell.answer.for === person.subject, () => act.who(cell, person.subject), { sign: face(person.short) }))}
    ${chip(t("Unknown person"), cell.answer.for?.startsWith("staff:unknown"), () => act.who(cell, "staff:unknown-1"))}</div></fieldset>`;
}

/** The list's own notes first, then what was said of this item here lately. */
function noteChips(cell, { recentNotes }) {
  const own = (cell.item.notes ?? []).map(text);
  return [...new Set([...own, ...(recentNotes[cell.item.id] ?? [])])].slice(0, CHIPS_SHOWN);
}

export function causeWords() {
  return { people: t("Person"), method: t("Way of working"), material: t("Material"), machine: t("Equipment"), environment: t("Surroundings"), other: t("Other cause") };
}
