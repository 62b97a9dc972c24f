// Before a second look: what is asked again. Draws only; fetched on demand.

import { html } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";

/** A second look: what is asked again, and nothing to choose. */
export function againList({ checklist, choice }) {
  const items = new Map(checklist.document.sections.flatMap((section) => section.items).map((item) => [item.id, item]));
  const ids = [...new Set(choice.again.asked.map(([item]) => item))];
  return html`<section class="again"><h2>${t("Look again at what failed")}</h2>
    ${ids.length ? html`<ul>${ids.map((id) => html`<li>${text(items.get(id).ask)}</li>`)}</ul><p class="empty">${t("Only these are asked, of the same people and places. It counts for nobody's score; what is good now shows in its task.")}</p>` : html`<p class="empty">${t("The list has changed; none of what failed is in it any more.")}</p>`}</section>`;
}
