// What stands above every screen when another version of the app waits. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";

const WORDS = {
  ready: () => t("A new version is ready. It comes with the next start, or now."),
  needed: () => t("The server needs a newer version of this app. What was tapped is safe on this device and will be sent by it."),
};

export function updateBand(state, act) {
  if (!WORDS[state]) return nothing;
  return html`<aside class="band band--${state}" role="status"><p>${WORDS[state]()}</p><button type="button" class="button" @click=${act.apply}>${t("Update now")}</button></aside>`;
}
