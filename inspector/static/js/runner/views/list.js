// A section as lines of a list: one item, one line; only a failure opens. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { currentLanguage, t, text } from "../../lib/i18n.js";
import { control } from "./controls.js";
import { failDetail, failSummary, needWords, reasons } from "./detail.js";
import { photoStrip } from "./evidence.js";
import { guard } from "./guard.js";
import { icon } from "./icons.js";

const LONG = 60; // lines
const RED_LINES = new Set(["fail", "zero_section", "zero_total", "cap"]);

export function itemList(cells, model, act) {
  return html`<ol class="items ${cells.length > LONG ? "items--long" : ""}">${cells.map((cell) => guard(drawnFrom(cell, model), () => line(cell, model, act)))}</ol>`;
}

/** All that a line shows; the parts of a whole change without it, so it is drawn each time. */
function drawnFrom(cell, model) {
  const { draft } = model;
  const pictures = [...cell.photos, cell.signature].flatMap((photo) => [photo, photo && model.thumbs.get(photo.slot)]);
  return [
    cell.key, cell.item, cell.answer, cell.state, cell.isFail, cell.isAsked ? cell.needs.join() : {}, ...pictures, model.busy(cell.key),
    model.here === cell.key, draft.place.open === cell.key, draft.timers[cell.key], draft.names, draft.subjects, model.recentNotes, model.more, currentLanguage(),
  ];
}

/** The part of an answered cell that stands below its line; shared with the grid. */
export function below(cell, model, act) {
  if (cell.state === "na" || cell.state === "unseen") return cell.answer && !cell.answer.bulk ? reasons(cell, act) : nothing;
  if (!cell.isFail && cell.photos.length && cell.item.type !== "photo") return photoStrip(cell.key, cell.photos, model, act, { most: 0 });
  if (!cell.isFail) return cell.needs.length ? html`<em class="need">${needWords(cell.needs[0])}</em>` : nothing;
  return model.draft.place.open === cell.key ? failDetail(cell, model, act) : failSummary(cell, model, act);
}

/** Signs of an item that weigh on how it is judged. */
export function signs(item) {
  return html`${RED_LINES.has(item.critical) ? html`<span class="sign sign--red">${t("Red line")}</span>` : nothing}${item.moment ? html`<span class="sign">${t("Moment of truth")}</span>` : nothing}`;
}

function line(cell, model, act) {
  const { item } = cell;
  if (item.type === "instruction") return html`<li class="item item--instruction" id="item-${cell.key}">${text(item.ask)}</li>`;
  return html`
    <li class="item is-${cell.isFail ? "fail" : cell.state} item--${item.type} ${model.here === cell.key ? "is-here" : ""}" id="item-${cell.key}">
      <button type="button" class="item__ask" @click=${() => act.guide(item)} aria-label="${text(item.ask)} ${t("How to judge")}">
        <span>${text(item.ask)}${item.guide || item.script ? icon("guide") : nothing}</span><span class="item__signs">${signs(item)}</span></button>
      ${control(cell, model, act)}
      ${below(cell, model, act)}
    </li>`;
}
