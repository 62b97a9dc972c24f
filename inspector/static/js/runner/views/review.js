// Before submitting: what is missing, what failed, how much was seen, per person, a word, a signature. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { needWords } from "./detail.js";
import { icon } from "./icons.js";
import { bar, sheet, topBar } from "./parts.js";
import { photoStrip, signatureButton } from "./evidence.js";

export function reviewPage(model, act) {
  const { draft, plan, sync, obstacles } = model;
  const failures = plan.cells.filter((cell) => cell.isFail);
  const general = draft.photos.filter((one) => one.key === "round|" && one.kind === "photo");
  return html`
    ${topBar({ title: t("Review"), subtitle: text(draft.title), back: `#/round/${draft.id}`, tools: html`<span data-saved></span>` }, sync)}
    <div class="unsaved-place" data-unsaved></div>
    <main class="page review" id="main" tabindex="-1">
      ${obstacles.length ? missingBlock(obstacles, model, act) : html`<p class="calm">${icon("pass")}${t("Nothing is missing.")}</p>`}
      ${model.pool.length ? unsorted(model) : nothing}
      ${figures(model)}
      <section><h2>${t("Failures")} <small>${failures.length}</small></h2>
        ${failures.length ? html`<ul class="findings">${failures.map((cell) => finding(cell, model, act))}</ul>` : html`<p class="empty">${t("No failures in this round.")}</p>`}</section>
      ${model.persons.length ? perPerson(model) : nothing}
      ${general.length ? html`<section><h2>${t("Photos of the round")} <small>${general.length}</small></h2>${photoStrip("round|", general, model, act, { most: 0 })}</section>` : nothing}
      <section><h2>${t("Comment")}</h2><textarea class="input" rows="2" aria-label=${t("Comment")} .value=${draft.comment} @input=${(event) => act.comment(event.target.value)}></textarea></section>
      <section><h2>${t("Signature")}</h2>${signatureButton("round|", draft.photos.find((one) => one.key === "round|" && one.kind === "signature") ?? null, model, act, "inspector", t("Signature"))}</section>
    </main>
    <footer class="thumb thumb--submit">
      ${model.blocked ? html`<p class="trouble" role="alert">${t("Cannot submit yet: %(count)s still missing. Tap one above to go there.", { count: obstacles.length })}</p>` : nothing}
      ${model.trouble ? html`<p class="trouble" role="alert">${model.trouble}</p>` : nothing}
      <button type="button" class="button button--primary button--tall" ?disabled=${model.isSubmitting} @click=${act.submit}>${t("Submit")}</button>
    </footer>`;
}

function missingBlock(obstacles, model, act) {
  return html`<section class="missing"><h2>${t("Still missing")} <small>${obstacles.length}</small></h2><ul>${obstacles.map((cell) => html`
    <li><button type="button" class="jump" @click=${() => act.jump(cell)}><span>${text(cell.item.ask)}${cell.subject ? html` · ${model.names(cell.subject)}` : nothing}</span><em>${needWords(cell.needs[0] ?? "answer")}</em>${icon("next")}</button></li>`)}</ul></section>`;
}

/** Photos on no item yet: they are never left behind, and never put anywhere without asking. */
function unsorted({ pool, thumbs, draft }) {
  return html`<section class="unsorted"><h2>${t("Photos to sort")} <small>${pool.length}</small></h2>
    <p class="unsorted__row">${pool.map((photo) => (thumbs.get(photo.slot) ? html`<img class="finding__photo" src=${thumbs.get(photo.slot)} alt=${t("Photo of %(time)s", { time: photo.taken_at.slice(11, 16) })} width="64" height="64">` : nothing))}</p>
    <a class="button" href="#/sort/${draft.id}">${icon("tray")}${t("Put them on items")}</a></section>`;
}

/** Before submitting with photos on no item. */
export function leftoverSheet({ pool, draft }, act) {
  return sheet({ title: t("Photos to sort"), close: act.closeSheet }, html`
    <p>${t("Photos on no item: %(count)s. They can go with the round as photos of the whole round.", { count: pool.length })}</p>
    <div class="buttons"><a class="button" href="#/sort/${draft.id}">${t("Put them on items")}</a>
      <button type="button" class="button button--primary" @click=${act.sendLeftover}>${t("Send with the round")}</button></div>`);
}

function figures({ plan, standing }) {
  const little = standing.observed !== null && !standing.isObserved;
  return html`<section class="figures">
    <div><span>${t("Answered")}</span><b>${plan.done}/${plan.total}</b>${bar(plan.done, plan.total, t("Answered"))}</div>
    <div><span>${t("Completeness")}</span><b>${standing.completeness ?? "–"}${standing.completeness ? " %" : ""}</b></div>
    ${standing.observed === null ? nothing : html`<div class=${little ? "is-little" : ""}><span>${t("Observed")}</span><b>${standing.observed} %</b>${little ? html`<em>${t("Too little observed: a score, but no verdict")}</em>` : nothing}</div>`}
    <div><span>${t("Failures")}</span><b>${plan.failed}</b></div></section>`;
}

function finding(cell, model, act) {
  const whose = cell.subject ?? cell.answer.for;
  return html`<li><button type="button" class="jump" @click=${() => act.jump(cell)}>
    <span><b>${text(cell.item.ask)}</b>${whose ? html` · ${model.names(whose)}` : nothing}<small>${[cell.answer.note, cell.answer.corrected && t("Corrected on the spot"), cell.answer.reminded && t("Reminded on the spot")].filter(Boolean).join(" · ") || t("No note")}</small></span>
    ${cell.photos.map((photo) => (model.thumbs.get(photo.slot) ? html`<img class="finding__photo" src=${model.thumbs.get(photo.slot)} alt="" width="64" height="64">` : nothing))}${icon("next")}</button></li>`;
}

function perPerson({ persons, names }) {
  return html`<section><h2>${t("Per person")}</h2><table class="persons"><thead><tr><th scope="col">${t("Name")}</th><th scope="col">${t("Answered")}</th><th scope="col">${t("Failures")}</th></tr></thead>
    <tbody>${persons.map((person) => html`<tr><th scope="row">${names(person.subject)}</th><td>${person.answered}/${person.total}</td><td>${person.failed || "–"}</td></tr>`)}</tbody></table></section>`;
}
