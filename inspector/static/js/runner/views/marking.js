// A photo to draw on: tools, words, undo. Draws only; fetched on demand.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { TOOLS } from "../marks.js";
import { icon } from "./icons.js";
import { chip, sheet } from "./parts.js";

export function markingSheet({ sheet: { marking } }) {
  const { drawing, isKeeping, trouble } = marking;
  const words = { arrow: t("Arrow"), circle: t("Circle"), text: t("Text"), blur: t("Blur") };
  return sheet({ title: t("Draw or blur"), close: () => marking.left(), kind: "sheet sheet--marking" }, html`
    <div class="marking__tools" role="toolbar" aria-label=${t("Draw or blur")}>
      ${TOOLS.map((tool) => chip(words[tool], drawing.tool === tool, () => marking.choose(tool), { sign: icon(`mark_${tool}`) }))}
      <button type="button" class="tool tool--labelled" ?disabled=${!drawing.marks.length} @click=${() => marking.undo()}>${icon("undo")}<span>${t("Undo")}</span></button>
      <button type="button" class="button button--primary" ?disabled=${!drawing.marks.length || isKeeping} @click=${() => marking.keep()}>${t("Keep")}</button>
    </div>
    ${drawing.tool === "text" ? html`<input class="input" maxlength="40" aria-label=${t("Words for the photo")} placeholder=${t("Write here, then tap the photo")} .value=${drawing.words} @input=${(event) => marking.say(event.target.value)}>` : nothing}
    <p class="marking__how">${{
      arrow: t("Draw from the tail to the head."), circle: t("Draw across what you mean."), text: t("Write, then tap where it goes."),
      blur: t("Draw across a face or name. What is there is deleted for good."),
    }[drawing.tool]}</p>
    ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
    <canvas class="marking__photo" data-marking tabindex="0" role="application" aria-label=${t("Photo. Arrow keys move a cross, Enter begins and ends a mark, Ctrl Z takes it back.")}
      @pointerdown=${(event) => marking.pressed(event)} @pointermove=${(event) => marking.dragged(event)}
      @pointerup=${(event) => marking.released(event)} @pointercancel=${(event) => marking.released(event)} @keydown=${(event) => marking.typed(event)}></canvas>
    <p class="visually-hidden" role="status">${t("Marks: %(count)s", { count: drawing.marks.length })}</p>`);
}
