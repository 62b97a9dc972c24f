// What the inspector may believe about the last tap. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { clockTime } from "../../lib/moments.js";
import { icon } from "./icons.js";

/** Announced only when it goes wrong or comes right again. */
export function savedSign({ saved, savedAt }) {
  const words = saved === "failed" ? t("Not saved! Storage is full") : savedAt ? t("Saved %(time)s", { time: clockTime(savedAt) }) : t("Saved");
  return html`<span class="saved saved--${saved}">${saved === "failed" ? icon("alert") : icon("pass")}<span>${words}</span></span>
    <span class="visually-hidden" role="status">${saved === "saving" ? nothing : words}</span>`;
}
