// A round that another tab or another device has: said, and offered where it can be taken. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";

export function elsewherePage(words, takeOver) {
  return html`<main class="page" id="main" tabindex="-1"><section class="notice"><h1>${words}</h1>
    ${takeOver ? html`<button type="button" class="button button--primary" @click=${takeOver}>${t("Take it over here")}</button>` : nothing}
    <a class="button ${takeOver ? "" : "button--primary"}" href="#/">${t("Back to Today")}</a></section></main>`;
}

export function movedWords({ label, at }) {
  if (!at) return t("This round was handed in from another device. What is here stays as it is.");
  return t("Moved to %(device)s on %(time)s. What is here stays as it is; carry on there.", { device: label || t("another device"), time: dayAndTime(at) });
}
