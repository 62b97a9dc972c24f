// The page of a round: tabs of sections, the open section, and the bar under the thumb. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { isSectionNa } from "../answering.js";
import { mayBe } from "../cells.js";
import { bar, topBar } from "./parts.js";
import { bulkLeft, grid, oneByOne } from "./grid.js";
import { camera } from "./evidence.js";
import { icon } from "./icons.js";
import { itemList } from "./list.js";
import { openPoints } from "./open_points.js";

export function roundPage(model, act) {
  const { draft, plan, sync } = model;
  return html`
    ${topBar({ title: text(draft.title), subtitle: html`${text(draft.site.name)} ${draft.area_name ? html` · ${text(draft.area_name)}` : nothing}${draft.again ? html` · ${t("Re-inspection")}` : nothing}${draft.shared ? html` · ${t("with %(name)s", { name: draft.shared.with })}` : nothing}`, back: "#/", tools: html`<span data-saved></span><button type="button" class="tool" @click=${act.menu} aria-label=${t("Menu")}>${icon("menu")}</button>` }, sync)}
    <div class="unsaved-place" data-unsaved></div>
    ${tabs(model, act)}
    <main class="round" id="main" tabindex="-1">${model.current === null ? openPoints(model, act) : section(model, act)}</main>
    <footer class="thumb">
      ${model.trouble ? html`<p class="trouble" role="alert">${model.trouble}</p>` : nothing}
      <div class="thumb__progress">${walking(model, act)}${bar(plan.done, plan.total, t("Answered"))}<span>${t("%(done)s of %(total)s", { done: plan.done, total: plan.total })}${plan.missingEvidence ? html` · <em>${t("Evidence missing: %(count)s", { count: plan.missingEvidence })}</em>` : nothing}</span>${liveScore(model)}</div>
      <div class="thumb__buttons">
        ${small("undo", t("Undo"), act.undo, !draft.undo.length)}${small("guest", t("Guest"), act.guest)}${small("praise", t("Praise"), act.praise)}
        ${model.nextOpen ? html`<button type="button" class="button" @click=${act.next}>${t("Next unanswered")}</button>` : nothing}
        <a class="button ${model.nextOpen ? "" : "button--primary"}" href="#/review/${draft.id}">${t("Review")}</a>
      </div>
    </footer>`;
}

/** Shoot now, sort later: the camera, and how many photos still wait to be put on an item. */
function walking({ draft, pool, busy }, act) {
  return html`<label class="tool tool--labelled tool--camera">${icon("photo")}<span>${busy("pool") ? t("Saving photo") : t("Camera")}</span>${camera("pool", act)}</label>
    ${pool.length ? html`<a class="tool tool--labelled tool--tray" href="#/sort/${draft.id}">${icon("tray")}<span>${t("To sort: %(count)s", { count: pool.length })}</span></a>` : nothing}`;
}

function liveScore({ live }) {
  return live === null ? nothing : html`<span class="live">${t("Score")} <b>${live}</b></span>`;
}

function small(sign, label, tap, isOff = false) {
  return html`<button type="button" class="tool tool--labelled" ?disabled=${isOff} @click=${tap}>${icon(sign)}<span>${label}</span></button>`;
}

function tabs({ plan, draft, current }, act) {
  const points = draft.open_findings;
  const answered = Object.keys(draft.follow_ups).length;
  return html`<nav class="tabs" aria-label=${t("Sections")}>
    ${points.length ? tab(t("Last time"), answered, points.length, current === null, () => act.section(null)) : nothing}
    ${plan.sections.map((one) => tab(titleOf(one, draft), one.done, one.total, current === one.id, () => act.section(one.id), one.missingEvidence))}
  </nav>`;
}

/** A section that has no title of its own goes by that of the list. */
function titleOf(section, draft) {
  return text(section.source.title) || text(draft.title);
}

function tab(title, done, total, isCurrent, tap, missing = 0) {
  const isDone = total > 0 && done === total && !missing;
  return html`<button type="button" class="tab ${isDone ? "is-done" : ""}" aria-current=${isCurrent ? "true" : "false"} @click=${tap}>
    <span>${title}</span><small>${isDone ? icon("pass") : nothing}${done}/${total}${missing ? html` <em>!</em>` : nothing}</small></button>`;
}

/** At the foot, because it is rare: the whole section does not apply, or does after all. */
function applying(shown, { document }, act) {
  if (isSectionNa(document, shown.cells)) return html`<p class="aside aside--row"><span>${t("This section does not apply: %(reason)s", { reason: shown.cells.find((cell) => cell.state === "na" && cell.answer.bulk).answer.reason })}</span><button type="button" class="button" @click=${() => act.sectionBack(shown)}>${t("It does apply")}</button></p>`;
  if (!shown.cells.some((cell) => cell.isAsked && mayBe(document, cell.item, "na"))) return nothing;
  return html`<button type="button" class="tool tool--labelled tool--na" @click=${() => act.doesNotApply(shown)}>${icon("na")}<span>${t("This section does not apply")}</span></button>`;
}

function section(model, act) {
  const { plan, current, view } = model;
  const at = plan.sections.findIndex((one) => one.id === current);
  const shown = plan.sections[at];
  const following = plan.sections[at + 1];
  const isGrid = shown.repeat && view === "grid";
  return html`
    <div class=${isGrid ? "visually-hidden" : "section__head"}><h2>${titleOf(shown, model.draft)}</h2>
      ${!shown.repeat && bulkLeft(shown.cells) > 1 ? html`<button type="button" class="answer answer--all" @click=${() => act.allPass(shown.cells)}>${icon("all")}<span>${t("All pass")}</span></button>` : nothing}
    </div>
    ${shown.repeat && !shown.subjects.length ? html`<p class="empty">${shown.repeat === "staff" ? t("Nobody is on this list yet.") : t("Nothing is on this list yet.")}</p>` : shown.repeat ? (isGrid ? grid(shown, model, act) : oneByOne(shown, model, act)) : itemList(shown.cells, model, act)}
    ${shown.repeat ? html`<div class="section__foot">${model.draft.again ? nothing : html`<button type="button" class="tool tool--labelled" @click=${() => act.addSubject(shown)}>${icon("plus")}<span>${shown.repeat === "staff" ? t("Add a person") : shown.repeat === "table" ? t("Add a table") : t("Add an area")}</span></button>`}
      ${shown.subjects.length > 1 ? html`<button type="button" class="tool tool--labelled" @click=${act.switchView}>${icon(isGrid ? "person" : "table")}<span>${isGrid ? t("One by one") : t("Line-up")}</span></button>` : nothing}</div>` : nothing}
    ${applying(shown, model, act)}
    ${following ? html`<button type="button" class="onward" @click=${() => act.section(following.id)}>${t("Next: %(name)s", { name: titleOf(following, model.draft) })}${icon("next")}</button>`
      : html`<a class="onward" href="#/review/${model.draft.id}">${t("Review")}${icon("next")}</a>`}`;
}
