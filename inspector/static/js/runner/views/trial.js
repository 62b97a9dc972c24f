// The end of a trial: what the round would have come to. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { wholeScore } from "../figures.js";

/** @param {Live} live @param {Function} again */
export function trialEnd(live, again) {
  const { score, verdict, grade, completeness } = wholeScore(live.document, live.round.draft);
  return html`<main class="page" id="main" tabindex="-1"><section class="notice"><h1>${t("Nothing was sent")}</h1>
    <p>${t("On the floor this round would have been on its way now. It would have come to this:")}</p>
    <dl class="trial-figures">
      <div><dt>${t("Score")}</dt><dd>${score ?? "–"}</dd></div>
      <div><dt>${t("Verdict")}</dt><dd>${verdict === "pass" ? t("Pass") : verdict === "fail" ? t("Fail") : "–"}</dd></div>
      ${grade ? html`<div><dt>${t("Grade")}</dt><dd>${grade}</dd></div>` : nothing}
      <div><dt>${t("Completeness")}</dt><dd>${completeness ?? "–"}</dd></div>
    </dl>
    <p class="buttons"><a class="button button--primary" href="#/round/trial">${t("Back to the round")}</a><button type="button" class="button" @click=${again}>${t("Begin anew")}</button></p></section></main>`;
}
