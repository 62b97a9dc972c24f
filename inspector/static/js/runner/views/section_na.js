// A whole section that does not apply here: why, and what becomes of what was answered. Draws only; fetched with the first tap.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { mayBe } from "../cells.js";
import { naReasons } from "./detail.js";
import { chip, sheet } from "./parts.js";

export function sectionNaSheet({ sheet: { section }, document }, act) {
  const answered = section.cells.filter((cell) => cell.state === "answered").length;
  const staying = section.cells.filter((cell) => cell.isAsked && !mayBe(document, cell.item, "na")).length;
  return sheet({ title: t("Not applicable: %(name)s", { name: text(section.source.title) }), close: act.closeSheet }, html`
    <p>${t("Why does this section not apply today?")}</p>
    <div class="chips">${naReasons().map((reason) => chip(reason, false, () => act.sectionNa(section, reason), { kind: "chip--answer" }))}</div>
    <form class="measure" @submit=${(event) => { event.preventDefault(); act.sectionNa(section, event.target.elements.reason.value.trim()); }}>
      <input class="input" name="reason" required maxlength="200" aria-label=${t("Another reason")} placeholder=${t("Another reason")}><button class="button">${t("Set as not applicable")}</button></form>
    ${answered ? html`<p class="empty">${t("Answers that this replaces: %(count)s. Undo brings them back.", { count: answered })}</p>` : nothing}
    ${staying ? html`<p class="empty">${t("Items that always apply stay open: %(count)s.", { count: staying })}</p>` : nothing}`);
}
