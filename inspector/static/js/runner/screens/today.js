// Today in the app: what to resume, what is due, what else can be started.

import { correctedNow, skew } from "../../lib/clock.js";
import * as drafts from "../../store/drafts.js";
import * as pool from "../../store/pool.js";
import * as reference from "../../store/reference.js";
import { learn, t } from "../../lib/i18n.js";
import { planOf } from "../standing.js";
import { openHere } from "../open_here.js";
import { offeredAt, shiftNow } from "../starting.js";
import { openSheet } from "../views/sheets.js";
import { todayPage } from "../views/today.js";
import { html, nothing } from "../../vendor/lit-html.js";

export class TodayScreen {
  #shell;
  #drafts = [];
  #sheet = null;
  #isLoading = false;
  #elsewhere = [];
  #parts = nothing; // drawn once some are known
  #isAsking = false;
  #isWanted = false;
  #leaving = new AbortController();
  #trouble = null;

  constructor(shell) {
    this.#shell = shell;
  }

  async open() {
    const own = (await drafts.all()).filter((draft) => draft.author.id === this.#shell.holder?.id);
    this.#drafts = await Promise.all(own.map(async (draft) => {
      const document = await reference.document(draft.checklist_version);
      const { done, total } = document ? planOf(document, draft) : { done: 0, total: 0 };
      return { draft, done, total, loose: (await pool.of(draft.id)).length };
    }));
    if (!this.#shell.bundle) this.#refresh();
    this.#shell.means.sync.events.addEventListener("change", () => this.#look(), { signal: this.#leaving.signal });
    this.#look();
  }

  close() {
    this.#leaving.abort();
  }

  view() {
    const { bundle, means, wishes } = this.#shell;
    const site = this.#site();
    const due = (bundle?.due ?? []).filter((one) => one.site_id === site?.id)
      .map((one) => ({ ...one, checklist: bundle.checklists.find((checklist) => checklist.id === one.checklist_id) })).filter((one) => one.checklist);
    const others = offeredAt(bundle, site).filter((checklist) => !due.some((one) => one.checklist === checklist));
    const now = new Date(correctedNow());
    const shift = site?.shifts?.find((one) => one.id === shiftNow(site, now)) ?? null;
    const open = openHere(site?.open_findings ?? [], now.getTime());
    const model = { bundle, site, shift, open, due, others, drafts: this.#drafts, elsewhere: this.#elsewhere, parts: this.#parts, trouble: this.#trouble, sync: means.sync.summary(), signIn: means.signIn, isSignedOut: means.isSignedOut(), isRevoked: means.isRevoked(), isLoading: this.#isLoading, sheet: this.#sheet, wishes, warnings: this.#shell.warnings, lost: this.#shell.lost, skew: skew(), bundleAt: this.#shell.bundleAt, now: Date.now(), foreword: this.#shell.foreword(), afterword: this.#shell.afterword() };
    const act = {
      site: (id) => this.#shell.wish("site", id),
      refresh: () => this.#refresh(),
      takeNote: () => means.takeNote(),
      take: (line) => this.#take(line),
      menu: () => this.#open({ kind: "menu" }),
      closeSheet: () => this.#open(null),
      wish: (name, value) => this.#shell.wish(name, value),
    };
    return html`${todayPage(model, act)}${openSheet(model, act)}`;
  }

  #site() {
    const sites = this.#shell.bundle?.sites ?? [];
    return sites.find((site) => site.id === this.#shell.wishes.site) ?? sites[0] ?? null;
  }

  /** Unfinished on another device of this person; asked once there is a session, beside the painting, never waited for. */
  async #look() {
    this.#isWanted = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    let lines = null;
    while (this.#isWanted && lines === null && !this.#leaving.signal.aborted) {
      this.#isWanted = false;
      lines = await this.#shell.means.unfinishedElsewhere().catch(() => null);
    }
    this.#isAsking = lines !== null;
    if (lines !== null) this.#lookForParts().catch(() => null);
    const here = new Set(this.#drafts.filter(({ draft }) => !draft.moved).map(({ draft }) => draft.id));
    this.#elsewhere = (lines ?? []).filter((line) => !here.has(line.id));
    if (this.#elsewhere.length) this.#shell.paint();
  }

  /** Rounds that colleagues share with this person; what draws them is fetched when there are some. */
  async #lookForParts() {
    const rounds = await (await this.#shell.means.pairing())?.waitingParts() ?? [];
    const begun = new Set(this.#drafts.map(({ draft }) => draft.shared?.id));
    const lines = rounds.filter((line) => line.document && !begun.has(line.id));
    if (!lines.length) return;
    const [{ partsWaiting }] = await Promise.all([import("../views/pairing.js"), learn("pairing")]);
    this.#parts = partsWaiting(lines, (line) => this.#beginPart(line));
    this.#shell.paint();
  }

  async #beginPart(line) {
    const { beginPart } = await import("./pairing.js");
    this.#shell.go(`#/round/${await beginPart(line, this.#shell.bundle)}`);
  }

  async #take(line) {
    this.#trouble = null;
    try {
      const id = await this.#shell.means.takeHere(line);
      if (id) this.#shell.go(`#/round/${id}`);
    } catch {
      this.#trouble = t("It could not be taken over. Try again with a network.");
    }
    this.#shell.paint();
  }

  #open(sheet) {
    this.#sheet = sheet;
    this.#shell.paint();
  }

  async #refresh() {
    this.#isLoading = true;
    this.#shell.paint();
    await this.#shell.means.refresh();
    this.#isLoading = false;
    this.#shell.paint();
  }
}
