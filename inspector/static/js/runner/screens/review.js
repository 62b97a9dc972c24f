// Review: jumps to what is missing, and hands the finished round to the outbox.

import { html } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { obstacles, perSubject } from "../plan.js";
import { plainPage } from "../shell.js";
import { planOf, reviewOf } from "../standing.js";
import { openSheet } from "../views/sheets.js";
import { reviewPage } from "../views/review.js";
import { evidenceActions } from "./evidence_actions.js";
import { finish } from "./finishing.js";
import { preparePad } from "./signature.js";

export class ReviewScreen {
  sheet = null;
  busy = null;
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
    window.scrollTo(0, 0);
  }

  painted(root) {
    preparePad(root);
  }

  get round() {
    return this.live.round;
  }

  get draft() {
    return this.round.draft;
  }

  view() {
    if (this.live.state !== "open") return plainPage(t("This round is not on this device any more."), "#/", t("Back to Today"));
    const { live, draft } = this;
    const plan = planOf(live.document, draft);
    const standing = reviewOf(live.document, draft);
    const model = {
      draft, plan, standing, obstacles: obstacles(plan, standing.missing), persons: perSubject(plan, "staff"), document: live.document,
      names: (subject) => live.nameOf(subject), thumbs: live.thumbs, busy: this.busy, saved: this.round.saved, savedAt: this.round.savedAt,
      blocked: this.#blocked, trouble: this.trouble, isSubmitting: this.#isSubmitting, sync: this.shell.means.sync.summary(), sheet: this.sheet, wishes: this.shell.wishes,
    };
    const act = this.#actions(model);
    return html`${reviewPage(model, act)}${openSheet(model, act)}`;
  }

  openSheet(sheet) {
    this.sheet = sheet;
    this.shell.paint();
  }

  #actions(model) {
    return {
      ...evidenceActions(this),
      closeSheet: () => this.openSheet(null),
      comment: (words) => this.round.change({ fields: { comment: words } }, { undoable: false }),
      jump: async (cell) => {
        await this.round.move({ section: cell.section.id, subject: cell.subject, here: cell.key, open: cell.isFail || cell.needs.length ? cell.key : null, scroll: 0 });
        this.shell.jumpTo = cell.key;
        this.shell.go(`#/round/${this.draft.id}`);
      },
      submit: () => this.#submit(model.obstacles),
    };
  }

  async #submit(missing) {
    this.#blocked = missing.length > 0;
    if (this.#blocked || this.#isSubmitting) {
      window.scrollTo(0, 0);
      return this.shell.paint();
    }
    this.#isSubmitting = true;
    this.shell.paint();
    try {
      const record = await finish(this.live, this.shell.means);
      this.shell.go(`#/sent/${record.id}`);
    } catch {
      this.trouble = t("It could not be saved for sending. Nothing is lost; try again.");
      this.#isSubmitting = false;
      this.shell.paint();
    }
    return undefined;
  }
}
