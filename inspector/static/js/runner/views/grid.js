// The line-up: subjects across, items down, every cell one tap; and the same answers one subject at a time. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { isBulk, keyOf } from "../cells.js";
import { icon } from "./icons.js";
import { below, itemList, signs } from "./list.js";
import { control } from "./controls.js";
import { face } from "./parts.js";

export function grid(section, model, act) {
  const open = section.cells.find((cell) => cell.key === model.draft.place.open);
  return html`
    <div class="grid" data-keep-scroll tabindex="0" role="region" aria-label=${text(section.source.title)}>
      <table>
        <thead><tr>
          <td class="grid__corner">${bulkLeft(section.cells) ? html`<button type="button" class="answer answer--all" @click=${() => act.allPass(section.cells)}>${icon("all")}<span>${t("All pass")}</span></button>` : html`<span class="tally">${section.done}/${section.total}</span>`}</td>
          ${section.subjects.map((subject) => columnHead(section, subject, model, act))}
        </tr></thead>
        <tbody>${section.items.map((item) => row(section, item, open, model, act))}</tbody>
      </table>
    </div>`;
}

/** One subject at a time: arrows, names, and the lines of the list. */
export function oneByOne(section, model, act) {
  const at = Math.max(0, section.subjects.indexOf(model.draft.place.subject));
  const subject = section.subjects[at];
  const cells = section.cells.filter((cell) => cell.subject === subject);
  return html`
    <div class="person">
      <button type="button" class="tool" ?disabled=${at === 0} @click=${() => act.subject(section.subjects[at - 1])} aria-label=${t("Previous one")}>${icon("back")}</button>
      <div class="person__name" aria-live="polite">${face(model.short(subject))}<b>${model.names(subject)}</b><small>${at + 1} / ${section.subjects.length}</small></div>
      <button type="button" class="tool" ?disabled=${at === section.subjects.length - 1} @click=${() => act.subject(section.subjects[at + 1])} aria-label=${t("Next one")}>${icon("next")}</button>
    </div>
    ${bulkLeft(cells) ? html`<div class="section__all"><button type="button" class="answer answer--all" @click=${() => act.allPass(cells)}>${icon("all")}<span>${t("All pass: %(name)s", { name: model.names(subject) })}</span></button>
      ${bulkLeft(section.cells) > bulkLeft(cells) ? html`<button type="button" class="answer answer--all" @click=${() => act.allPass(section.cells)}>${icon("all")}<span>${t("All pass, everyone")}</span></button>` : nothing}</div>` : nothing}
    ${itemList(cells, model, act)}
    ${at < section.subjects.length - 1 ? html`<button type="button" class="onward" @click=${() => act.subject(section.subjects[at + 1])}>${t("Next: %(name)s", { name: model.names(section.subjects[at + 1]) })}${icon("next")}</button>` : nothing}`;
}

export function bulkLeft(cells) {
  return cells.filter((cell) => cell.state === "unanswered" && isBulk(cell.item)).length;
}

function columnHead(section, subject, model, act) {
  const cells = section.cells.filter((cell) => cell.subject === subject);
  return html`<th scope="col"><span class="grid__name">${face(model.short(subject))}${model.short(subject) === model.names(subject) ? nothing : html`<span>${model.names(subject)}</span>`}</span>
    ${allOf(cells, model.names(subject), act)}</th>`;
}

/** The "all pass" of a row or column; once there is nothing left to fill, how it stands, in the same place. */
function allOf(cells, name, act) {
  if (bulkLeft(cells)) return html`<button type="button" class="tool tool--all" @click=${() => act.allPass(cells)} aria-label=${t("All pass: %(name)s", { name })}>${icon("all")}</button>`;
  const failed = cells.filter((cell) => cell.isFail).length;
  const done = cells.filter((cell) => cell.state !== "unanswered").length;
  return html`<span class="tally ${failed ? "tally--fail" : ""}">${failed ? html`${icon("fail")}${failed}` : `${done}/${cells.length}`}</span>`;
}

function row(section, item, open, model, act) {
  if (item.type === "instruction") return html`<tr><th scope="row" colspan=${section.subjects.length + 1} class="item--instruction">${text(item.ask)}</th></tr>`;
  const cells = section.subjects.map((subject) => model.plan.byKey.get(keyOf(item.id, subject)));
  const asked = cells.filter(Boolean);
  return html`
    <tr>
      <th scope="row"><div class="grid__item">
        <button type="button" class="item__ask" @click=${() => act.guide(item)}><span>${text(item.ask)}</span><span class="item__signs">${signs(item)}</span></button>
        ${allOf(asked, text(item.ask), act)}
      </div></th>
      ${cells.map((cell) => html`<td>${cell ? square(cell, open, model, act) : nothing}</td>`)}
    </tr>
    ${open && open.item === item ? html`<tr class="grid__open"><td colspan=${cells.length + 1}><div class="grid__detail">${opened(open, model, act)}</div></td></tr>` : nothing}`;
}

function square(cell, open, model, act) {
  if (cell.item.type === "all_of") return model.more.all_of(cell, model);
  const said = shown(cell);
  return html`<button type="button" class="cell cell--${said.kind} ${open === cell ? "is-open" : ""} ${cell.needs.length ? "is-wanting" : ""} ${model.here === cell.key ? "is-here" : ""}" id="item-${cell.key}"
    aria-label="${text(cell.item.ask)} ${model.names(cell.subject)}: ${said.words}" @click=${() => (cell.item.type === "verdict" ? act.cell(cell) : act.open(cell))}>${said.sign}</button>`;
}

/** The cell that was tapped open, below its row: whose it is, its control, its detail. */
function opened(cell, model, act) {
  return html`<div class="grid__whose">${face(model.short(cell.subject))}<b>${model.names(cell.subject)}</b><span>${text(cell.item.ask)}</span>
      <button type="button" class="tool" @click=${() => act.open(null)} aria-label=${t("Close")}>${icon("close")}</button></div>
    ${control(cell, model, act)}${cell.isFail || cell.answer ? below(cell, model, act) : nothing}`;
}

function shown(cell) {
  if (cell.state === "unanswered") return { kind: "open", words: t("Not answered"), sign: nothing };
  if (cell.state === "na") return { kind: "na", words: t("Not applicable"), sign: icon("na") };
  if (cell.state === "unseen") return { kind: "unseen", words: t("Cannot check"), sign: icon("unseen") };
  if (cell.item.type === "verdict") return cell.isFail ? { kind: "fail", words: t("Fail"), sign: icon("fail") } : { kind: "pass", words: t("Pass"), sign: icon("pass") };
  return { kind: cell.isFail ? "fail" : "value", words: brief(cell), sign: html`<span class="figure">${brief(cell)}</span>` };
}

function brief(cell) {
  const { value } = cell.answer ?? {};
  if (value === null || value === undefined) return "•";
  if (cell.item.type === "k_of_n") return `${value.k}/${value.n}`;
  if (Array.isArray(value)) return String(value.length);
  const option = cell.item.options?.find(({ id }) => id === value);
  return option ? text(option.label) : String(value);
}
