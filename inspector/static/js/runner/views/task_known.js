// What was understood of a task so far: how the harm was stopped, why it happened, what is done about it, for whom it waits. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";
import { causeWords } from "./detail.js";
import { icon } from "./icons.js";
import { measureWords } from "./task_words.js";

/** Above the fold of an open task: that its clock stands still says why nothing is asked now. */
export function waitsFor({ known }, now, zone) {
  const { vendor, ticket, until } = known?.waiting ?? {};
  if (!until || Date.parse(until) <= now) return nothing;
  return html`<p class="task-done">${icon("guest")}<span>${t("The clock stands still until %(time)s", { time: dayAndTime(until, zone).slice(5) })} · ${[vendor, ticket].filter(Boolean).join(" · ")}</span></p>`;
}

export function knownOf({ known, lacks_cause: lacksCause }) {
  const { stopped, cause, whys, measure, plan } = known ?? {};
  if (!stopped && !cause && !measure && !lacksCause) return nothing;
  return html`<details class="task-known"><summary>${t("Cause and action")}</summary>
    <dl class="facts">
      ${stopped ? html`<dt>${t("Stopped by")}</dt><dd>${stopped}</dd>` : nothing}
      ${cause ? html`<dt>${t("Cause")}</dt><dd>${causeWords()[cause]}${whys.length ? html`<ol>${whys.map((why) => html`<li>${why}</li>`)}</ol>` : nothing}</dd>` : nothing}
      ${measure ? html`<dt>${t("So that it stays away")}</dt><dd>${measureWords(measure)}: ${plan}</dd>` : nothing}
    </dl>
    ${lacksCause ? html`<p>${t("It can be closed once its cause, with five whys, and what will be done are written down.")}</p>` : nothing}</details>`;
}
