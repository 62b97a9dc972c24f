// Every record and photo that this device still holds, how each stands, and ways out when the network is none. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";
import { icon } from "./icons.js";
import { bar, topBar } from "./parts.js";
import { moveWords, outcomeWords } from "./task_words.js";
import { span, warnings } from "./warnings.js";

const SIGNS = { waiting: "down", sending: "cloud", on_server: "pass", attention: "alert" };

export function syncPage(model, act) {
  const { records, sync } = model;
  const open = records.filter((record) => record.shown !== "on_server");
  const done = records.filter((record) => record.shown === "on_server");
  return html`
    ${topBar({ title: t("Sync"), back: "#/" }, sync)}
    <main class="page" id="main" tabindex="-1">
      ${warnings(model, act)}
      ${model.trouble ? html`<p class="trouble" role="alert">${model.trouble}</p>` : nothing}
      ${model.told ? html`<p class="calm" role="status">${icon("pass")}${model.told}</p>` : nothing}
      ${sync.tone === "signed_out" ? html`<section class="notice"><p>${t("The sign-in has ended. Nothing is lost; sign in and everything goes out.")}</p><button type="button" class="button button--primary" data-asks="sign-in">${t("Sign in")}</button></section>` : nothing}
      ${sync.others ? html`<p class="empty">${t("Of other people on this tablet still waiting: %(count)s", { count: sync.others })}</p>` : nothing}
      ${open.length ? html`<div class="sync-acts"><p>${t("On this device only: %(count)s; the oldest for %(span)s", { count: open.length, span: span(model.now - model.oldest) })}</p>
        <button type="button" class="button button--primary" @click=${() => act.sendNow(null)}>${t("Send now")}</button></div>` : html`<p class="calm">${icon("cloud")}${t("Everything finished on this device is on the server.")}</p>`}
      ${open.length ? html`<ul class="records">${open.map((record) => line(record, model, act))}</ul>` : nothing}
      ${fileActs(model, act)}
      ${done.length ? html`<h2>${t("On the server")}</h2><ul class="records">${done.map((record) => line(record, model, act))}</ul>` : nothing}
      ${records.length ? nothing : html`<p class="empty">${t("No finished rounds on this device yet.")}</p>`}
      ${diagnostics(model.facts)}
    </main>`;
}

export function stateWords(state) {
  return { saved: t("Saved"), waiting: t("Waiting"), sending: t("Sending"), on_server: t("On the server"), attention: t("Needs attention") }[state];
}

/** Why a record is still here, for the person who holds the tablet. */
export function problemWords({ code, message }) {
  const known = {
    no_network: t("No connection to the server. It is tried again by itself. If other pages open, check the date of this device and the certificate of the server."),
    not_ours: t("Another network answered in place of the server. It is tried again by itself."),
    signed_out: t("The sign-in has ended. Sign in to send it."),
    outdated: t("The app is out of date. Reload the page."),
    incomplete: t("The server still waits for photos."),
    photo_damaged: t("A photo cannot be read on this device any more."),
    http_413: t("Too large for the way to the server. Tell your administrator; the others go on."),
    too_large: t("Too large for the way to the server. Tell your administrator; the others go on."),
    http_507: t("The server is full. Tell your administrator; it is tried again by itself."),
    full: t("The server is full. Tell your administrator; it is tried again by itself."),
  };
  if (known[code]) return known[code];
  if (/^http_(5|42)|^busy$/.test(code)) return t("The server cannot take it just now. It is tried again by itself.");
  return message || t("The server answered: %(code)s", { code });
}

function line(record, model, act) {
  const isOpen = record.shown !== "on_server";
  return html`<li class="record record--${record.shown}" id="record-${record.id}">
    <div class="record__head">${icon(SIGNS[record.shown])}<div><b>${record.about.move ? `${moveWords(record.about.move)} · ` : nothing}${text(record.about.checklist)}</b><small>${text(record.about.site)} · ${dayAndTime(record.about.submitted_at, record.about.zone)}${isOpen ? html` · ${t("for %(span)s", { span: span(model.now - record.added_at) })}` : nothing}</small></div><span class="record__state">${stateWords(record.shown)}</span></div>
    ${record.problem && record.shown !== "sending" ? html`<p>${problemWords(record.problem)}${record.attempts ? html` <small>${t("Tries: %(count)s", { count: record.attempts })}${record.next_at > model.now ? html` · ${t("next try in %(span)s", { span: span(record.next_at - model.now) })}` : nothing}</small>` : nothing}</p>` : nothing}
    ${record.about.move && record.receipt ? html`<p>${outcomeWords(record)}</p>` : nothing}
    ${record.receipt?.code ? html`<p><small>${t("Receipt code")} ${record.receipt.code}</small></p>` : nothing}
    ${isOpen && record.photos.length ? html`<ul class="record__photos">${record.photos.map((photo, index) => photoLine(photo, index))}</ul>` : nothing}
    ${isOpen ? html`<button type="button" class="button" @click=${() => act.sendNow(record.id)}>${t("Send now")}</button>` : record.photos.length ? html`<small>${t("Photos: %(count)s", { count: record.photos.length })}</small>` : nothing}</li>`;
}

function photoLine(photo, index) {
  return html`<li class="photo-state photo-state--${photo.shown}">${t("Photo %(number)s", { number: index + 1 })} · ${stateWords(photo.shown)} <small>${Math.ceil(photo.bytes / 1024)} kB</small>
    ${photo.shown === "sending" ? bar(Math.min(photo.left, photo.bytes), photo.bytes, t("Sent")) : nothing}${photo.problem ? html`<small>${problemWords(photo.problem)}</small>` : nothing}</li>`;
}

function fileActs({ isBusy }, act) {
  return html`<section><h2>${t("Without a network")}</h2><p class="empty">${t("Everything that waits can leave this device as a file, and be taken in on another device or by a manager on the server. It stays here until the server has it.")}</p>
    <div class="buttons"><button type="button" class="button" ?disabled=${isBusy} @click=${act.exportFile}>${t("Save to a file")}</button>
    <label class="button"><span>${t("Take in a file")}</span><input class="visually-hidden" type="file" accept=".zip,application/zip" @change=${(event) => act.importFile(event.target)}></label></div></section>`;
}

function diagnostics(facts) {
  if (!facts) return nothing;
  const rows = [
    [t("Storage used"), facts.usedBytes === null ? t("unknown") : `${(facts.usedBytes / 1048576).toFixed(1)} MB`],
    [t("Storage is kept by the browser"), facts.isPersisted ? t("yes") : t("no: install the app, or the browser may delete it")],
    [t("App"), html`<code>${facts.build}</code>`], [t("Wire and storage version"), `${facts.wire} · ${facts.schema}`],
    [t("Clock against the server"), facts.skew === null ? t("unknown") : `${(Math.round(facts.skew / 100) / 10 || 0).toFixed(1)} s`],
    [t("Last contact"), facts.contactAt ? dayAndTime(facts.contactAt) : t("not yet")],
    [t("People and lists as of"), facts.bundleAt ? dayAndTime(facts.bundleAt) : t("not yet")],
    [t("Device"), html`<code>${facts.device}</code>`], [t("Epoch of the server"), facts.epoch ? html`<code>${facts.epoch}</code>` : t("unknown")],
  ];
  return html`<details class="diagnostics"><summary>${t("Diagnostics")}</summary><dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></details>`;
}
