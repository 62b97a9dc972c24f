// What a person should know about this device before the round: lost records, a wrong clock. Draws only; fetched when there is something to say.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";

const SKEW_SHOWN_MILLISECONDS = 10 * 60_000; // as in runner.js

/** @param {{lost: object[], skew: number}} facts  skew: server minus device, milliseconds */
export function warnings({ lost, skew }, act) {
  return html`${lost.length ? lostRecords(lost, act) : nothing}${clockWarning(skew)}`;
}

/** 3 d, 5 h, 12 min: how long something has waited or differs. */
export function span(milliseconds) {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 1) return t("less than a minute");
  if (minutes < 60) return t("%(count)s min", { count: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48 ? t("%(count)s h", { count: hours }) : t("%(count)s days", { count: Math.round(hours / 24) });
}

function clockWarning(skew) {
  if (Math.abs(skew) <= SKEW_SHOWN_MILLISECONDS) return nothing;
  const values = { span: span(Math.abs(skew)) };
  const words = skew < 0
    ? t("The clock of this device is fast by %(span)s. Times are corrected; please set it right.", values)
    : t("The clock of this device is slow by %(span)s. Times are corrected; please set it right.", values);
  return html`<p class="trouble" role="status">${words}</p>`;
}

function lostRecords(lost, act) {
  return html`<section class="trouble lost" role="alert"><h2>${t("This device lost records that were never sent: %(count)s", { count: lost.length })}</h2>
    <ul>${lost.map((one) => html`<li>${dayAndTime(one.at)} <small><code>${one.id}</code></small></li>`)}</ul>
    <p>${t("The browser deleted its storage. Your manager has been told. Install the app on the home screen, so that it does not happen again.")}</p>
    <button type="button" class="button" @click=${act.takeNote}>${t("Understood")}</button></section>`;
}
