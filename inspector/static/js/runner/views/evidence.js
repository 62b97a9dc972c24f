// Evidence beside an answer: photos taken or chosen, and signatures. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { icon } from "./icons.js";

/** The strip of photos of one key and the button that opens the camera. */
export function photoStrip(key, photos, { thumbs, busy }, act, { most = 9, fromGallery = false, isWanted = false } = {}) {
  return html`<div class="photos">
    ${photos.map((photo) => html`<button type="button" class="thumb-photo" @click=${() => act.showPhoto(photo)} aria-label=${t("Photo of %(time)s", { time: photo.taken_at.slice(11, 16) })}>
      ${photo.hidden_reason ? html`<span class="thumb-photo__sign">${icon("unseen")}</span>` : nothing}${thumbs.get(photo.slot) ? html`<img src=${thumbs.get(photo.slot)} alt="" width="72" height="72">` : icon("photo")}</button>`)}
    ${busy(key) ? html`<span class="thumb-photo thumb-photo--busy" role="status">${t("Saving photo")}</span>` : nothing}
    ${photos.length < most ? html`<label class="chip chip--photo ${isWanted ? "is-wanted" : ""}">${icon("photo")}<span>${t("Photo")}</span>
      ${camera(key, act, { fromGallery, many: most - photos.length > 1 })}</label>` : nothing}
  </div>`;
}

/** The field behind a photo button: the camera, or also the gallery where the checklist allows it. */
export function camera(key, act, { fromGallery = false, many = false } = {}) {
  return html`<input class="visually-hidden" type="file" accept="image/*" capture=${fromGallery ? nothing : "environment"} ?multiple=${fromGallery && many}
    @click=${(event) => act.openCamera(key, event)} @change=${(event) => act.takePhoto(key, event.target)}>`;
}

export function photoControl(cell, model, act) {
  return photoStrip(cell.key, cell.photos, model, act, { most: Number(cell.item.max ?? 9), fromGallery: ["any", "library"].includes(cell.item.source), isWanted: cell.needs.includes("photo") });
}

export function signatureControl(cell, model, act) {
  return signatureButton(cell.key, cell.signature, model, act, cell.item.by === "subject" ? cell.subject ?? "subject" : cell.item.by ?? "inspector", text(cell.item.ask));
}

export function signatureButton(key, signature, { thumbs }, act, signer, title) {
  return html`<button type="button" class="signature ${signature ? "is-signed" : ""}" @click=${() => act.sign({ key, signer, title })}>
    ${signature && thumbs.get(signature.slot) ? html`<img src=${thumbs.get(signature.slot)} alt=${t("Signed")} height="48">` : html`${icon("pen")}<span>${t("Sign here")}</span>`}</button>`;
}
