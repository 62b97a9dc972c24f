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

/** The browser keeps nothing: refused before anybody types. */
export function storageBlocked({ address }) {
  return html`<header class="bar"><div class="bar__title"><h1>${t("Rounds cannot be filled in here")}</h1></div></header>
    <main class="page" id="main" tabindex="-1"><section class="notice notice--attention" role="alert">
      <p>${t("This browser keeps nothing on the device: a private window, or storage is switched off. What you tap could be lost, so nothing can be started.")}</p>
      <p>${t("Open Inspector in an ordinary window, or allow this site to store data, then try again.")}</p>
      <div class="buttons"><a class="button button--primary" href="/app">${t("Try again")}</a><a class="button" href=${address}>${t("Everything else works: to the start page")}</a></div>
    </section></main>`;
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
