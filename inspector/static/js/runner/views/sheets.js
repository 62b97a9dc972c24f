// The sheets of a round: how to judge, praise, who or what to add, wishes of this device. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { minutes } from "../../lib/moments.js";
import { icon } from "./icons.js";
import { chip, face, sheet } from "./parts.js";
import { signs } from "./list.js";

/** The sheet that is open, if one is; one that was fetched on demand brings its own drawing. */
export function openSheet(model, act) {
  const draw = model.sheet?.draw ?? { guide, praise, add, menu }[model.sheet?.kind];
  return draw ? draw(model, act) : nothing;
}

function guide({ sheet: { item } }, act) {
  return sheet({ title: t("How to judge"), close: act.closeSheet }, html`
    <p class="guide__ask">${text(item.ask)}</p><p class="item__signs">${signs(item)}</p>
    ${item.guide ? html`<p class="guide__text">${text(item.guide)}</p>` : html`<p class="empty">${t("No guide for this item.")}</p>`}
    ${figures(item).length ? html`<p class="guide__figures">${figures(item).map((figure) => html`<span class="sign">${figure}</span>`)}</p>` : nothing}
    ${item.script ? html`<h3>${t("Script")}</h3><blockquote>${text(item.script)}</blockquote>` : nothing}
    ${item.standards?.length ? html`<h3>${t("Standards")}</h3><p class="guide__standards">${item.standards.join(" · ")}</p>` : nothing}`);
}

function figures(item) {
  return [
    item.needed && t("Needed: %(count)s", { count: item.needed }),
    (item.min ?? item.max) !== undefined && item.type === "number" && `${item.min ?? ""}–${item.max ?? ""} ${text(item.unit)}`,
    ...(item.bands ?? []).map((band) => [band.from && `≥ ${band.from}`, band.above && `> ${band.above}`, band.to && `≤ ${band.to}`, band.below && `< ${band.below}`].filter(Boolean).join(" ").concat(` ${text(item.unit)}`, item.on_fail !== "never" && Number(band.points) === 0 ? ` ${t("Fail")}` : "")),
    item.target && t("aim %(time)s", { time: minutes(item.target) }), item.limit && t("limit %(time)s", { time: minutes(item.limit) }),
  ].filter(Boolean);
}

function praise({ people, draft }, act) {
  return sheet({ title: t("Praise"), close: act.closeSheet }, html`
    <div class="chips">${people.map((person) => chip(person.name, draft.praise.some((one) => one.staff === person.subject), () => act.togglePraise(person.subject), { sign: face(person.short) }))}</div>
    ${draft.praise.map((one) => html`<label class="label">${people.find((person) => person.subject === one.staff)?.name ?? ""}
      <textarea class="input" rows="1" placeholder=${t("What was good? (optional)")} .value=${one.note ?? ""} @input=${(event) => act.praiseNote(one.staff, event.target.value)}></textarea></label>`)}
    <button type="button" class="button button--primary" @click=${act.closeSheet}>${t("Ready")}</button>`);
}

function add({ sheet: { section, offered } }, act) {
  const title = { staff: t("Add a person"), table: t("Add a table"), area: t("Add an area") }[section.repeat];
  return sheet({ title, close: act.closeSheet }, html`
    <div class="chips">${offered.map((one) => chip(one.name, false, () => act.putSubject(section, one.subject)))}
      ${section.repeat === "staff" ? chip(t("Unknown person"), false, () => act.putUnknown(section)) : nothing}</div>
    ${section.repeat === "table" ? html`<form class="measure" @submit=${(event) => { event.preventDefault(); act.putSubject(section, `table:${event.target.elements.label.value.trim()}`); }}>
      <input name="label" class="input" required maxlength="20" aria-label=${t("Table")} placeholder=${t("Table")}><button class="button">${t("Add")}</button></form>` : nothing}`);
}

function menu(model, act) {
  return sheet({ title: t("This device"), close: act.closeSheet }, wishes(model.wishes, act, { isRound: Boolean(model.draft) }));
}

/** Toggles that belong to the device, not to the round. */
export function wishes(wishesNow, act, { isRound = false } = {}) {
  const group = (label, name, options) => html`<fieldset class="wish"><legend>${label}</legend><div class="chips">${options.map(([value, words]) => chip(words, wishesNow[name] === value, () => act.wish(name, value)))}</div></fieldset>`;
  return html`
    <button type="button" class="button" data-asks="people" @click=${act.closeSheet}>${t("Who holds the tablet")}</button>
    ${isRound ? html`<button type="button" class="button" @click=${act.pair}>${t("Two inspectors")}</button>` : nothing}
    ${group(t("Language"), "language", [["zh", html`<span lang="zh-CN">中文</span>`], ["en", html`<span lang="en">English</span>`]])}
    ${group(t("Brightness"), "theme", [["system", t("As the device")], ["light", t("Light")], ["dark", t("Dark")]])}
    ${wishesNow.torch === null ? nothing : group(t("Lamp of the camera"), "torch", [[false, t("Off")], [true, t("On")]])}
    ${group(t("Buttons for"), "hand", [["right", t("Right hand")], ["left", t("Left hand")]])}
    ${group(t("Wet hands"), "wet", [[false, t("Off")], [true, t("Larger buttons, double taps ignored")]])}
    ${isRound ? html`<button type="button" class="button button--danger" @click=${act.discard}>${t("Discard this round")}</button>` : nothing}`;
}

/** While a guest needs something: nothing of the round can be seen or touched. */
export function guestLock({ draft }, act) {
  return html`<div class="lock" role="dialog" aria-modal="true" aria-label=${t("Paused")}>
    ${icon("guest")}<h1>${t("Paused for a guest")}</h1><p class="figure" data-since=${draft.paused_at}></p><p>${t("This time is not counted.")}</p>
    <button type="button" class="button button--primary button--tall" @click=${act.resume}>${t("Carry on")}</button></div>`;
}
