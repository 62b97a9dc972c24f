// The tray of photos that are on no item, and the places they may go. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { icon } from "./icons.js";
import { camera } from "./evidence.js";
import { topBar } from "./parts.js";

export function sortPage(model, act) {
  const { draft, pool, last, groups } = model;
  return html`
    ${topBar({ title: t("Photos to sort"), subtitle: text(draft.title), back: `#/round/${draft.id}`, tools: html`<span data-saved></span>` }, model.sync)}
    <main class="page sort" id="main" tabindex="-1">
      <section class="tray" aria-label=${t("Photos to sort")}>
        ${pool.length ? html`<p class="tray__how">${model.moving.length ? t("Now tap where they belong, or drag them there.") : t("Tap one or more photos, then tap where they belong. Or drag them.")}</p>` : html`<p class="calm">${icon("pass")}${t("Every photo has its place.")}</p>`}
        <div class="tray__row">
          ${pool.map((photo, index) => loose(photo, index, model, act))}
          <label class="tray__more">${icon("photo")}<span>${model.busy("pool") ? t("Saving photo") : t("Camera")}</span>${camera("pool", act)}</label>
        </div>
        <div class="tray__tools" role="status">
          ${last ? html`<span>${t("Put on: %(place)s", { place: last.title })}</span><button type="button" class="button button--quiet" @click=${act.undo}>${icon("undo")}${t("Undo")}</button>` : nothing}
          ${model.chosen.length ? html`<button type="button" class="button button--quiet" @click=${() => act.remove(model.chosen)}>${t("Delete photo")}</button>` : nothing}
        </div>
        ${model.trouble ? html`<p class="trouble" role="alert">${model.trouble}</p>` : nothing}
      </section>
      ${groups.map((group) => (group.isFirst ? open(group, model, act) : folded(group, model, act)))}
    </main>
    <footer class="thumb thumb--submit"><a class="button button--primary button--tall" href="#/review/${draft.id}">${t("Review")}</a></footer>`;
}

function loose(photo, index, { chosen, thumbs }, act) {
  return html`<button type="button" class="loose" data-loose=${photo.slot} aria-pressed=${chosen.includes(photo.slot) ? "true" : "false"} @click=${() => act.choose(photo.slot)}
    aria-label=${t("Photo %(number)s of %(time)s", { number: index + 1, time: photo.taken_at.slice(11, 16) })}>
    ${thumbs.get(photo.slot) ? html`<img src=${thumbs.get(photo.slot)} alt="" width="88" height="88" draggable="false">` : icon("photo")}</button>`;
}

function open(group, model, act) {
  const title = { first: t("Failures, and items that want a photo"), "last-time": t("Open since last time"), round: t("On no item") }[group.id];
  return html`<section><h2>${title}</h2>${list(group, model, act)}</section>`;
}

function folded(group, model, act) {
  return html`<details class="places__section"><summary><h2>${text(group.section.source.title)}</h2><small>${group.targets.length}</small>${icon("down")}</summary>${list(group, model, act)}</details>`;
}

function list({ targets }, { draft, titleOf, moving, thumbs }, act) {
  return html`<ul class="places">${targets.map((target) => html`<li>
    <button type="button" class="place ${target.cell?.isFail ? "place--fail" : ""}" data-place=${target.key} @click=${() => act.put(target.key)}>
      ${target.cell?.isFail ? icon("fail") : nothing}<span>${titleOf(target)}</span>
      ${draft.photos.filter((photo) => photo.key === target.key && photo.kind === "photo" && thumbs.get(photo.slot)).map((photo) => html`<img src=${thumbs.get(photo.slot)} alt="" width="40" height="40">`)}
      ${moving.length ? html`<em>${t("Put here")}</em>` : nothing}</button></li>`)}</ul>`;
}
