// A photo in large with what can be done with it, and the signature field. Draws only; fetched with the first evidence.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { icon } from "./icons.js";
import { chip, sheet } from "./parts.js";

export function photoSheet({ sheet: { slot, url }, draft }, act) {
  const photo = draft.photos.find((one) => one.slot === slot);
  if (!photo) return nothing;
  return sheet({ title: t("Photo"), close: act.closeSheet, kind: "sheet sheet--photo" }, html`
    ${url ? html`<img class="photo__large" src=${url} alt=${t("Photo of %(time)s", { time: photo.taken_at.slice(11, 16) })}>` : html`<p class="trouble">${t("A photo cannot be read on this device any more.")}</p>`}
    <div class="buttons">
      <button type="button" class="button button--primary" @click=${() => act.markPhoto(photo)}>${icon("pen")}${t("Draw or blur")}</button>
      <button type="button" class="button" @click=${() => act.unsortPhoto(photo)}>${icon("tray")}${t("Other item")}</button>
      <button type="button" class="button button--danger" @click=${() => act.removePhoto(photo)}>${t("Delete photo")}</button>
    </div>
    ${hiding(photo, act)}`);
}

/** Not for staff: only with a reason, so that it is never a habit. */
function hiding(photo, act) {
  const reasons = [t("A guest can be recognised"), t("A face that should not be shown"), t("Private matter of a person")];
  const isOwn = photo.hidden_reason && !reasons.includes(photo.hidden_reason);
  return html`<details class="hiding" ?open=${Boolean(photo.hidden_reason)}><summary class="chip">${photo.hidden_reason ? t("Not shown to staff") : t("Do not show to staff")}</summary>
    <p class="empty">${t("Managers and auditors still see it. Why should staff not see it?")}</p>
    <div class="chips">${reasons.map((words) => chip(words, photo.hidden_reason === words, () => act.hidePhoto(photo, photo.hidden_reason === words ? null : words)))}</div>
    <input class="input" maxlength="200" aria-label=${t("Another reason")} placeholder=${t("Another reason")} .value=${isOwn ? photo.hidden_reason : ""} @change=${(event) => act.hidePhoto(photo, event.target.value.trim() || null)}></details>`;
}

export function signSheet({ sheet: { title, hasTrouble, clear, keep } }, act) {
  return sheet({ title: title || t("Signature"), close: act.closeSheet }, html`
    <canvas class="pad" data-signature aria-label=${t("Sign in this field")}></canvas>
    ${hasTrouble ? html`<p class="trouble" role="alert">${t("Please sign first.")}</p>` : nothing}
    <div class="buttons"><button type="button" class="button" @click=${clear}>${t("Clear")}</button><button type="button" class="button button--primary" @click=${keep}>${t("Ready")}</button></div>`);
}
