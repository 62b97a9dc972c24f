// The door of the tablet: faces, four dots, a number pad, a password where the PIN does not help. Draws only.

import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { initials } from "../starting.js";
import { icon } from "./icons.js";
import { face } from "./parts.js";

const PAD = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function doorPage(model, act) {
  return html`<main class="door" id="main" tabindex="-1">
    <h1 class="door__title">${titleOf(model)}</h1>
    ${model.people.length ? html`<div class="door__people" role="group" aria-label=${t("People on this tablet")}>${model.people.map((one) => person(one, model, act))}
      <button type="button" class="door__face" aria-pressed=${model.mode === "password" && !model.chosen ? "true" : "false"} @click=${() => act.password(null)}><span class="face">${icon("plus")}</span><span>${t("Somebody else")}</span></button></div>` : nothing}
    ${model.mode === "password" ? passwordForm(model, act) : pinPad(model, act)}
    <p class="door__trouble" role="alert">${model.trouble ?? nothing}</p>
    ${model.people.length ? html`<p class="door__kept">${t("What was tapped is kept on this tablet, for whom it belongs to.")}</p>` : nothing}</main>`;
}

function titleOf({ mode, reason }) {
  if (mode === "choose") return t("Choose a PIN for this tablet");
  if (mode === "again") return t("The same PIN once more");
  return { idle: t("Who goes on?"), shift: t("New shift. Who goes on?"), guest: t("Welcome back") }[reason] ?? t("Who takes the tablet?");
}

/** Who signed out is shown by initials only. */
function person(profile, { chosen }, act) {
  const short = initials(profile.name);
  return html`<button type="button" class="door__face" aria-pressed=${chosen?.id === profile.id ? "true" : "false"} @click=${() => act.select(profile)}>${face(short)}<span>${profile.signed_out ? short : profile.name}</span></button>`;
}

function pinPad(model, act) {
  const { mode, chosen, filled, seconds } = model;
  if (!chosen) return html`<p class="door__ask">${t("Tap your name.")}</p>`;
  const ask = mode === "choose" ? t("Four digits. They open the tablet for you, also without a network.") : mode === "again" ? "" : t("PIN of %(name)s", { name: chosen.signed_out ? initials(chosen.name) : chosen.name });
  const isWaiting = mode === "pin" && seconds > 0;
  return html`
    <p class="door__ask">${isWaiting ? t("Wait %(seconds)s seconds.", { seconds }) : ask}</p>
    <div class="dots ${model.isWrong ? "dots--wrong" : ""}" role="img" aria-label=${t("%(count)s of 4 digits", { count: filled })}>${[0, 1, 2, 3].map((at) => html`<span class=${at < filled ? "is-in" : ""}></span>`)}</div>
    <div class="pad-keys" role="group" aria-label=${t("Digits")}>
      ${PAD.map((digit) => key(digit, model, act, isWaiting))}
      ${mode === "pin" ? html`<button type="button" class="pad-key pad-key--words" @click=${() => act.password(chosen)}>${t("Forgot")}</button>` : html`<span></span>`}
      ${key("0", model, act, isWaiting)}
      <button type="button" class="pad-key pad-key--words" @click=${act.back} aria-label=${t("Delete the last digit")}>${icon("back")}</button></div>`;
}

function key(digit, model, act, isOff) {
  return html`<button type="button" class="pad-key" ?disabled=${isOff} @click=${() => act.digit(digit)}>${digit}</button>`;
}

/** Also the dialog over a round uses this form. */
export function passwordForm({ chosen, isBusy }, act) {
  const submit = (event) => {
    event.preventDefault();
    act.enter({ name: event.target.elements.name.value, password: event.target.elements.password.value });
  };
  return html`<form class="door__form" @submit=${submit}>
    <label class="label">${t("Staff number or e-mail")}<input class="input" name="name" required autocomplete="username" autocapitalize="off" spellcheck="false" maxlength="200" .value=${chosen && !chosen.signed_out ? chosen.number ?? "" : ""}></label>
    <label class="label">${t("Password")}<input class="input" name="password" type="password" required autocomplete="current-password" maxlength="1000"></label>
    <button class="button button--primary button--tall" ?disabled=${isBusy}>${isBusy ? t("Signing in") : t("Sign in")}</button>
    ${chosen?.pin && act.toPin ? html`<button type="button" class="button button--quiet" @click=${act.toPin}>${t("Back to the PIN")}</button>` : nothing}</form>`;
}

/** Why a sign-in did not work. */
export function refusalWords({ problem, seconds }) {
  return {
    wrong_password: t("Name and password do not fit together."),
    too_many: t("Too many tries. Wait %(seconds)s seconds.", { seconds: seconds ?? 60 }),
    no_network: t("No connection to the server. The sign-in needs one; what was tapped is safe."),
  }[problem] ?? t("The server cannot do it just now. Try again.");
}
