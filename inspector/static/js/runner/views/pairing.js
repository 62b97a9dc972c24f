// Two inspectors: who the second one is and which sections are whose; and on Today the parts that wait. Draws only; fetched on demand.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";
import { icon } from "./icons.js";
import { chip, sheet } from "./parts.js";

export function pairSheet(model, act) {
  const content = model.shared ? shared(model, act) : model.sections.length < 2 ? html`<p class="empty">${t("This list has only one section; it cannot be split.")}</p>` : choice(model, act);
  return sheet({ title: t("Two inspectors"), close: act.close }, html`${content}${model.trouble ? html`<p class="trouble" role="alert">${model.trouble}</p>` : nothing}`);
}

function shared({ shared: { sections, with: name }, sections: all, isOwner, isBusy }, act) {
  const titles = (which) => all.filter(which).map((section) => text(section.title)).join(", ");
  return html`<p><b>${t("You")}</b> ${titles((section) => sections.includes(section.id))}</p>
    <p><b>${name}</b> ${titles((section) => !sections.includes(section.id))}</p>
    <p class="empty">${t("Each of you submits when ready; it counts once, when both parts are here.")}</p>
    ${isOwner ? html`<button type="button" class="button" ?disabled=${isBusy} @click=${act.alone}>${t("I walk alone after all")}</button>` : nothing}`;
}

function choice({ sections, partners, chosen, theirs, answered, isBusy }, act) {
  const isSplit = theirs.length > 0 && theirs.length < sections.length;
  return html`
    <p>${t("Both fill their own sections on their own device, also without a network. It counts once, when both parts are here.")}</p>
    <h3>${t("Who comes along?")}</h3>
    ${partners === null ? html`<p class="empty" role="status">${isBusy ? t("Asking who may inspect here") : nothing}</p>` : partners.length
      ? html`<div class="chips">${partners.map((one) => chip(one.name, chosen?.id === one.id, () => act.choose(one)))}</div>`
      : html`<p class="empty">${t("Nobody else may inspect here.")}</p>`}
    <h3>${t("Which sections does the other one take?")}</h3>
    <div class="chips">${sections.map((section) => chip(text(section.title), theirs.includes(section.id), () => act.toggle(section.id)))}</div>
    ${answered ? html`<p class="trouble">${t("You have answered there already: %(count)s. These answers will not count.", { count: answered })}</p>` : nothing}
    <button type="button" class="button button--primary button--tall" ?disabled=${!chosen || !isSplit || isBusy} @click=${act.share}>${t("Share the round")}</button>`;
}

/** Rounds of colleagues in which this person is the second inspector. */
export function partsWaiting(lines, begin) {
  return html`<section><h2>${t("Together with a colleague")}</h2><ul class="starts">${lines.map((line) => html`<li>
    <button type="button" class="start-row start-row--away start-row--part" @click=${() => begin(line)}><span><b>${text(line.begun.title)}</b>
      <small>${line.owner} · ${text(line.begun.site.name)} · ${dayAndTime(line.shared_at)}</small>
      <small>${line.document.sections.filter((section) => line.sections.includes(section.id)).map((section) => text(section.title)).join(", ")}</small></span>
      <span class="start-row__side"><small>${t("Your part")}</small></span>${icon("next")}</button></li>`)}</ul></section>`;
}
