// When the app may not write on this device it lets nobody type: it says why, and gives away what waits as a file. It changes nothing.

import { learn, t } from "../../lib/i18n.js";
import { html, nothing, render } from "../../vendor/lit-html.js";

/**
 * @param {"newer"|"superseded"|"blocked"|"unusable"} reason
 * @param {Element} app  what is taken off the screen
 * @param {() => Promise<{records: number, drafts: number}>} save  gives away what waits, read as it lies there
 */
export async function showRescue(reason, app, save) {
  await learn("sync").catch(() => null);
  app.hidden = true;
  document.querySelector(".rescue")?.remove();
  const place = document.createElement("div");
  place.className = "rescue";
  document.body.append(place);
  draw(place, { reason, told: null }, save);
}

function draw(place, model, save) {
  const isOlder = model.reason === "newer";
  render(html`<main class="page" id="rescue" tabindex="-1"><section class="notice" role="alert">
    <h1>${words(model.reason)}</h1>
    <p>${t("Nothing can be entered here until then. Nothing that waits on this device is deleted.")}</p>
    <button type="button" class="button button--primary" @click=${() => location.reload()}>${t("Reload")}</button>
    ${isOlder || model.reason === "unusable" ? html`<button type="button" class="button" @click=${() => give(place, model, save)}>${t("Save to a file")}</button>` : nothing}
    ${model.told ? html`<p role="status">${model.told}</p>` : nothing}</section></main>`, place);
}

function words(reason) {
  return {
    newer: t("A newer version of the app has stored data on this device. This older one does not touch it."),
    superseded: t("A newer version of the app is open in another tab. Reload this one."),
    blocked: t("An older version of the app is open in another tab. Close the other tabs of Inspector, then reload."),
    unusable: t("This browser does not let the app store anything. Leave private browsing, or allow storage for this page."),
  }[reason];
}

async function give(place, model, save) {
  try {
    const { records, drafts } = await save();
    draw(place, { ...model, told: t("Saved to a file: %(records)s finished, %(drafts)s unfinished rounds", { records, drafts }) }, save);
  } catch {
    draw(place, { ...model, told: t("The storage of this device cannot be read.") }, save);
  }
}
