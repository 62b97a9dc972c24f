// A checklist in work, tried out: the runner itself with a made-up site, its round only in memory. Nothing is stored, nothing is sent.

import { html } from "../vendor/lit-html.js";
import { steadyNow } from "../lib/clock.js";
import { currentLanguage, learn, preferredLanguage, speak, t } from "../lib/i18n.js";
import { moment } from "../lib/moments.js";
import { summary } from "../outbox/queue.js";
import { Live } from "../runner/live.js";
import { Round } from "../runner/round.js";
import { RoundScreen } from "../runner/screens/round.js";
import { Shell, plainPage } from "../runner/shell.js";
import { newDraft } from "../runner/starting.js";
import { trialEnd } from "../runner/views/trial.js";
import { wishes } from "../runner/wishes.js";

const ID = "trial";
/** Open the draft in the runner. @param {string} draftId @param {Element} root */
export async function tryOut(draftId, root) {
  await speakAs();
  await learn("trial").catch(() => null);
  const back = `/checklists/drafts/${draftId}`;
  const shell = new TrialShell(root, SCREENS, meansOf());
  shell.band = () => html`<div class="band" role="status"><p>${t("You are trying the draft out. Nothing is stored and nothing is sent.")}</p><a class="button" href=${back}>${t("Back to the draft")}</a></div>`;
  const told = await fetch(`${back}/preview.json`, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : null), () => null);
  shell.told = told;
  if (!location.hash.startsWith("#/round/")) history.replaceState(null, "", `#/round/${ID}`);
  await shell.start();
}

class TrialShell extends Shell {
  told = null; // {document, version, title, site}
  #kept = null;

  /** The same round for as long as the page lives, whichever screen asks for it. */
  async openLive() {
    if (!this.told) return new Live();
    this.#kept ??= TrialLive.of(this.told);
    return this.#kept;
  }

  async showSent() {
    // A trial is never sent.
  }
}

class TrialLive extends Live {
  static of({ document, version, title, site }) {
    const live = new TrialLive();
    const draft = newDraft({
      id: ID, checklist: { id: document.id, version, title, document }, site, areaId: null, shiftId: null, line: "area", author: { id: 0, name: "" },
      entries: site.staff.map((person) => ({ staff: `staff:${person.id}`, areas: [], tables: [], present: true })), tables: site.areas[0].tables, at: moment(),
    });
    live.document = document;
    live.round = new Round(draft, document, { save: async () => {}, steady: steadyNow });
    live.state = "open";
    return live;
  }

  close() {
    return Promise.resolve();
  }

  async showPool() {
    // Photos are not taken in a trial.
  }
}

/** The screen after "submit". */
class TrialEnd {
  constructor(shell, [id]) {
    this.shell = shell;
    this.id = id;
  }

  async open() {
    this.live = await this.shell.openRound(this.id);
  }

  view() {
    return this.live.state === "open" ? trialEnd(this.live, () => location.reload()) : nothingThere();
  }
}

/** The round; a draft that cannot be read says where to go. */
class TrialRound extends RoundScreen {
  view() {
    return this.live.state === "open" ? super.view() : nothingThere();
  }
}

const SCREENS = {
  "": () => TrialRound,
  round: () => TrialRound,
  review: async () => (await import("../runner/screens/review.js")).ReviewScreen,
  sent: () => TrialEnd,
};

function nothingThere() {
  return plainPage(t("This draft cannot be tried out now. It may have things to put right, or the server gives no answer."), location.pathname.replace(/\/preview$/, ""), t("Back to the draft"));
}

/** What the screens ask of the wiring, with nothing behind it. */
function meansOf() {
  const summaryNow = () => ({ ...summary([], { sending: null, online: true, signedOut: false }), others: 0, holder: null });
  return {
    build: "trial", sync: { events: new EventTarget(), summary: summaryNow, added: () => null },
    keeper: { unlockedAt: 0, locking: { guest_minutes: 15 }, lock: () => null },
    chooseWords: speakAs, asked: () => null, forgetMirror: () => null, exportFile: () => null,
    evidence: noEvidence, finish: async () => ({ id: ID }),
  };
}

function noEvidence(screen) {
  const refuse = (event) => {
    event?.preventDefault?.();
    screen.trouble = t("In a trial no photo is taken and nothing is signed, because nothing is stored.");
    screen.shell.paint();
  };
  const names = ["takePhoto", "showPhoto", "removePhoto", "hidePhoto", "unsortPhoto", "markPhoto", "sign"];
  return { openCamera: (key, event) => refuse(event), ...Object.fromEntries(names.map((name) => [name, () => refuse()])) };
}

async function speakAs() {
  const wanted = preferredLanguage({ chosen: wishes().language, account: null, cookie: document.cookie, accepted: navigator.languages });
  if (wanted !== currentLanguage() || wanted === "en") await speak(wanted);
  document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
}
