// The round on screen: which section is open, what is scrolled to, and the taps passed to the rules.

import { html } from "../../vendor/lit-html.js";
import { learn, t } from "../../lib/i18n.js";
import { KeptPictures } from "../kept_pictures.js";
import { planOf } from "../standing.js";
import { nextOpen } from "../plan.js";
import { opensByTap } from "../holding.js";
import { plainPage } from "../shell.js";
import { elsewherePage, movedWords } from "../views/elsewhere.js";
import { guestLock, openSheet } from "../views/sheets.js";
import { roundPage } from "../views/round.js";
import { answerActions } from "./answer_actions.js";
import { evidence, fetchEvidence } from "./evidence.js";
import { peopleActions } from "./people_actions.js";

/** Types whose controls are fetched only with a list that asks for one. */
const RARER = new Set(["points", "deduct", "staff", "date", "time", "datetime", "barcode", "location", "all_of"]);
const WIDE = "(min-width: 700px)";
const SCROLL_REST_MILLISECONDS = 400;

export class RoundScreen {
  sheet = null;
  trouble = null;
  live = null;
  plan = null;
  #id;
  #act = null;
  #pictures = null; // of what is open since last time
  #more = {}; // controls of the rarer types
  #figures = null; // where the inspector may watch the score
  #rest = null;
  #shownOpen = null;
  #shownTab = null;
  #leaving = new AbortController();

  constructor(shell, [id]) {
    this.shell = shell;
    this.#id = id;
  }

  // Lifecycle

  async open() {
    this.live = await this.shell.openRound(this.#id);
    if (this.live.state === "missing") await this.shell.showSent(this.#id);
    if (this.live.state !== "open") return;
    if (this.live.document.sections.some((section) => section.items.some((item) => RARER.has(item.type)))) await this.#fetchMore();
    if (this.live.document.scoring?.show === "live") this.#figures = await import("../figures.js");
    if (this.draft.open_findings.some((finding) => finding.photo)) this.#pictures = await KeptPictures.of(this.shell.holder?.id);
    if (this.draft.paused_at !== null && this.shell.means.keeper.unlockedAt > this.draft.paused_at) await this.round.resume();
    this.#act = { ...answerActions(this), ...(this.shell.means.evidence ?? evidence)(this), ...peopleActions(this), ...this.#wayfinding() };
    const { signal } = this.#leaving;
    window.addEventListener("scroll", () => this.#scrolled(), { signal, passive: true });
    document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? this.#remember() : this.round.returned()), { signal });
    window.addEventListener("pagehide", () => this.#remember(), { signal });
    fetchEvidence().catch(() => null); // there before the first photo, also when the network goes
  }

  async #fetchMore() {
    const [{ CONTROLS }] = await Promise.all([import("../views/more_controls.js"), learn("answers")]);
    this.#more = CONTROLS;
  }

  shown() {
    if (this.live?.state !== "open") return;
    if (this.shell.jumpTo) this.#scrollTo(this.shell.jumpTo);
    else this.#returnTo(this.draft.place);
    this.shell.jumpTo = null;
  }

  close() {
    this.#leaving.abort();
    this.sheet?.close?.();
    this.#pictures?.forget();
    clearTimeout(this.#rest);
  }

  painted(root) {
    this.sheet?.ready?.(root);
    this.#showOpened(root);
  }

  // Drawing

  get round() {
    return this.live.round;
  }

  get draft() {
    return this.round.draft;
  }

  view() {
    if (this.live.state === "missing") return plainPage(t("This round is not on this device any more."), "#/", t("Back to Today"));
    if (this.live.state === "elsewhere") return elsewherePage(t("This round is open in another tab. Carry on there, or take it over here; nothing is lost."), () => this.#takeOver());
    if (this.live.state === "moved") return elsewherePage(movedWords(this.live.moved), null);
    const model = this.#model();
    if (this.draft.paused_at !== null) return guestLock(model, this.#act);
    return html`${roundPage(model, this.#act)}${openSheet(model, this.#act)}`;
  }

  #model() {
    const { live, draft, shell } = this;
    this.plan = planOf(live.document, draft);
    const next = nextOpen(this.plan, draft.place.here, live.document);
    return {
      draft, plan: this.plan, document: live.document, current: this.#current(), here: draft.place.here,
      more: this.#more, view: draft.place.view ?? (matchMedia(WIDE).matches ? "grid" : "one"),
      nextOpen: next, live: this.#figures?.liveScore(live.document, draft) ?? null,
      busy: (key) => this.live.isBusy(key), pool: this.live.pool, trouble: this.trouble, thumbs: live.thumbs,
      names: (subject) => live.nameOf(subject), short: (subject) => live.shortOf(subject), people: live.people,
      pictures: this.#pictures, recentNotes: shell.bundle?.recent_notes ?? {}, sync: shell.means.sync.summary(), sheet: this.sheet, wishes: shell.wishes,
    };
  }

  async #takeOver() {
    const { wrest } = await import("../wresting.js");
    await wrest(this.#id);
    await this.shell.reopen();
  }

  /** null is the page of last time's open points; a new round begins there when there are any. */
  #current() {
    const { place, open_findings: points } = this.draft;
    if (place.section === "last-time") return points.length ? null : this.plan.sections[0].id;
    const isThere = this.plan.sections.some((section) => section.id === place.section);
    return isThere ? place.section : points.length ? null : this.plan.sections[0].id;
  }

  // Actions

  /** A short pause ends with one tap; after a long one whoever comes shows the PIN. */
  #resume() {
    const { keeper } = this.shell.means;
    return opensByTap(this.draft.paused_at, keeper.locking.guest_minutes, Date.now()) ? this.round.resume() : keeper.lock("guest");
  }

  openSheet(sheet) {
    if (sheet !== this.sheet) this.sheet?.close?.();
    this.sheet = sheet;
    this.shell.paint();
  }

  goTo(cell) {
    this.round.move({ section: cell.section.id, subject: cell.subject, here: cell.key, open: cell.isFail ? cell.key : this.draft.place.open });
    this.#scrollTo(cell.key);
  }

  /** Where one was: the page's own scroll, and in a line-up the cell that was touched last. */
  #returnTo({ scroll, here, top = null }) {
    document.getElementById(`item-${here}`)?.closest("td")?.scrollIntoView({ block: "nearest", inline: "center" });
    window.scrollTo(0, scroll ?? 0);
    if (!top) return;
    backTo(top);
    requestAnimationFrame(() => backTo(top)); // lines above have their true height now
  }

  /** Before the same lines are drawn in other words: a function that puts the line that is on top now back there. */
  staying() {
    const top = this.live?.state === "open" ? topLine() : null;
    return () => top && backTo(top);
  }

  /** After the paint that the move asked for, the item stands in the middle. */
  #scrollTo(key) {
    this.round.settled().catch(() => null).then(() => requestAnimationFrame(() => requestAnimationFrame(() =>
      document.getElementById(`item-${key}`)?.scrollIntoView({ block: "center" }))));
  }

  #wayfinding() {
    return {
      section: (id) => {
        this.round.move({ section: id ?? "last-time", open: null, scroll: 0, top: null });
        window.scrollTo(0, 0);
      },
      subject: (subject) => {
        this.round.move({ subject, open: null });
        document.querySelector(".person")?.scrollIntoView({ block: "nearest" });
      },
      switchView: () => this.round.move({ view: (this.draft.place.view ?? (matchMedia(WIDE).matches ? "grid" : "one")) === "grid" ? "one" : "grid", open: null }),
      next: () => {
        const cell = nextOpen(this.plan, this.draft.place.here, this.live.document);
        if (cell) this.goTo(cell);
      },
      guide: (item) => this.openSheet({ kind: "guide", item }),
      menu: () => this.openSheet({ kind: "menu" }),
      openSheet: (sheet) => this.openSheet(sheet),
      doesNotApply: (section) => Promise.all([import("../views/section_na.js"), learn("answers")]).then(([{ sectionNaSheet }]) => this.openSheet({ kind: "section-na", section, draw: sectionNaSheet })),
      closeSheet: () => this.openSheet(null),
      wish: (name, value) => this.shell.wish(name, value),
      pair: () => import("./pairing.js").then(({ openPairing }) => openPairing(this)),
      guest: () => this.round.pause(),
      resume: () => this.#resume(),
      undo: () => this.round.undo(),
    };
  }

  /** A detail that has just opened below a row of the line-up is brought into sight, and so is the tab of the section. */
  #showOpened(root) {
    const { open } = this.live.state === "open" ? this.draft.place : {};
    if (open && open !== this.#shownOpen) root.querySelector(".grid__detail")?.scrollIntoView({ block: "nearest" });
    this.#shownOpen = open;
    const tab = root.querySelector(".tab[aria-current='true']");
    if (tab !== this.#shownTab) tab?.scrollIntoView({ block: "nearest", inline: "center" });
    this.#shownTab = tab;
  }

  #scrolled() {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#remember(), SCROLL_REST_MILLISECONDS);
  }

  #remember() {
    clearTimeout(this.#rest);
    if (this.draft.paused_at === null && Math.abs(window.scrollY - this.draft.place.scroll) > 1) this.round.move({ scroll: Math.round(window.scrollY), top: topLine() });
  }
}

/** The first line that begins below the bars, and how far down it stands: heights change with words and with what is laid out yet, lines do not. */
function topLine() {
  const bars = document.querySelector(".tabs")?.getBoundingClientRect().bottom ?? 0;
  const line = [...document.querySelectorAll("li.item")].find((item) => item.getBoundingClientRect().top >= bars);
  return line ? { line: line.id, at: Math.round(line.getBoundingClientRect().top) } : null;
}

function backTo({ line, at }) {
  const found = document.getElementById(line);
  if (found) window.scrollBy(0, Math.round(found.getBoundingClientRect().top) - at);
}
