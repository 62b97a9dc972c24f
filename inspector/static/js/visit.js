// Wiring of the shopper's page: the link is exchanged, what is written is kept here and mirrored, and sent once.

import { correctedNow, setSkew, steadyNow } from "./lib/clock.js";
import { preferredLanguage, speak } from "./lib/i18n.js";
import { moment } from "./lib/moments.js";
import { Round } from "./runner/round.js";
import { planOf, visibilityOf } from "./runner/standing.js";
import { Door } from "./visit/door.js";
import * as keeping from "./visit/keeping.js";
import { newDraft, newer, phaseOf, recovered, recoveryOf, reportOf, revised } from "./visit/notes.js";
import { actions } from "./visit/actions.js";
import { paint } from "./visit/views.js";

const BUILD = /\/assets\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "dev";
const PLAIN_FORMS = "/v/plain"; // for a browser that keeps nothing
const MIRROR_MILLISECONDS = 1500;
const TRY_AGAIN_MILLISECONDS = 20_000;
const TICK_MILLISECONDS = 1000;

const door = new Door(BUILD);
const model = { phase: "opening", told: null, round: null, problem: null, isSending: false, isOnline: navigator.onLine, isMirrored: false, receipt: null, pictures: new Map() };
let mirroring = null;
let isPainting = false;

async function start() {
  await say(preferredLanguage({ chosen: keeping.chosenLanguage(), cookie: document.cookie, accepted: navigator.languages }));
  draw();
  addEventListener("online", () => noteNetwork(true));
  addEventListener("offline", () => noteNetwork(false));
  addEventListener("hashchange", open);
  setInterval(tick, TICK_MILLISECONDS);
  await open();
}

async function say(language) {
  await speak(language, (code) => import(`../i18n/visit-${code}.js`));
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

/** With the secret of a link, else with the cookie this phone holds, else with what was kept here. */
async function open() {
  const secret = location.hash.slice(1);
  const answer = secret ? await door.exchange(secret) : await door.look();
  if (answer.told) {
    if (secret) history.replaceState(null, "", location.pathname);
    if (!(await keeping.works())) return location.replace(PLAIN_FORMS);
    await keeping.keepTold(answer.told);
    return took(answer.told);
  }
  const kept = (await keeping.works()) ? await keeping.lastTold() : null;
  if (kept && (answer.isAway || answer.code === "not_signed_in")) {
    await took(kept);
    model.problem = answer.isAway ? null : "reopen";
    return draw();
  }
  model.phase = answer.isAway ? "away" : answer.code === "too_many" ? "too_many" : "closed";
  if (!answer.isAway) history.replaceState(null, "", location.pathname);
  return draw();
}

/** What the server, or what was kept of it, says of the visit. */
async function took(told) {
  if (told.now) setSkew(new Date(told.now).getTime() - Date.now());
  model.told = told;
  model.receipt = told.state === "delivered" ? told.receipt : null;
  model.phase = phaseOf(told);
  if (model.phase === "form") await takeUp(told);
  draw();
}

async function takeUp(told) {
  const here = await keeping.findDraft(told.visit);
  const begun = told.sent ? revised(told) : newDraft(told, moment());
  const draft = newer(here, told.draft) ?? begun;
  model.round = new Round(draft, told.checklist.document, { save: keeping.keepDraft, now: correctedNow, steady: steadyNow });
  model.round.addEventListener("change", draw);
  model.round.addEventListener("saved", draw);
  model.round.addEventListener("change", mirrorSoon);
  for (const photo of draft.photos) await showPicture(photo.sha256);
}

async function showPicture(sha) {
  const photo = await keeping.findPhoto(sha);
  if (photo && !model.pictures.has(sha)) model.pictures.set(sha, URL.createObjectURL(new Blob([photo.bytes], { type: photo.type })));
}

function mirrorSoon() {
  clearTimeout(mirroring);
  model.isMirrored = false;
  mirroring = setTimeout(mirror, MIRROR_MILLISECONDS);
}

/** Only what the server said it has is said to be there; what was tapped meanwhile goes with the next. */
async function mirror() {
  const { draft } = model.round;
  const answer = await door.mirror(draft);
  model.isMirrored = Boolean(answer.body?.kept) && draft === model.round.draft;
  if (answer.isAway) mirroring = setTimeout(mirror, TRY_AGAIN_MILLISECONDS);
  draw();
}

/** Photos first, then the words; only a receipt code ends it. Tried again by itself until then. */
async function send() {
  if (model.isSending || !model.round) return;
  model.isSending = true;
  model.phase = "sending";
  draw();
  const { draft } = model.round;
  await model.round.settled().catch(() => null);
  const answer = await door.deliver(reportOf(model.told, draft, { isVisible: visibilityOf(model.round.document, draft), build: BUILD }), keeping.findPhoto);
  model.isSending = false;
  if (answer.receipt) return delivered(answer.receipt);
  model.problem = answer.isAway ? null : answer.code === "not_signed_in" ? "reopen" : answer.message ?? "failed";
  if (answer.isAway) setTimeout(() => model.phase === "sending" && send(), TRY_AGAIN_MILLISECONDS);
  return draw();
}

/** It is on the server: what was kept on this phone is taken away, but for the receipt. */
async function delivered(receipt) {
  model.receipt = receipt;
  model.phase = "receipt";
  model.problem = null;
  await keeping.forget(model.told, receipt);
  draw();
}

async function step(name) {
  const answer = await door.step(name);
  if (answer.told) {
    await keeping.keepTold(answer.told);
    return took(answer.told);
  }
  model.problem = answer.isAway ? "needs_network" : answer.code === "not_signed_in" ? "reopen" : "failed";
  return draw();
}

function noteNetwork(isOnline) {
  model.isOnline = isOnline;
  if (isOnline && model.phase === "sending") send();
  else if (isOnline && model.phase === "away") open();
  else draw();
}

/** Running stopwatches show their seconds. */
function tick() {
  if (model.phase === "form" && Object.keys(model.round.draft.timers).length) draw();
}

function draw() {
  if (isPainting) return;
  isPainting = true;
  requestAnimationFrame(() => {
    isPainting = false;
    const plan = model.phase === "form" || model.phase === "check" ? planOf(model.round.document, model.round.draft) : null;
    paint(document.getElementById("notes"), { ...model, plan, now: steadyNow() }, act);
  });
}

const act = {
  ...actions(model, { draw, showPicture }),
  read: () => step("brief"),
  attest: () => step("attestation"),
  send,
  check: () => goTo("check"),
  write: () => goTo("form"),
  reopen: open,
  recovery: () => recoveryOf(model.told, model.round.draft),
  restore: (words) => {
    const draft = recovered(model.told, words, model.round.draft);
    if (!draft) return false;
    model.round.change({ answers: draft.answers, fields: { started_at: draft.started_at, comment: draft.comment } });
    return true;
  },
  speak: async (language) => {
    keeping.chooseLanguage(language);
    await say(language);
    draw();
  },
};

function goTo(phase) {
  model.phase = phase;
  scrollTo(0, 0);
  draw();
}

start();
