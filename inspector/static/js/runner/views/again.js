// Before a second look: what is asked again. Draws only; fetched on demand.

import { html } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";

/** What is asked again and of whom, and nothing to choose. */
export function againList({ checklist, site, choice: { again } }) {
  if (!again.asked.length) return html`<section class="again"><h2>${t("Look again at what failed")}</h2><p class="empty">${t("The list has changed; none of what failed is in it any more.")}</p></section>`;
  const items = checklist.document.sections.flatMap((section) => section.items);
  const lines = items.map((item) => ({ item, whom: again.asked.filter(([id]) => id === item.id).map(([, subject]) => subject) }))
    .filter(({ item, whom }) => whom.length && item.type !== "all_of");
  return html`<section class="again"><h2>${t("Look again at what failed")}</h2>
    <ul class="items">${lines.map(({ item, whom }) => html`<li class="item"><span class="item__ask">${text(item.ask)}</span><small>${whom.map((subject) => nameOf(site, subject)).filter(Boolean).join(" · ")}</small></li>`)}</ul>
    <p class="empty">${t("Only these are asked, of the same people and places. It counts for nobody's score; what is good now shows in its task.")}</p></section>`;
}

function nameOf(site, subject) {
  if (subject === null) return null;
  const [kind, key] = [subject.slice(0, subject.indexOf(":")), subject.slice(subject.indexOf(":") + 1)];
  const known = { staff: site.staff, area: site.areas }[kind]?.find((one) => String(one.id) === key);
  return known ? text(known.name) : kind === "table" ? key : t("Unknown person");
}
