// Controls of the rarer types: points, counts, moments, people, codes, places, and what follows from other answers. Draws only; fetched with a list that asks for one.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { moment } from "../../lib/moments.js";
import { scale, stepped } from "../answering.js";
import { unite } from "../plan.js";
import { icon } from "./icons.js";
import { chip, sheet } from "./parts.js";

const FEW_STAFF = 12;
/** A field of the browser for each kind of moment, and where its figure stands in a moment as the wire writes it. */
const MOMENTS = { date: ["date", 0, 10], time: ["time", 11, 16], datetime: ["datetime-local", 0, 16] };

export const CONTROLS = { points, deduct, staff, date: when, time: when, datetime: when, barcode, location: place, all_of: united };

/** Few steps are buttons, one tap each; many are a stepper. */
function points(cell, _model, act) {
  const { points: most = "1", step = "1" } = cell.item;
  const figures = scale(most, step);
  if (!figures) return stepper(cell, act, { step, most: Number(most), unit: `/ ${most}` }, (by) => (by < 0 ? stepped(most, by) : most));
  return html`<div class="levels">${figures.map((figure) => html`<button type="button" class="level" aria-pressed=${saidOf(cell) === figure ? "true" : "false"} @click=${() => act.value(cell, figure, { toggles: true })}><b>${figure}</b></button>`)}</div>`;
}

/** Counted one by one; that there were none is one tap too. */
function deduct(cell, _model, act) {
  return stepper(cell, act, { step: "1", most: Infinity, unit: t("times") }, (by) => (by < 0 ? "0" : "1"), t("None at all"));
}

/** first: what the first tap answers; further taps move it. none: what a first tap on less is called. */
function stepper(cell, act, { step, most, unit }, first, none = null) {
  const value = saidOf(cell);
  const move = (by) => act.value(cell, value === null ? first(by) : stepped(value, by, { most }));
  return html`<div class="stepper">
    <button type="button" class="answer" ?disabled=${value === "0"} @click=${() => move(-Number(step))} aria-label=${value === null && none ? nothing : t("One less")}>${value === null && none ? none : icon("minus")}</button>
    <output class="figure">${value ?? "–"} <small>${unit}</small></output>
    <button type="button" class="answer" @click=${() => move(Number(step))} aria-label=${t("One more")}>${icon("plus")}</button></div>`;
}

/** A day or a time of day: now is one tap. */
function when(cell, _model, act) {
  const [kind, from, to] = MOMENTS[cell.item.type];
  return html`<div class="measure">
    <button type="button" class="answer" @click=${() => act.value(cell, moment().slice(from, to))}>${kind === "date" ? t("Enter today") : t("Enter now")}</button>
    <input class="input input--when" type=${kind} aria-label=${text(cell.item.ask)} .value=${saidOf(cell) ?? ""} @change=${(event) => act.typed(cell, event.target.value)}></div>`;
}

function barcode(cell, _model, act) {
  return html`<div class="measure">
    <button type="button" class="answer" @click=${() => act.scan(cell)}>${icon("code")}<span>${t("Scan the code")}</span></button>${written(cell, act, t("or type the code"))}</div>`;
}

/** Where it was, in words: the app asks no device where it is. */
function place(cell, _model, act) {
  return written(cell, act, t("in words"));
}

function written(cell, act, hint) {
  return html`<input class="input" maxlength="200" autocomplete="off" placeholder=${hint} aria-label=${text(cell.item.ask)} .value=${saidOf(cell) ?? ""} @input=${(event) => act.typed(cell, event.target.value)}>`;
}

/** Those on the round are one tap; anybody else of the house is found by name. */
function staff(cell, { people, names }, act) {
  const value = saidOf(cell);
  const isHere = value === null || people.some((person) => person.subject === value);
  return html`<div class="options">
    ${people.map((person) => chip(person.name, value === person.subject, () => act.value(cell, person.subject, { toggles: true }), { kind: "chip--answer" }))}
    ${isHere ? nothing : chip(names(value), true, () => act.value(cell, value, { toggles: true }), { kind: "chip--answer" })}
    ${chip(t("Another person"), false, () => act.openSheet({ kind: "staff", draw: staffSheet, cell, wanted: "" }), { kind: "chip--answer" })}</div>`;
}

function staffSheet(model, act) {
  const { cell, wanted } = model.sheet;
  const everybody = Object.keys(model.draft.names).filter((subject) => subject.startsWith("staff:"));
  const found = everybody.filter((subject) => model.names(subject).toLowerCase().includes(wanted));
  const take = (subject) => {
    act.closeSheet();
    return act.value(cell, subject);
  };
  return sheet({ title: text(cell.item.ask), close: act.closeSheet }, html`
    ${everybody.length > FEW_STAFF ? html`<input class="input" type="search" aria-label=${t("Name")} placeholder=${t("Name")} @input=${(event) => act.openSheet({ ...model.sheet, wanted: event.target.value.trim().toLowerCase() })}>` : nothing}
    <div class="chips">${found.map((subject) => chip(model.names(subject), false, () => take(subject), { kind: "chip--answer" }))}
      ${chip(t("Unknown person"), false, () => take("staff:unknown-1"), { kind: "chip--answer" })}</div>`);
}

/** Nothing to tap: it passes when all of its parts pass. */
function united(cell, { plan }) {
  const said = unite(cell, plan);
  const words = { pass: t("All of it done"), fail: t("Not all of it done"), open: t("Follows from the answers above"), na: t("Not applicable") }[said];
  return html`<p class="united united--${said}">${said === "open" ? nothing : icon(said)}<span>${words}</span></p>`;
}

function saidOf(cell) {
  return cell.state === "answered" ? cell.answer.value : null;
}
