// Before the first question: line, area, shift, who is on; all filled in beforehand, so that one tap goes on. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { initials } from "../starting.js";
import { chip, face, sheet, topBar } from "./parts.js";

export function startPage(model, act) {
  const { checklist, site, choice, sync } = model;
  return html`
    ${topBar({ title: text(checklist.title), subtitle: text(site.name), back: "#/" }, sync)}
    <main class="page start" id="main" tabindex="-1">
      ${model.foreword}
      ${checklist.document.intro ? html`<p class="intro">${text(checklist.document.intro)}</p>` : nothing}
      ${choice.again ? model.drawAgain(model) : whereAndWho(model, act)}
    </main>
    <footer class="thumb thumb--submit">${model.trouble ? html`<p class="trouble" role="alert">${model.trouble}</p>` : nothing}
      <button type="button" class="button button--primary button--tall" ?disabled=${model.isStarting || choice.again?.asked.length === 0} @click=${act.start}>${t("Start")}</button></footer>
    ${model.isDutyOpen ? dutySheet(model, act) : nothing}`;
}

function whereAndWho(model, act) {
  const { site, choice } = model;
  const present = choice.entries.filter((entry) => entry.present).length;
  return html`
      ${model.lines.length > 1 ? group(t("Kind of check"), model.lines.map((line) => chip(lineWords(line), choice.line === line, () => act.choose({ line })))) : nothing}
      ${site.areas?.length ? group(t("Area"), [chip(t("Whole site"), choice.areaId === null, () => act.choose({ areaId: null })), ...site.areas.map((area) => chip(text(area.name), choice.areaId === area.id, () => act.choose({ areaId: area.id })))]) : nothing}
      ${site.shifts?.length ? group(t("Shift"), site.shifts.map((shift) => chip(html`${text(shift.name)} <small>${shift.starts_at}–${shift.ends_at}</small>`, choice.shiftId === shift.id, () => act.shift(shift.id)))) : nothing}
      <fieldset class="group"><legend>${t("On shift")} <small>${present}${choice.source === "last" ? html` · ${t("as last round")}` : nothing}</small></legend>
        <div class="chips">${model.staff.map((person) => chip(person.name, isPresent(choice, person), () => act.person(person.id), { sign: face(initials(person.name)) }))}</div>
        ${present ? html`<button type="button" class="button button--quiet" @click=${act.duty}>${t("Duty map")}</button>` : nothing}</fieldset>
      ${model.asksTables ? group(t("Tables"), tablesOf(site, choice.areaId).map((label) => chip(label, choice.tables.includes(label), () => act.table(label)))) : nothing}`;
}

export function lineWords(line) {
  return { self: t("Self-check"), area: t("Round"), audit: t("Audit"), mystery: t("Mystery visit") }[line];
}

function group(label, chips) {
  return html`<fieldset class="group"><legend>${label}</legend><div class="chips">${chips}</div></fieldset>`;
}

/** Who has which areas and tables: chips to tap, one person under the other. */
function dutySheet({ site, choice }, act) {
  const people = choice.entries.filter((entry) => entry.present);
  return sheet({ title: t("Duty map"), close: act.closeDuty, kind: "sheet sheet--tall" }, html`
    <p class="empty">${choice.source === "none" ? t("Tap who has which area and tables.") : t("Taken from the last round; change what is different today.")}</p>
    ${people.map((entry) => html`<fieldset class="group"><legend>${nameOf(site, entry.staff)}</legend>
      <div class="chips">${site.areas.map((area) => chip(text(area.name), entry.areas.includes(`area:${area.id}`), () => act.assign(entry.staff, "areas", `area:${area.id}`)))}</div>
      <div class="chips chips--small">${tablesOf(site, null).map((label) => chip(label, entry.tables.includes(`table:${label}`), () => act.assign(entry.staff, "tables", `table:${label}`)))}</div></fieldset>`)}
    <button type="button" class="button button--primary" @click=${act.closeDuty}>${t("Ready")}</button>`);
}

function tablesOf(site, areaId) {
  return (site.areas ?? []).filter((area) => areaId === null || area.id === areaId).flatMap((area) => area.tables ?? []);
}

function isPresent(choice, person) {
  return choice.entries.some((entry) => entry.staff === `staff:${person.id}` && entry.present);
}

function nameOf(site, subject) {
  return site.staff.find((person) => `staff:${person.id}` === subject)?.name ?? subject;
}
