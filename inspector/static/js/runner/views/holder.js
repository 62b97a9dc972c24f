// Sheets about who holds the tablet: giving it on, signing in over a round, leaving. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t, text } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";
import { initials } from "../starting.js";
import { passwordForm } from "./door.js";
import { face, sheet } from "./parts.js";

export function holderSheet(model, act) {
  return { people, "sign-in": signIn, leaving, discarding }[model.kind](model, act);
}

function people({ holder, others, left }, act) {
  return sheet({ title: t("Who holds the tablet"), close: act.close }, html`
    <p class="holder"><span class="holder__who">${face(initials(holder.name))}<b>${holder.name}</b></span><span>${unfinished(left)}</span></p>
    ${others.length ? html`<h3>${t("Give it to")}</h3><div class="door__people">${others.map((one) => html`<button type="button" class="door__face" @click=${() => act.give(one)}>${face(initials(one.name))}<span>${one.signed_out ? initials(one.name) : one.name}</span></button>`)}</div>` : nothing}
    <div class="stack"><button type="button" class="button button--primary" @click=${act.lock}>${t("Lock")}</button>
      <button type="button" class="button" @click=${act.changePin}>${t("Change the PIN")}</button>
      <button type="button" class="button" @click=${() => act.to("leaving")}>${t("Sign out")}</button></div>`);
}

function unfinished({ drafts, records }) {
  const parts = [drafts.length && t("Unfinished rounds: %(count)s", { count: drafts.length }), records.length && t("Waiting: %(count)s", { count: records.length })].filter(Boolean);
  return parts.length ? parts.join(" · ") : t("Nothing waits.");
}

function signIn(model, act) {
  const { sync, holder } = model;
  return sheet({ title: sync.waiting ? t("Sign in to send: %(count)s", { count: sync.waiting }) : t("Sign in"), close: act.close }, html`
    <p>${t("The round stays as it is; what waits goes out by itself afterwards. A colleague may sign in too: it is sent in your name.")}</p>
    ${passwordForm({ chosen: holder, isBusy: model.isBusy }, act)}
    <p class="door__trouble" role="alert">${model.trouble ?? nothing}</p>`);
}

function leaving({ left: { records, drafts }, sync }, act) {
  const count = records.length;
  return sheet({ title: t("Sign out"), close: act.close }, html`
    <p>${count ? t("Not sent yet: %(count)s. They stay on this tablet under your PIN and go out as soon as they can, unless you decide otherwise.", { count }) : t("Everything finished is on the server.")}
      ${drafts.length ? html` ${t("Unfinished rounds stay here too: %(count)s.", { count: drafts.length })}` : nothing}</p>
    ${count ? recordList(records) : nothing}
    <div class="stack">
      ${count ? html`<button type="button" class="button button--primary" @click=${act.sendNow}>${sync.tone === "sending" ? t("Sending: %(count)s", { count }) : t("Send now")}</button>` : nothing}
      <button type="button" class="button ${count ? "" : "button--primary"}" @click=${act.leave}>${count ? t("Lock and keep them") : t("Sign out")}</button>
      ${count ? html`<button type="button" class="button button--danger apart" @click=${() => act.to("discarding")}>${t("Discard, with a manager")}</button>` : nothing}</div>`);
}

function recordList(records) {
  return html`<ul class="kept">${records.map((record) => html`<li><b>${text(record.about.checklist)}</b> <small>${text(record.about.site)} · ${dayAndTime(record.about.submitted_at)}</small></li>`)}</ul>`;
}

function discarding(model, act) {
  const { left, managers, trouble, isBusy } = model;
  const submit = (event) => {
    event.preventDefault();
    const { manager, pin, name, password } = event.target.elements;
    act.discard({ manager: managers.find((one) => String(one.id) === manager?.value) ?? null, pin: pin?.value, name: name?.value, password: password?.value });
  };
  return sheet({ title: t("Discard what is not sent"), close: act.close }, html`
    <p>${t("These rounds and their photos are deleted for good. A manager of the site answers for it; the server writes down who, when and which.")}</p>
    ${recordList(left.records)}
    ${managers.length ? html`<form class="door__form" @submit=${submit}>
      <label class="label">${t("Manager on this tablet")}<select class="input" name="manager">${managers.map((one) => html`<option value=${one.id}>${one.name}</option>`)}</select></label>
      <label class="label">${t("PIN of the manager")}<input class="input" name="pin" type="password" inputmode="numeric" pattern="[0-9]{4}" maxlength="4" required autocomplete="off"></label>
      <button class="button button--danger" ?disabled=${isBusy}>${t("Discard for good")}</button></form><p class="or">${t("or")}</p>` : nothing}
    <form class="door__form" @submit=${submit}>
      <label class="label">${t("Staff number or e-mail of the manager")}<input class="input" name="name" required autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="200"></label>
      <label class="label">${t("Password of the manager")}<input class="input" name="password" type="password" required autocomplete="off" maxlength="1000"></label>
      <button class="button button--danger" ?disabled=${isBusy}>${t("Discard for good")}</button></form>
    <p class="door__trouble" role="alert">${trouble ?? nothing}</p>
    <button type="button" class="button" @click=${() => act.to("leaving")}>${t("Keep them")}</button>`);
}
