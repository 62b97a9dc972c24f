// Every record and photo that this device still holds, and how each stands. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";
import { icon } from "./icons.js";
import { topBar } from "./parts.js";
import { moveWords, outcomeWords } from "./task_words.js";

const SIGNS = { waiting: "down", sending: "cloud", on_server: "pass", attention: "alert" };

export function syncPage(model, act) {
  const { records, sync } = model;
  const open = records.filter((record) => record.shown !== "on_server");
  return html`
    ${topBar({ title: t("Sync"), back: "#/" }, sync)}
    <main class="page" id="main" tabindex="-1">
      ${sync.tone === "signed_out" ? html`<section class="notice"><p>${t("The sign-in has ended. Nothing is lost; sign in and everything goes out.")}</p><button type="button" class="button button--primary" data-asks="sign-in">${t("Sign in")}</button></section>` : nothing}
      ${sync.others ? html`<p class="empty">${t("Of other people on this tablet still waiting: %(count)s", { count: sync.others })}</p>` : nothing}
      ${open.length ? html`<button type="button" class="button button--primary" @click=${() => act.sendNow(null)}>${t("Send now")}</button>` : html`<p class="calm">${icon("cloud")}${t("Everything finished on this device is on the server.")}</p>`}
      <ul class="records">${records.map((record) => line(record, act))}</ul>
      ${records.length ? nothing : html`<p class="empty">${t("No finished rounds on this device yet.")}</p>`}
    </main>`;
}

export function stateWords(state) {
  return { saved: t("Saved"), waiting: t("Waiting"), sending: t("Sending"), on_server: t("On the server"), attention: t("Needs attention") }[state];
}

/** Why a record is still here, for the person who holds the tablet. */
export function problemWords({ code, message }) {
  const known = {
    no_network: t("No connection to the server. It is tried again by itself."),
    signed_out: t("The sign-in has ended. Sign in to send it."),
    outdated: t("The app is out of date. Reload the page."),
    incomplete: t("The server still waits for photos."),
    photo_damaged: t("A photo cannot be read on this device any more."),
  };
  if (/^http_5|^busy$/.test(code)) return t("The server cannot take it just now. It is tried again by itself.");
  return known[code] ?? (message || t("The server answered: %(code)s", { code }));
}

function line(record, act) {
  return html`<li class="record record--${record.shown}" id="record-${record.id}">
    <div class="record__head">${icon(SIGNS[record.shown])}<div><b>${record.about.move ? `${moveWords(record.about.move)} · ` : nothing}${text(record.about.checklist)}</b><small>${text(record.about.site)} · ${dayAndTime(record.about.submitted_at)}</small></div><span class="record__state">${stateWords(record.shown)}</span></div>
    ${record.problem ? html`<p>${problemWords(record.problem)}${record.attempts ? html` <small>${t("Tries: %(count)s", { count: record.attempts })}</small>` : nothing}</p>` : nothing}
    ${record.about.move && record.receipt ? html`<p>${outcomeWords(record)}</p>` : nothing}
    ${record.receipt?.code ? html`<p><small>${t("Receipt code")} ${record.receipt.code}</small></p>` : nothing}
    ${record.photos.length ? html`<ul class="record__photos">${record.photos.map((photo, index) => html`<li>${t("Photo %(number)s", { number: index + 1 })} · ${photo.sent || record.receipt ? t("On the server") : t("Waiting")} <small>${Math.ceil(photo.bytes / 1024)} kB</small></li>`)}</ul>` : nothing}
    ${record.shown === "on_server" ? nothing : html`<button type="button" class="button" @click=${() => act.sendNow(record.id)}>${t("Send now")}</button>`}</li>`;
}
