// The control of an item, by its type: what the thumb touches. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { minutes } from "../../lib/moments.js";
import { mayBe, mayBeNegative } from "../cells.js";
import { icon } from "./icons.js";
import { chip } from "./parts.js";
import { photoControl, signatureControl } from "./evidence.js";

const LONG_PRESS_MILLISECONDS = 550;

/** @param {object} cell  runner/cells.js  @param {object} act  the actions of the screen */
export function control(cell, model, act) {
  const draw = CONTROLS[cell.item.type] ?? model.more[cell.item.type];
  const asked = text(cell.item.ask);
  return html`<div class="control control--${cell.item.type}" role="group" aria-label=${asked}>${draw(cell, model, act)}${cell.isAsked ? states(cell, model, act) : nothing}</div>`;
}

const CONTROLS = { verdict, choice, choices, rating, number, stopwatch, k_of_n: occurrences, text: words, photo: photoControl, signature: signatureControl };

function verdict(cell, _model, act) {
  const value = cell.state === "answered" ? cell.answer.value : null;
  return html`
    ${big("pass", t("Pass"), value === "pass", () => act.verdict(cell, "pass"))}
    <button type="button" class="answer answer--fail" aria-pressed=${value === "fail" ? "true" : "false"}
      @pointerdown=${(event) => holdToPostpone(event, () => act.later(cell))} @contextmenu=${(event) => event.preventDefault()}
      @click=${(event) => event.currentTarget.dataset.held !== "yes" && act.verdict(cell, "fail")}>${icon("fail")}<span>${t("Fail")}</span></button>`;
}

function big(kind, label, isOn, tap) {
  return html`<button type="button" class="answer answer--${kind}" aria-pressed=${isOn ? "true" : "false"} @click=${tap}>${icon(kind)}<span>${label}</span></button>`;
}

/** Not applicable and cannot check: always there, never loud. */
function states(cell, { document }, act) {
  const offered = cell.item.type === "k_of_n" ? ["na"] : ["na", "unseen"];
  return offered.map((state) => !mayBe(document, cell.item, state) ? html`<span class="answer--gap"></span>` : html`
    <button type="button" class="answer answer--quiet answer--${state}" aria-pressed=${cell.state === state ? "true" : "false"} @click=${() => act.state(cell, state)}>
      ${icon(state)}<span>${state === "na" ? t("Not applicable") : t("Cannot check")}</span></button>`);
}

function choice(cell, _model, act) {
  return html`<div class="options">${cell.item.options.map((option) =>
    chip(text(option.label), cell.state === "answered" && cell.answer.value === option.id, () => act.value(cell, option.id, { toggles: true }), { kind: "chip--answer" }))}</div>`;
}

function choices(cell, _model, act) {
  const taken = cell.state === "answered" ? cell.answer.value : null;
  return html`<div class="options">
    ${cell.item.options.map((option) => chip(text(option.label), taken?.includes(option.id), () => act.option(cell, option), { kind: "chip--answer" }))}
    ${chip(t("None of these"), taken?.length === 0, () => act.value(cell, [], { toggles: true }), { kind: "chip--answer" })}</div>`;
}

function rating(cell, _model, act) {
  const levels = cell.item.levels ?? Array.from({ length: Number(cell.item.max ?? 5) }, (_, index) => ({ value: String(index + 1) }));
  const value = cell.state === "answered" ? String(cell.answer.value) : null;
  return html`<div class="levels">${levels.map((level) => html`
    <button type="button" class="level" aria-pressed=${value === String(level.value) ? "true" : "false"} @click=${() => act.value(cell, String(level.value), { toggles: true })}>
      <b>${level.value}</b>${level.label ? html`<span>${text(level.label)}</span>` : nothing}</button>`)}</div>`;
}

function number(cell, _model, act) {
  const { min, max } = cell.item;
  const unit = text(cell.item.unit);
  const range = min !== undefined || max !== undefined ? `${min ?? ""}–${max ?? ""} ${unit}` : nothing;
  return html`<div class="measure">
    ${mayBeNegative(cell.item) ? html`<button type="button" class="tool" @click=${(event) => act.negate(cell, event.currentTarget.nextElementSibling)} aria-label=${t("Below zero or above")}>±</button>` : nothing}<input inputmode="decimal" autocomplete="off" .value=${cell.state === "answered" ? cell.answer.value : ""} aria-label=${text(cell.item.ask)}
    @input=${(event) => act.measured(cell, event.target)}><span>${unit}</span>${range === nothing ? nothing : html`<small>${range}</small>`}</div>`;
}

function stopwatch(cell, { draft }, act) {
  const since = draft.timers[cell.key];
  const value = cell.state === "answered" ? cell.answer.value : null;
  const limits = [cell.item.target && t("aim %(time)s", { time: minutes(cell.item.target) }), cell.item.limit && t("limit %(time)s", { time: minutes(cell.item.limit) })].filter(Boolean).join(" · ");
  return html`<div class="stopwatch">
    <button type="button" class="answer ${since ? "answer--running" : ""}" @click=${() => act.stopwatch(cell)}>${icon(since ? "stop" : "play")}<span>${since ? t("Stop clock") : value === null ? t("Start clock") : t("Time again")}</span></button>
    ${since ? html`<output class="figure" data-since=${since}></output>` : html`<output class="figure">${value === null ? "–:––" : minutes(Number(value), { tenths: true })}</output>`}
    <small>${limits}</small></div>`;
}

function occurrences(cell, _model, act) {
  const { k = 0, n = 0 } = (cell.state === "answered" && cell.answer.value) || {};
  const needed = Number(cell.item.needed ?? 0);
  return html`<div class="seen">
    <button type="button" class="answer answer--pass" @click=${() => act.saw(cell, true)}>${icon("plus")}<span>${t("Done")}</span></button>
    <button type="button" class="answer answer--fail" @click=${() => act.saw(cell, false)}>${icon("plus")}<span>${t("Not done")}</span></button>
    <output class="seen__count ${n === 0 ? "is-none" : n >= needed ? "is-enough" : ""}">
      ${n === 0 ? html`<b>${t("Not seen yet")}</b>` : html`<b>${t("%(k)s of %(n)s done", { k, n })}</b>`}
      ${needed ? html`<small>${t("seen %(n)s of %(needed)s", { n, needed })}</small>` : nothing}</output>
    <button type="button" class="tool" ?disabled=${n === 0} @click=${() => act.unsaw(cell)} aria-label=${t("Take the last one back")}>${icon("undo")}</button></div>`;
}

function words(cell, _model, act) {
  const value = cell.state === "answered" ? cell.answer.value : "";
  const type = (event) => act.typed(cell, event.target.value);
  const least = Number(cell.item.min_length ?? 0);
  return html`${cell.item.multiline
    ? html`<textarea class="input" rows="3" aria-label=${text(cell.item.ask)} .value=${value} @input=${type}></textarea>`
    : html`<input class="input" aria-label=${text(cell.item.ask)} .value=${value} @input=${type}>`}${least > value.length ? html`<small class="least">${t("%(count)s of at least %(least)s characters", { count: value.length, least })}</small>` : nothing}`;
}

/** A long press fails the item now and leaves the note for the review. */
function holdToPostpone(event, postpone) {
  const button = event.currentTarget;
  button.dataset.held = "no";
  const timer = setTimeout(() => {
    button.dataset.held = "yes";
    postpone();
  }, LONG_PRESS_MILLISECONDS);
  const stop = () => clearTimeout(timer);
  for (const name of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(name, stop, { once: true });
}
