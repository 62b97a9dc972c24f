// Pieces that every screen of the runner shares: the bar on top, the sync chip, sheets that slide up, chips.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { icon } from "./icons.js";

const CHIP_ICONS = { clear: "cloud", waiting: "cloud", sending: "cloud", offline: "alert", signed_out: "alert", attention: "alert", captive: "alert" };

/** @param {{title, subtitle?, back?, tools?}} bar */
export function topBar({ title, subtitle = nothing, back = null, tools = nothing }, sync) {
  return html`
    <header class="bar">
      ${back ? html`<a class="bar__back tool" href=${back} aria-label=${t("Back")}>${icon("back")}</a>` : nothing}
      <div class="bar__title"><h1>${title}</h1>${subtitle === nothing ? nothing : html`<p>${subtitle}</p>`}</div>
      ${tools}${syncChip(sync)}${holderSign(sync.holder)}
    </header>${wifiBanner(sync)}`;
}

/** A captive portal answers in our name; one sentence for every page. */
function wifiBanner(sync) {
  return sync.tone === "captive" ? html`<p class="trouble trouble--bar" role="status">${t("This Wi-Fi asks for sign-in. Open any page in the browser and sign in there; nothing is lost.")}</p>` : nothing;
}

/** One chip, always there: how what was finished on this device stands. */
export function syncChip(sync) {
  if (sync.tone === "signed_out") return html`<button type="button" class="sync sync--signed_out" data-asks="sign-in">${icon("alert")}<span>${syncWords(sync)}</span></button>`;
  return html`<a class="sync sync--${sync.tone}" href="#/sync">${icon(CHIP_ICONS[sync.tone])}<span>${syncWords(sync)}</span></a>`;
}

/** Who holds the tablet; a tap gives it on. */
function holderSign(holder) {
  return holder ? html`<button type="button" class="who-holds" data-asks="people" aria-label=${t("Held by %(name)s", { name: holder.name })}>${face(holder.short)}</button>` : nothing;
}

function syncWords({ tone, waiting, attention }) {
  if (tone === "captive") return t("Wi-Fi sign-in");
  if (tone === "attention") return t("Needs attention: %(count)s", { count: attention });
  if (tone === "signed_out") return t("Sign in to send: %(count)s", { count: waiting });
  if (tone === "offline") return waiting ? t("Offline, waiting: %(count)s", { count: waiting }) : t("Offline");
  if (tone === "sending") return t("Sending: %(count)s", { count: waiting });
  return waiting ? t("Waiting: %(count)s", { count: waiting }) : t("All sent");
}

/** A sheet over the page; the page stays where it was. Opened as a modal by the painter of the screen. */
export function sheet({ title, close, kind = "sheet" }, content) {
  return html`
    <dialog class=${kind} data-modal aria-label=${title} @cancel=${(event) => { event.preventDefault(); close(); }} @click=${(event) => event.target === event.currentTarget && close()}>
      <div class="sheet__page">
        <div class="sheet__head"><h2>${title}</h2><button type="button" class="tool" @click=${close} aria-label=${t("Close")}>${icon("close")}</button></div>
        <div class="sheet__body">${content}</div>
      </div>
    </dialog>`;
}

/** A chip that is in or out. */
export function chip(words, isOn, tap, { sign = nothing, kind = "" } = {}) {
  return html`<button type="button" class="chip ${kind}" aria-pressed=${isOn ? "true" : "false"} @click=${tap}>${sign}${words}</button>`;
}

/** The round sign of a person: initials, for the eye only. */
export function face(name) {
  return html`<span class="face" aria-hidden="true">${name}</span>`;
}

export function bar(done, total, label) {
  return html`<progress class="meter" max=${Math.max(1, total)} value=${done} aria-label=${label}></progress>`;
}
