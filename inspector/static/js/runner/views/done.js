// After submitting: saved on this tablet, then on the server with its receipt, and what to fix first. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";
import { icon } from "./icons.js";
import { topBar } from "./parts.js";
import { problemWords } from "./sync.js";

export function donePage(model, act) {
  const { record, sync } = model;
  return html`
    ${topBar({ title: text(record.about.checklist), subtitle: text(record.about.site), back: "#/" }, sync)}
    <main class="page done" id="main" tabindex="-1"><div role="status">${record.receipt ? arrived(record) : waiting(model, act)}</div>
      ${record.receipt ? after(model, act) : nothing}
      <a class="button button--primary button--tall" href="#/">${t("Back to Today")}</a></main>`;
}

function waiting({ record, state }, act) {
  const left = record.photos.filter((photo) => !photo.sent).length;
  return html`<div class="stamp stamp--${state}">${icon(state === "attention" ? "alert" : "pass")}</div>
    <h2>${t("Saved on this tablet")}</h2>
    <p>${state === "sending" ? t("Sending now") : state === "attention" ? t("Needs attention") : t("Waiting for the network; it goes out by itself")}${left ? html` · ${t("Photos to send: %(count)s", { count: left })}` : nothing}</p>
    ${record.problem && state !== "sending" ? html`<p class="empty">${problemWords(record.problem)}</p>` : nothing}
    ${state === "sending" ? nothing : html`<button type="button" class="button" @click=${act.sendNow}>${t("Send now")}</button>`}`;
}

function arrived({ receipt }) {
  return html`<div class="stamp stamp--on_server">${icon("cloud")}</div>
    <h2>${t("On the server")}</h2>
    <p>${t("Receipt code")} <b class="code">${receipt.code}</b><small> ${dayAndTime(receipt.received_at)}</small></p>
    ${receipt.flag ? html`<p class="trouble">${flagWords(receipt.flag)}</p>` : nothing}`;
}

function after(model, act) {
  const { record: { receipt, about }, groupText, isCopied } = model;
  const { score } = receipt;
  if (receipt.waits_for_part) return html`<p class="calm">${t("Your part is here. The round counts when your colleague's part is here too, at the latest after a day.")}</p>`;
  return html`
    ${score ? html`<section class="result"><p class="result__score">${score.score ?? "–"}</p>
      <p>${score.grade ? html`<b class="grade">${score.grade}</b>` : nothing} ${verdictWords(score.verdict)}</p></section>` : nothing}
    <section><h2>${t("What to fix next")}</h2>
      ${receipt.next?.length ? html`<ol class="nexts">${receipt.next.map((one) => html`<li><b>${text(one.title)}</b><small>${kindWords(one.kind)}${one.due_at ? html` · ${t("by %(time)s", { time: dayAndTime(one.due_at, about.zone) })}` : nothing}</small></li>`)}</ol>` : html`<p class="empty">${t("Nothing to fix. Well done.")}</p>`}</section>
    ${model.again ? html`<a class="button" href=${model.again}>${t("Look again at what failed")}</a>` : nothing}
    <section><h2>${t("For the group")}</h2><p class="group-text" id="group-text">${groupText}</p>
      <button type="button" class="button" @click=${act.share}>${icon("share")}${isCopied ? t("Copied") : t("Share or copy")}</button></section>`;
}

function verdictWords(verdict) {
  return { pass: t("Pass"), fail: t("Fail") }[verdict] ?? t("No verdict");
}

function kindWords(kind) {
  return { coach: t("Coaching"), fix: t("To fix"), repair: t("Repair"), manage: t("For the manager") }[kind] ?? "";
}

function flagWords(flag) {
  return { held: t("It is kept for a person to look at."), invalid: t("Some answers were not valid; a person will look at it."), review: t("A person will look at it first.") }[flag] ?? flag;
}
