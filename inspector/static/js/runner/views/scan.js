// The camera with a frame for a code, a field for the words printed below it, and the lists of a place. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { icon } from "./icons.js";
import { topBar } from "./parts.js";

export function scanPage(model, act) {
  const { camera, trouble } = model;
  const isBlind = camera === "denied" || camera === "missing";
  return html`
    ${topBar({ title: t("Scan a code"), back: "#/" }, model.sync)}
    <main class="page scan" id="main" tabindex="-1">
      ${isBlind ? html`<p class="scan__blind">${icon("photo")}${camera === "denied" ? t("The camera is not allowed for this page. Allow it in the browser, or write below what is printed under the code.") : t("No camera could be opened. Write below what is printed under the code.")}</p>` : html`
        <div class="scan__picture"><video data-scan playsinline muted .muted=${true} aria-label=${t("Picture of the camera")}></video><span class="scan__frame" aria-hidden="true"></span>
          ${model.hasTorch ? html`<button type="button" class="button scan__torch" aria-pressed=${model.isLit ? "true" : "false"} @click=${act.torch}>${t("Torch")}</button>` : nothing}</div>
        <p class="scan__how">${camera === "asked" ? t("Opening the camera") : t("Hold the code into the frame.")}</p>`}
      ${trouble ? html`<p class="trouble" role="alert">${trouble}</p>` : nothing}
      <form class="scan__form" @submit=${(event) => { event.preventDefault(); act.typed(event.target.elements.code.value); }}>
        <label class="label" for="code">${t("Or write what is printed under the code")}</label>
        <div class="measure"><input class="input" id="code" name="code" required maxlength="120" autocomplete="off" autocapitalize="off" placeholder="1-3-A5"><button class="button">${t("Go there")}</button></div>
      </form>
    </main>`;
}

export function choosePage({ found, sync, addressOf }) {
  const place = [found.area && text(found.area.name), found.table].filter(Boolean).join(" · ");
  return html`
    ${topBar({ title: place || text(found.site.name), subtitle: place ? text(found.site.name) : nothing, back: "#/" }, sync)}
    <main class="page" id="main" tabindex="-1"><section><h2>${t("What do you want to check here?")}</h2>
      ${found.lists.length ? html`<ul class="starts">${found.lists.map((one) => html`<li><a class="start-row" href=${addressOf(one)}><span><b>${text(one.title)}</b>${one.minutes ? html`<small>${t("about %(minutes)s min", { minutes: one.minutes })}</small>` : nothing}</span>${icon("next")}</a></li>`)}</ul>` : html`<p class="empty">${t("No other checklists for this site.")}</p>`}
    </section></main>`;
}
