// What the inspector may believe about the last tap. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { clockTime } from "../../lib/moments.js";
import { icon } from "./icons.js";

/** Announced only when it goes wrong or comes right again. */
export function savedSign({ saved, savedAt }) {
  const words = saved === "failed" ? t("Not saved!") : savedAt ? t("Saved %(time)s", { time: clockTime(savedAt) }) : t("Saved");
  return html`<span class="saved saved--${saved}">${saved === "failed" ? icon("alert") : icon("pass")}<span>${words}</span></span>
    <span class="visually-hidden" role="status">${saved === "saving" ? nothing : words}</span>`;
}

/** As long as the last tap is only in memory: what that means, and two ways out. Inputs stay as they are. */
export function unsavedBanner({ saved, error }, act) {
  if (saved !== "failed") return nothing;
  const words = error?.name === "QuotaExceededError" ? t("Storage full: the last answers are NOT saved. Keep this page open.") : t("The last answers are NOT saved on this device. Keep this page open.");
  return html`<div class="unsaved" role="alert"><p>${words}</p><div class="buttons"><button type="button" class="button" @click=${act.tryAgain}>${t("Try again")}</button><button type="button" class="button" @click=${act.exportFile}>${t("Save to a file")}</button></div></div>`;
}
