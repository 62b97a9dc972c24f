// The first page: rounds to resume, rounds that are due, everything else that can be started. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { clockTime, dayAndTime } from "../../lib/moments.js";
import { chip, topBar } from "./parts.js";
import { movedWords } from "./elsewhere.js";
import { icon } from "./icons.js";

const STARTS_SHOWN = 5;

export function todayPage(model, act) {
  const { bundle, site, sync, signIn, drafts } = model;
  const tools = html`<button type="button" class="tool" @click=${act.menu} aria-label=${t("Menu")}>${icon("menu")}</button>`;
  if (!bundle) return html`${topBar({ title: t("Today"), tools }, sync)}<main class="page" id="main" tabindex="-1">${model.foreword}${model.isLoading ? html`<p class="empty" role="status">${t("Fetching checklists")}</p>` : html`<section class="notice"><p>${model.isRevoked ? t("This tablet was taken out of use. Everything finished was handed over.") : model.isSignedOut ? t("Please sign in to fetch your checklists.") : t("No connection, and no checklists on this device yet.")}</p>${model.isSignedOut ? sync.holder ? signInHere() : html`<a class="button button--primary" href=${signIn}>${t("Sign in")}</a>` : html`<button type="button" class="button" @click=${act.refresh}>${t("Try again")}</button>`}</section>`}</main>`;
  return html`
    ${topBar({ title: t("Today"), subtitle: [text(site?.name), text(model.shift?.name), bundle.account.name].filter(Boolean).join(" · "), tools }, sync)}
    <main class="page today" id="main" tabindex="-1">
      ${model.warnings ? model.warnings(model, act) : nothing}
      ${model.foreword}
      ${bundle.sites.length > 1 ? html`<div class="chips" role="group" aria-label=${t("Site")}>${bundle.sites.map((one) => chip(text(one.name), one.id === site.id, () => act.site(one.id)))}</div>` : nothing}
      ${model.isSignedOut ? html`<section class="aside"><p>${t("Signed out of the server: this is what the tablet knew last. Rounds still go out.")}</p>${signInHere()}</section>` : nothing}
      ${model.trouble ? html`<p class="trouble" role="alert">${model.trouble}</p>` : nothing}
      ${drafts.length ? html`<section><h2>${t("Resume")}</h2><ul class="starts">${drafts.map((draft) => resume(draft, bundle))}</ul></section>` : nothing}
      ${model.elsewhere.length ? html`<section><h2>${t("Unfinished on another device")}</h2><ul class="starts">${model.elsewhere.map((line) => away(line, act))}</ul></section>` : nothing}
      ${model.parts}
      ${model.due.length ? html`<section><h2>${t("Due now")}</h2><ul class="starts">${model.due.map((one) => card(one.checklist, site, one.due_at))}</ul></section>` : nothing}
      ${model.open.unfixed ? openRow(model.open, site) : nothing}
      <section><div class="today__start"><h2>${t("Start a round")}</h2><a class="button" href="#/scan">${icon("code")}${t("Scan a code")}</a></div>${model.others.length ? startable(model.others, site) : html`<p class="empty">${t("No other checklists for this site.")}</p>`}</section>
      ${model.bundleAt ? html`<p class="as-of">${t("People and lists as of %(time)s", { time: asOf(model.bundleAt, model.now) })}</p>` : nothing}
      ${model.afterword}
    </main>`;
}

function signInHere() {
  return html`<button type="button" class="button" data-asks="sign-in">${t("Sign in")}</button>`;
}

/** 08:12 of today; of another day with its date. */
function asOf(at, now) {
  const moment = dayAndTime(at);
  return moment.slice(0, 10) === dayAndTime(now).slice(0, 10) ? moment.slice(11) : moment;
}

function resume({ draft, loose, done, total }, bundle) {
  const isOld = bundle.checklists.some((list) => list.id === draft.checklist_id && list.version !== draft.checklist_version);
  if (draft.moved) return html`<li><a class="start-row" href="#/round/${draft.id}"><span><b>${text(draft.title)}</b><small>${movedWords(draft.moved)}</small></span>${icon("next")}</a></li>`;
  return html`<li><a class="start-row start-row--draft" href="#/round/${draft.id}"><span><b>${text(draft.title)}</b><small>${text(draft.site.name)} · ${t("started %(time)s", { time: dayAndTime(draft.started_at) })}</small>
    <small>${t("Answers: %(answers)s, photos: %(photos)s", { answers: Object.keys(draft.answers).length, photos: draft.photos.filter((one) => one.kind === "photo").length + loose })}</small>${isOld ? html`<small>${t("A newer version of this list exists; this round keeps its own.")}</small>` : nothing}</span>
    <span class="start-row__side"><b class="figure">${done}/${total}</b><small>${t("Resume")}</small></span>${icon("next")}</a></li>`;
}

function away(line, act) {
  return html`<li><button type="button" class="start-row start-row--away" @click=${() => act.take(line)}><span><b>${text(line.title)}</b><small>${[text(line.site?.name), line.device.label, dayAndTime(line.updated_at)].filter(Boolean).join(" · ")}</small></span>
    <span class="start-row__side"><b class="figure">${line.done}/${line.total}</b><small>${t("Take it here")}</small></span>${icon("next")}</button></li>`;
}

function openRow({ unfixed, overdue, atOnce }, site) {
  return html`<section><h2>${t("Not yet put right here")}</h2><ul class="starts"><li><a class="start-row" href="#/tasks"><span><b>${t("Tasks: %(count)s", { count: unfixed })}</b>
    <small>${[atOnce && t("At once: %(count)s", { count: atOnce }), overdue && t("Overdue: %(count)s", { count: overdue })].filter(Boolean).join(" · ")}</small></span>${icon("next")}</a></li></ul></section>`;
}

/** The short ones, which are the daily ones, in sight; a library of lists would push everything else away. */
function startable(lists, site) {
  const rest = lists.slice(STARTS_SHOWN);
  const rows = (some) => html`<ul class="starts">${some.map((checklist) => card(checklist, site, null))}</ul>`;
  return html`${rows(lists.slice(0, STARTS_SHOWN))}${rest.length ? html`<details class="more"><summary>${t("More checklists: %(count)s", { count: rest.length })}</summary>${rows(rest)}</details>` : nothing}`;
}

function card(checklist, site, dueAt) {
  return html`<li><a class="start-row ${dueAt ? "start-row--due" : ""}" href="#/start/${checklist.id}?site=${site.id}"><span><b>${text(checklist.title)}</b>${checklist.minutes ? html`<small>${t("about %(minutes)s min", { minutes: checklist.minutes })}</small>` : nothing}</span>
    ${dueAt ? html`<span class="start-row__side"><b class="figure">${clockTime(dueAt)}</b><small>${t("due")}</small></span>` : nothing}${icon("next")}</a></li>`;
}
