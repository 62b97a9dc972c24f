// The control of a question on the shopper's form, by its type: large, quiet, one tap. Draws only.

import { html, nothing } from "../vendor/lit-html.js";
import { t, text } from "../lib/i18n.js";
import { minutes, moment } from "../lib/moments.js";
import { mayBe } from "../runner/cells.js";

const TYPED = { date: "date", time: "time", datetime: "datetime-local" };

export function control(cell, model, act) {
  const draw = CONTROLS[cell.item.type] ?? typed;
  return html`<div class="notes__row" role="group" aria-label=${text(cell.item.ask)}>${draw(cell, model, act)}${states(cell, model, act)}</div>`;
}

const CONTROLS = { verdict, choice, choices, rating, points: number, number, deduct: number, stopwatch, k_of_n: occurrences, text: words, photo };

function tap(label, isOn, act) {
  return html`<button type="button" class="tap" aria-pressed=${String(isOn)} @click=${act}>${label}</button>`;
}

function saidOf(cell) {
  return cell.state === "answered" ? cell.answer?.value ?? null : null;
}

function verdict(cell, _model, act) {
  return [["pass", t("Yes")], ["fail", t("No")]].map(([value, label]) => tap(label, saidOf(cell) === value, () => act.value(cell, value)));
}

function choice(cell, _model, act) {
  return cell.item.options.map((option) => tap(text(option.label), saidOf(cell) === option.id, () => act.value(cell, option.id)));
}

function choices(cell, _model, act) {
  const taken = saidOf(cell);
  return [...cell.item.options.map((option) => tap(text(option.label), Boolean(taken?.includes(option.id)), () => act.option(cell, option))),
    tap(t("None of these"), taken?.length === 0, () => act.value(cell, []))];
}

function rating(cell, _model, act) {
  const levels = cell.item.levels ?? Array.from({ length: Number(cell.item.max ?? 5) }, (_, index) => ({ value: String(index + 1) }));
  return levels.map((level) => tap(level.label ? text(level.label) : level.value, String(saidOf(cell)) === String(level.value), () => act.value(cell, String(level.value))));
}

function number(cell, _model, act) {
  return html`<input class="write write--short" inputmode="decimal" autocomplete="off" aria-label=${text(cell.item.ask)} .value=${saidOf(cell) ?? ""} @change=${(event) => act.measured(cell, event.target.value)}> <span class="soft">${text(cell.item.unit)}</span>`;
}

/** One tap when the waiting begins, one when it ends. */
function stopwatch(cell, { round, now }, act) {
  const since = round.draft.timers[cell.key];
  const value = saidOf(cell);
  const shown = since ? minutes((now - since) / 1000) : value === null ? "" : minutes(Number(value));
  return html`<button type="button" class="tap" aria-pressed=${String(Boolean(since))} @click=${() => act.stopwatch(cell)}>${since ? t("Stop clock") : value === null ? t("Start clock") : t("Time again")}</button><output class="soft">${shown}</output>`;
}

function occurrences(cell, _model, act) {
  const { k = 0, n = 0 } = saidOf(cell) ?? {};
  return html`${tap(t("Done"), false, () => act.saw(cell, true))}${tap(t("Not done"), false, () => act.saw(cell, false))}
    <output class="soft">${n ? t("%(k)s of %(n)s", { k, n }) : nothing}</output>${n ? tap(t("Take back"), false, () => act.unsaw(cell)) : nothing}`;
}

function words(cell, _model, act) {
  const value = saidOf(cell) ?? "";
  const least = Number(cell.item.min_length ?? 0);
  return html`<textarea class="write" rows=${cell.item.multiline ? 5 : 2} aria-label=${text(cell.item.ask)} .value=${value} @input=${(event) => act.typed(cell, event.target.value)}></textarea>
    ${value.length < least ? html`<span class="soft">${t("%(count)s more characters", { count: least - value.length })}</span>` : nothing}`;
}

function typed(cell, _model, act) {
  const isMoment = cell.item.type === "datetime";
  return html`${isMoment ? tap(t("Now"), false, () => act.typed(cell, moment().slice(0, 16))) : nothing}<input class="write" type=${TYPED[cell.item.type] ?? "text"} aria-label=${text(cell.item.ask)} .value=${saidOf(cell) ?? ""} @change=${(event) => act.typed(cell, event.target.value)}>`;
}

function photo(cell, { pictures }, act) {
  return html`${cell.photos.map((one) => html`<span class="shot">${pictures.has(one.sha256) ? html`<img src=${pictures.get(one.sha256)} alt=${t("Photo")} width="72" height="72">` : t("Photo")}
      <button type="button" class="plain" @click=${() => act.unphoto(one)}>${t("Take away")}</button></span>`)}
    <label class="tap">${t("Take a photo")}<input class="unseen" type="file" accept="image/*" @change=${(event) => event.target.files[0] && act.photo(cell, event.target.files[0])}></label>`;
}

/** It did not happen, or could not be seen: there, and never loud. */
function states(cell, { round }, act) {
  if (["photo", "text", "instruction", ...Object.keys(TYPED)].includes(cell.item.type)) return nothing;
  const offered = [["na", t("Not applicable")], ["unseen", t("Cannot check")]].filter(([state]) => mayBe(round.document, cell.item, state));
  return offered.map(([state, label]) => html`<button type="button" class="plain" aria-pressed=${String(cell.state === state)} @click=${() => act.state(cell, state)}>${label}</button>`);
}
