// Said before anybody types, where what is typed could be lost. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";

const NAMES = { wecom: () => t("WeCom"), wechat: () => t("WeChat"), dingtalk: () => t("DingTalk"), feishu: () => t("Feishu") };

/** Inside a messenger a page is thrown away with its window, and a worker often does not run. */
export function inMessenger(messenger) {
  const app = NAMES[messenger]();
  return html`<section class="notice notice--attention" role="note">
    <h2>${t("You opened this inside %(app)s", { app })}</h2>
    <p>${t("Please do not fill in a round here: when %(app)s is closed, it can be lost. Tap ··· in the top corner, then “Open in browser”, and start there.", { app })}</p>
    <p>${t("What works well here: reading your record, your tasks and results.")}</p></section>`;
}

/** At the foot of Today: how to install the app and why. advice: install/surroundings.js. */
export function installHint(advice, act) {
  if (!advice) return nothing;
  return html`<aside class="install" aria-label=${t("Installation")}>
    ${advice.isAtRisk ? html`<p class="install__risk">${t("The browser may delete what waits here when room runs out or after days without a visit. The installed app keeps it.")}</p>` : nothing}
    ${advice.way ? html`<h2>${t("Install the app")}</h2><p>${t("It then starts from its own icon, at once and without a network.")}</p>${how(advice.way, act)}` : nothing}
  </aside>`;
}

function how(way, act) {
  const later = html`<button type="button" class="button button--quiet" @click=${act.later}>${t("Later")}</button>`;
  if (way === "offer") return html`<div class="buttons"><button type="button" class="button button--primary" @click=${act.install}>${t("Install")}</button>${later}</div>`;
  const steps = {
    ios: t("Tap Share, then “Add to Home Screen”, and open Inspector from there."),
    android: t("Open the browser's menu, then “Install app” or “Add to Home screen”."),
    menu: t("Open the browser's menu, then “Install Inspector”."),
  };
  return html`<p class="install__steps">${steps[way]}</p><div class="buttons">${later}</div>`;
}
