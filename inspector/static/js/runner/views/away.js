// In place of a server page that cannot be reached. Draws only.

import { html } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { topBar } from "./parts.js";

export function awayPage({ page, sync, canStart }) {
  return html`
    ${topBar({ title: t("This page needs the network"), back: "#/" }, sync)}
    <main class="page" id="main" tabindex="-1"><section class="notice">
      <p>${t("The server cannot be reached. Nothing that was tapped is lost.")}</p>
      <h2>${t("What works without a network")}</h2>
      <ul>${(canStart ? [t("Start a round, resume one, finish it"), t("Take photos and sign"), t("See what waits to be sent")] : [t("See what waits to be sent")]).map((line) => html`<li>${line}</li>`)}</ul>
      <div class="buttons"><a class="button button--primary" href="#/">${t("Back to Today")}</a><a class="button" href=${page}>${t("Try again")}</a></div>
    </section></main>`;
}
