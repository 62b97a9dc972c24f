// The shopper's page as it is seen: plain and dim, so that it could be notes. Draws only.

import { html, nothing, render } from "../vendor/lit-html.js";
import { currentLanguage, t, text } from "../lib/i18n.js";
import { clockTime, moment } from "../lib/moments.js";
import { obstaclesOf } from "./missing.js";
import { control } from "./controls.js";
import { arrivalOf, isServed } from "./notes.js";

export function paint(place, model, act) {
  place.setAttribute("aria-busy", String(model.phase === "opening"));
  render(html`${top(act)}${trouble(model, act)}${(PHASES[model.phase] ?? closed)(model, act)}`, place);
}

const PHASES = { opening: () => html`<p class="soft">…</p>`, away, closed, too_many: tooMany, brief, attest, form, check, sending, receipt };

function top(act) {
  const other = currentLanguage() === "zh" ? "en" : "zh";
  return html`<header class="notes__top"><span>${t("Notes")}</span>
    <button type="button" class="plain" lang=${other === "zh" ? "zh-CN" : "en"} @click=${() => act.speak(other)}>${other === "zh" ? "中文" : "English"}</button></header>`;
}

const TROUBLES = {
  reopen: () => t("To send it, open the link you were given once more. What you wrote is still here."),
  needs_network: () => t("This needs a network for a moment. Try again when there is one."),
  photo: () => t("This photo could not be read. Take another one."),
  photo_gone: () => t("A photo is no longer on this phone. Take it away from the form and send again."),
  failed: () => t("That did not work. What you wrote is still here; try again."),
};

function trouble({ problem }) {
  return problem ? html`<p class="notes__trouble" role="alert">${TROUBLES[problem]?.() ?? problem}</p>` : nothing;
}

function away(_model, act) {
  return html`<p>${t("There is no network. Open this once with a network; after that you need none until you send.")}</p>${wide(t("Try again"), act.reopen)}`;
}

function closed() {
  return html`<p>${t("This link opens nothing, or nothing any more. Ask whoever sent it to you for a new one.")}</p>`;
}

function tooMany() {
  return html`<p>${t("Too many tries from here. Wait a minute, then open the link again.")}</p>`;
}

function brief({ told }, act) {
  return html`<h1>${told.site.name}</h1>
    <p class="soft">${told.first_on} – ${told.last_on}</p>
    ${inChat() ? html`<p class="notes__trouble">${t("You are inside a chat app. Open this page in the phone's own browser before you write: a chat can lose it.")}</p>` : nothing}
    <p>${told.purpose}</p><div class="notes__brief">${told.brief}</div>
    ${told.reimbursement ? html`<p class="soft">${t("Paid back: %(what)s", { what: told.reimbursement })}</p>` : nothing}
    <p class="soft">${t("What you write is read by the quality department. Sites never learn who you are. It is kept %(days)s days.", { days: told.retention_days })}</p>
    ${wide(t("I have read this"), act.read)}`;
}

function attest({ told }, act) {
  return html`<h1>${t("Declaration")}</h1><div class="notes__brief">${told.attestation}</div>${wide(t("I declare this"), act.attest)}`;
}

function form(model, act) {
  const { plan, round, told } = model;
  return html`<h1>${told.site.name}</h1>
    ${told.asked ? html`<p class="notes__trouble"><b>${t("Please complete:")}</b> ${told.asked}</p>` : nothing}
    ${arrivalOf(round.document) ? nothing : arrival(round.draft, act)}
    ${plan.sections.map((section) => html`<section><h2>${text(section.source.title)}</h2><ol class="notes__items">${section.cells.map((cell) => line(cell, model, act))}</ol>${isServed(section.source) ? who(section.source, model, act) : nothing}</section>`)}
    ${table(round.draft, act)}
    <p class="notes__state" role="status">${standing(model)}</p>
    ${wide(t("Finish"), act.check)}${rescue(act)}`;
}

/** Whom the guest met, if they can tell: it keeps others from being taken for them. */
function who(section, { told, round }, act) {
  const met = round.draft.served?.met[section.id] ?? {};
  return html`<div class="notes__row" role="group" aria-label=${t("Who was it? Role and badge, never looks.")}><span class="soft">${t("Who was it? Role and badge, never looks.")}</span>
    <select class="write write--short" aria-label=${t("Who was it? Role and badge, never looks.")} @change=${(event) => act.served(section.id, { role: event.target.value })}>
      <option value="">${t("Not known")}</option>${(told.roles ?? []).map((role) => html`<option value=${role.key} ?selected=${role.key === met.role}>${text(role.name)}</option>`)}</select>
    <input class="write write--short" maxlength="40" autocomplete="off" placeholder=${t("Badge")} aria-label=${t("Badge")} .value=${met.badge ?? ""} @change=${(event) => act.served(section.id, { badge: event.target.value })}></div>`;
}

function table(draft, act) {
  return html`<div class="notes__row"><span class="soft">${t("Table number, if you saw it")}</span>
    <input class="write write--short" maxlength="40" autocomplete="off" aria-label=${t("Table number, if you saw it")} .value=${draft.served?.table ?? ""} @change=${(event) => act.served(null, { table: event.target.value })}></div>`;
}

function arrival(draft, act) {
  return html`<section><h2>${t("When did you arrive?")}</h2>
    <div class="notes__row"><button type="button" class="tap" aria-pressed=${String(draft.arrived)} @click=${() => act.arrived(moment())}>${draft.arrived ? clockTime(draft.started_at) : t("I am arriving now")}</button>
    <input class="write" type="datetime-local" aria-label=${t("When did you arrive?")} .value=${draft.arrived ? draft.started_at.slice(0, 16) : ""}
      @change=${(event) => event.target.value && act.arrived(moment(new Date(event.target.value)))}></div></section>`;
}

function line(cell, model, act) {
  if (cell.item.type === "instruction") return html`<li class="soft">${text(cell.item.ask)}</li>`;
  return html`<li id="ask-${cell.item.id}"><p class="ask">${text(cell.item.ask)}</p>
    ${cell.item.guide ? html`<p class="soft">${text(cell.item.guide)}</p>` : nothing}${control(cell, model, act)}
    ${cell.isFail ? html`<textarea class="write" rows="2" placeholder=${t("What did you see? Role and badge, not looks.")} aria-label=${t("What did you see? Role and badge, not looks.")} .value=${cell.answer.note ?? ""} @input=${(event) => act.noted(cell, event.target.value)}></textarea>` : nothing}</li>`;
}

function standing({ round, plan, isOnline, isMirrored }) {
  if (round.saved === "failed") return t("Not kept: this phone has no room. Copy your answers below.");
  const count = t("%(done)s of %(total)s answered", { done: plan.done, total: plan.total });
  if (isMirrored) return `${count} · ${t("kept on this phone and on the server")}`;
  return `${count} · ${isOnline ? t("kept on this phone; going to the server") : t("kept on this phone; no network")}`;
}

function check(model, act) {
  const missing = obstaclesOf(model.plan, model.round.draft);
  return html`<h1>${t("Before you send")}</h1>
    ${missing.length ? html`<p>${t("Still to be answered:")}</p><ul>${missing.map((one) => html`<li>${one === "arrival" ? t("When did you arrive?") : text(one.item.ask)}</li>`)}</ul>`
    : html`<p>${t("You can send once. Then only a question of ours opens it again.")}</p>${wide(t("Submit"), act.send)}`}
    ${wide(t("Back to the form"), act.write, "tap")}`;
}

function sending({ isSending, isOnline }, act) {
  return html`<h1>${t("Not yet delivered")}</h1><p>${t("Do not close this page until you see a receipt code.")}</p>
    <p class="soft" role="status">${isSending ? t("Sending …") : isOnline ? t("It will be tried again by itself.") : t("No network. It goes out by itself when there is one.")}</p>
    ${isSending ? nothing : wide(t("Try again"), act.send)}${wide(t("Back to the form"), act.write, "tap")}${rescue(act)}`;
}

function receipt({ receipt: paper }) {
  return html`<h1>${t("Delivered")}</h1><p class="notes__code">${paper.code}</p>
    <p>${t("Write this receipt code down, or take a picture of it. It proves that your report arrived, even if this phone is lost.")}</p>
    <p class="soft">${t("You can close this page.")}</p>`;
}

function rescue(act) {
  return html`<details class="notes__rescue"><summary>${t("If something goes wrong")}</summary>
    <p class="soft">${t("Copy this text into another note. Pasted here again it brings your answers back, without photos.")}</p>
    <textarea class="write" rows="3" aria-label=${t("Your answers as text")} .value=${act.recovery()} @focus=${(event) => event.target.select()} @change=${(event) => act.restore(event.target.value)}></textarea></details>`;
}

function wide(label, tap, look = "go") {
  return html`<p><button type="button" class=${look} @click=${tap}>${label}</button></p>`;
}

/** WeChat and others show pages in a window of their own that can go without a word. */
function inChat() {
  return /MicroMessenger|wxwork|DingTalk|Lark/i.test(navigator.userAgent);
}
