// Last time first: what was open or watched here, each with three answers. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { icon } from "./icons.js";
import { photoStrip } from "./evidence.js";

export function openPoints(model, act) {
  const { draft, plan } = model;
  return html`
    <div class="section__head"><h2>${t("Open since last time")}</h2></div>
    <ol class="items">${draft.open_findings.map((finding) => point(finding, model, act))}</ol>
    <button type="button" class="onward" @click=${() => act.section(plan.sections[0].id)}>${t("Next: %(name)s", { name: text(plan.sections[0].source.title) })}${icon("next")}</button>`;
}

function point(finding, model, act) {
  const verdict = model.draft.follow_ups[finding.task]?.verdict ?? null;
  const photos = model.draft.photos.filter((photo) => photo.key === `follow_up|${finding.task}`);
  const choose = (value, label, kind, sign) => html`<button type="button" class="answer answer--${kind}" aria-pressed=${verdict === value ? "true" : "false"} @click=${() => act.followUp(finding, value)}>${icon(sign)}<span>${label}</span></button>`;
  return html`
    <li class="item item--point is-${verdict ?? "unanswered"}">
      <div class="item__ask"><span>${model.pictures?.at(finding.photo) ? html`<img class="point__photo" src=${model.pictures.at(finding.photo)} alt=${t("Photo from last time")} width="56" height="56" loading="lazy">` : nothing}<span>${text(finding.title)}
        <small>${[model.names(finding.place), finding.state === "watching" ? t("Watching") : t("Still open"), (finding.since ?? "").slice(0, 10)].filter(Boolean).join(" · ")}</small></span></span></div>
      <div class="control control--verdict" role="group" aria-label=${text(finding.title)}>
        ${choose("improved", t("Improved"), "pass", "pass")}${choose("not_improved", t("Not improved"), "fail", "fail")}${choose("cannot_see", t("Cannot see"), "quiet", "unseen")}
      </div>
      ${verdict && verdict !== "cannot_see" ? photoStrip(`follow_up|${finding.task}`, photos, model, act) : nothing}
    </li>`;
}
