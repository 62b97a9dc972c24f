// Photos shot while walking find their items: chosen by tap or key and put by the next, or dragged. Fetched on demand.

import { t, text } from "../../lib/i18n.js";
import * as photos from "../../store/photos.js";
import * as pool from "../../store/pool.js";
import { thumbSlot } from "../live.js";
import { plainPage } from "../shell.js";
import { choose, moving, places } from "../sorting.js";
import { planOf } from "../standing.js";
import { sortPage } from "../views/sort.js";
import { dragPhotos } from "./dragging.js";
import { evidence } from "./evidence.js";

export class SortScreen {
  trouble = null;
  live = null;
  #id;
  #chosen = [];
  #last = null; // {slots, title}: what was put where, to be taken back
  #leaving = new AbortController();

  constructor(shell, [id]) {
    this.shell = shell;
    this.#id = id;
  }

  async open() {
    this.live = await this.shell.openRound(this.#id);
    window.scrollTo(0, 0);
    dragPhotos(document, { drop: (slot, key) => this.#put([slot], key), signal: this.#leaving.signal });
  }

  close() {
    this.#leaving.abort();
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
    const groups = places(planOf(live.document, draft), draft.open_findings);
    const titleOf = (target) => this.#titleOf(target);
    return sortPage({
      draft, groups, titleOf, pool: live.pool, chosen: this.#chosen, moving: moving(this.#chosen, live.pool), last: this.#last, thumbs: live.thumbs,
      busy: (key) => live.isBusy(key), trouble: this.trouble, sync: this.shell.means.sync.summary(),
    }, this.#actions());
  }

  #actions() {
    return {
      ...evidence(this),
      choose: (slot) => this.#show(choose(this.#chosen, slot, this.live.pool)),
      put: (key) => this.#put(moving(this.#chosen, this.live.pool), key),
      undo: async () => {
        const { slots } = this.#last;
        this.#last = null;
        await this.live.unsort(slots);
        this.#show(slots);
      },
      remove: (slots) => this.#remove(slots),
    };
  }

  async #put(slots, key) {
    if (!slots.length) return;
    const target = places(planOf(this.live.document, this.draft), this.draft.open_findings).flatMap((group) => group.targets).find((one) => one.key === key);
    try {
      await this.live.sort(slots, key);
      this.#last = { slots, title: this.#titleOf(target) };
      this.#show(this.#chosen.filter((slot) => !slots.includes(slot)));
    } catch {
      this.trouble = t("It could not be saved. The photo is still here; try again.");
      this.shell.paint();
    }
  }

  async #remove(slots) {
    if (!window.confirm(t("Delete the chosen photos? This cannot be undone."))) return;
    await pool.remove(slots);
    await photos.remove(this.live.id, slots.flatMap((slot) => [slot, thumbSlot(slot)]));
    await this.live.showPool();
    this.#show([]);
  }

  #show(chosen) {
    this.#chosen = chosen;
    this.shell.paint();
  }

  #titleOf({ cell, finding }) {
    if (finding) return text(finding.title);
    if (!cell) return t("The whole round");
    return [text(cell.item.ask), cell.subject && this.live.nameOf(cell.subject)].filter(Boolean).join(" · ");
  }
}
