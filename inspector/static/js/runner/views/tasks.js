// Tasks of a site: what is to do, what was done here and how far it has got. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";
import { isOverdue } from "../tasks.js";
import { icon } from "./icons.js";
import { topBar } from "./parts.js";
import { knownOf, waitsFor } from "./task_known.js";
import { moveWords, outcomeWords } from "./task_words.js";

const HELD_MOVES = ["fix", "return"];

export function tasksPage(model, act) {
  const { site, tasks, sync } = model;
  return html`
    ${topBar({ title: t("Tasks"), subtitle: text(site.name), back: "#/" }, sync)}
    <main class="page" id="main" tabindex="-1">
      ${model.trouble ? html`<p class="trouble" role="alert">${model.trouble}</p>` : nothing}
      ${tasks.length ? html`<ul class="records">${tasks.map((task) => card(task, model, act))}</ul>` : html`<p class="calm">${icon("pass")}${t("Nothing to do here.")}</p>`}
      <p><a class="button" href="/tasks?site=${site.id}">${t("All tasks, with photos")}</a></p>
    </main>`;
}

function card(task, model, act) {
  const isOpen = model.open === task.task;
  const isLate = isOverdue(task, model.now);
  return html`<li class="record ${task.pending.length ? "record--waiting" : ""}" id="task-${task.task}">
    <button type="button" class="task-head" aria-expanded=${isOpen ? "true" : "false"} @click=${() => act.open(task.task)}>
      <span><b>${text(task.title)}</b><small>${[model.places(task.place), task.owner].filter(Boolean).join(" · ")}</small></span>
      <span class="task-head__side"><b class=${isLate ? "task-late" : ""}>${stateWords(task.state)}</b><small class=${isLate ? "task-late" : ""}>${isLate ? t("Overdue") : t("by %(time)s", { time: dayAndTime(task.due_at, model.site.timezone).slice(5) })}</small></span>
      ${icon(isOpen ? "down" : "next")}
    </button>
    ${task.pending.map((command) => html`<p class="task-done">${icon(command.receipt ? "cloud" : "pass")}<span>${moveWords(command.move)} · ${outcomeWords(command)}</span></p>`)}
    ${waitsFor(task, model.now, model.site.timezone)}
    ${isOpen ? form(task, model, act) : nothing}</li>`;
}

function form(task, { form: { note, staff, photos, fault }, thumbs, before, isBusy, site }, act) {
  const takes = task.moves.some((move) => HELD_MOVES.includes(move)) || task.besides.length;
  const besides = task.besides.filter((move) => move !== "hand_over");
  return html`<div class="task-form">
    ${before(task) ? html`<figure class="task-before"><img class="point__photo" src=${before(task)} alt=${t("Photo of what was found")} width="96" height="96"><figcaption>${t("As it was found")}</figcaption></figure>` : nothing}
    ${task.action ? html`<p>${text(task.action)}</p>` : nothing}
    ${knownOf(task)}
    ${takes ? html`
      <div class="field"><label class="field__label" for="note-${task.task}">${t("Note")}</label>
        <textarea id="note-${task.task}" rows="2" maxlength="1000" .value=${note} aria-invalid=${fault === "note" ? "true" : "false"} @input=${(event) => act.note(event.target.value)}></textarea>
        ${fault === "note" ? html`<p class="field__error" role="alert">${t("Please write what you want to say.")}</p>` : nothing}</div>
      <div class="photos">${photos.map((photo) => html`<span class="thumb-photo"><img src=${thumbs.get(photo.slot)} alt=${t("Photo")} width="72" height="72"></span>`)}
        ${isBusy ? html`<span class="thumb-photo thumb-photo--busy" role="status">${t("Saving photo")}</span>` : nothing}
        <label class="chip chip--photo ${fault === "photo" ? "is-wanted" : ""}">${icon("photo")}<span>${t("Photo of how it is now")}</span>
          <input class="visually-hidden" type="file" accept="image/*" capture="environment" @change=${(event) => act.takePhoto(event.target)}></label></div>
      ${fault === "photo" ? html`<p class="field__error" role="alert">${t("Please take a photo of how it is now.")}</p>` : nothing}` : nothing}
    <div class="task-buttons">${task.moves.map((move, index) => html`<button type="button" class="button ${index === task.moves.length - 1 && move !== "return" ? "button--primary" : ""}" ?disabled=${isBusy} @click=${() => act.move(task, move)}>${moveWords(move)}</button>`)}
      ${besides.map((move) => html`<button type="button" class="button button--quiet" ?disabled=${isBusy} @click=${() => act.move(task, move)}>${moveWords(move)}</button>`)}</div>
    ${task.besides.includes("hand_over") ? handOver(task, { staff, fault, isBusy, people: site.staff ?? [] }, act) : nothing}</div>`;
}

/** To whom it is given; the note above goes with it. */
function handOver(task, { staff, fault, isBusy, people }, act) {
  return html`<div class="field"><label class="field__label" for="staff-${task.task}">${t("Colleague")}</label>
      <select id="staff-${task.task}" aria-invalid=${fault === "staff" ? "true" : "false"} @change=${(event) => act.staff(event.target.value)}>
        <option value="" ?selected=${!staff}>${t("Please choose")}</option>
        ${people.filter((one) => one.id !== task.owner_id && task.place !== `staff:${one.id}`).map((one) => html`<option value=${one.id} ?selected=${staff === String(one.id)}>${one.name}</option>`)}</select>
      ${fault === "staff" ? html`<p class="field__error" role="alert">${t("Please choose a colleague.")}</p>` : nothing}
      <div class="task-buttons"><button type="button" class="button button--quiet" ?disabled=${isBusy} @click=${() => act.move(task, "hand_over")}>${moveWords("hand_over")}</button></div></div>`;
}

function stateWords(state) {
  return { open: t("To be accepted"), accepted: t("In progress"), fixed: t("To verify"), watching: t("Watching"), closed: t("Done and closed") }[state];
}
