// Review: jumps to what is missing, and hands the finished round to the outbox.

import { html } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { obstacles, perSubject } from "../plan.js";
import { plainPage } from "../shell.js";
import { elsewherePage } from "../views/elsewhere.js";
import { reviewOf } from "../figures.js";
import { planOf } from "../standing.js";
import { openSheet } from "../views/sheets.js";
import { leftoverSheet, reviewPage } from "../views/review.js";
import { evidence, fetchEvidence } from "./evidence.js";
import { finish } from "./finishing.js";

export class ReviewScreen {
  sheet = null;
  trouble = null;
  live = null;
  #id;
  #blocked = false;
  #isSubmitting = false;

  constructor(shell, [id]) {
    this.shell = shell;
    this.#id = id;
  }

  async open() {
    this.live = await this.shell.openRound(this.#id);
    if (this.live.state === "missing") await this.shell.showSent(this.#id);
    window.scrollTo(0, 0);
    fetchEvidence().catch(() => null);
  }

  painted(root) {
    this.sheet?.ready?.(root);
  }

  get round() {
    return this.live.round;
  }

  get draft() {
    return this.round.draft;
  }

  view() {
    if (this.live.state === "elsewhere") return elsewherePage(t("This round is open in another tab. Carry on there, or take it over here; nothing is lost."), () => this.shell.go(`#/round/${this.#id}`));
    if (this.live.state !== "open") return plainPage(t("This round is not on this device any more."), "#/", t("Back to Today"));
    const model = this.#model();
    const act = this.#actions();
    return html`${reviewPage(model, act)}${openSheet(model, act)}`;
  }

  #model() {
    const { live, draft } = this;
    const plan = planOf(live.document, draft);
    const standing = reviewOf(live.document, draft);
    return {
      draft, plan, standing, obstacles: obstacles(plan, standing.missing), persons: perSubject(plan, "staff"), document: live.document,
      names: (subject) => live.nameOf(subject), thumbs: live.thumbs, busy: (key) => this.live.isBusy(key), pool: this.live.pool, saved: this.round.saved, savedAt: this.round.savedAt,
      blocked: this.#blocked, trouble: this.trouble, isSubmitting: this.#isSubmitting, sync: this.shell.means.sync.summary(), sheet: this.sheet, wishes: this.shell.wishes,
    };
  }

  openSheet(sheet) {
    this.sheet = sheet;
    this.shell.paint();
  }

  #actions() {
    return {
      ...(this.shell.means.evidence ?? evidence)(this),
      closeSheet: () => this.openSheet(null),
      comment: (words) => this.round.change({ fields: { comment: words } }, { undoable: false }),
      jump: async (cell) => {
        await this.round.move({ section: cell.section.id, subject: cell.subject, here: cell.key, open: cell.isFail || cell.needs.length ? cell.key : null, scroll: 0 });
        this.shell.jumpTo = cell.key;
        this.shell.go(`#/round/${this.draft.id}`);
      },
      submit: () => this.#submit(),
      sendLeftover: () => this.#sendLeftover(),
    };
  }

  /** Whatever is still being written is waited for, and only then it is looked at what is missing. */
  async #submit() {
    if (this.#isSubmitting) return;
    this.#isSubmitting = true;
    this.trouble = null;
    this.shell.paint();
    try {
      await this.live.settled();
      const model = this.#model();
      this.#blocked = model.obstacles.length > 0;
      if (this.#blocked) window.scrollTo(0, 0);
      else if (model.pool.length) this.openSheet({ kind: "leftover", draw: leftoverSheet });
      else this.shell.go(`#/sent/${(await (this.shell.means.finish ?? finish)(this.live, this.shell.means)).id}`);
    } catch {
      this.trouble ??= t("It could not be saved for sending. Nothing is lost; try again.");
    }
    this.#isSubmitting = false;
    this.shell.paint();
  }

  async #sendLeftover() {
    this.openSheet(null);
    await this.live.sort(this.live.pool.map((photo) => photo.slot), "round|");
    return this.#submit();
  }
}
