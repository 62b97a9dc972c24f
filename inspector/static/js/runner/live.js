// The round that is open in this tab: locked against other tabs, its document, people and small pictures at hand.

import * as drafts from "../store/drafts.js";
import * as photos from "../store/photos.js";
import * as reference from "../store/reference.js";
import { t, text } from "../lib/i18n.js";
import { Round } from "./round.js";

const LOCK_TRIES = 6;
const LOCK_PAUSE_MILLISECONDS = 250;

export const thumbSlot = (slot) => `thumb:${slot}`;

export class Live {
  /** missing | elsewhere | open */
  state = "missing";
  round = null;
  document = null;
  thumbs = new Map();
  #release = () => {};

  // Lifecycle

  /** @param {number|null} holderId  only who holds the tablet opens it, and only what is theirs */
  static async open(id, holderId) {
    const live = new Live();
    const draft = await drafts.find(id);
    if (!draft || draft.author.id !== holderId) return live;
    if (!(await live.#lock(id))) {
      live.state = "elsewhere";
      return live;
    }
    live.document = await reference.document(draft.checklist_version);
    if (!live.document) return live;
    live.round = new Round((await drafts.find(id)) ?? draft, live.document, { save: drafts.save });
    live.state = "open";
    for (const photo of draft.photos) await live.showThumb(photo.slot);
    return live;
  }

  close() {
    for (const url of this.thumbs.values()) URL.revokeObjectURL(url);
    this.#release();
  }

  // Questions

  get id() {
    return this.round?.draft.id ?? null;
  }

  /** What a subject is called; unknown people are numbered. */
  nameOf(subject) {
    if (!subject) return "";
    const known = this.round.draft.names[subject];
    if (known) return text(known.name);
    const unknown = /^staff:unknown-(\d+)$/.exec(subject);
    return unknown ? t("Unknown %(number)s", { number: unknown[1] }) : subject.slice(subject.indexOf(":") + 1);
  }

  shortOf(subject) {
    const known = this.round.draft.names[subject];
    return known?.short ?? (subject.startsWith("staff:unknown") ? "?" : [...this.nameOf(subject)].slice(0, 2).join(""));
  }

  /** People on this round, with name and initials. */
  get people() {
    return this.round.draft.subjects.staff.map((subject) => ({ subject, name: this.nameOf(subject), short: this.shortOf(subject) }));
  }

  async showThumb(slot) {
    const bytes = await photos.find(this.id, thumbSlot(slot));
    if (bytes) this.thumbs.set(slot, URL.createObjectURL(new Blob([bytes])));
  }

  // Private

  /** One tab per round; a reload waits a moment for its own past to let go. */
  async #lock(id) {
    if (!navigator.locks) return true;
    for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
      if (await this.#ask(`draft:${id}`)) return true;
      await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MILLISECONDS));
    }
    return false;
  }

  #ask(name) {
    return new Promise((answer) => {
      navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        answer(Boolean(lock));
        return lock ? new Promise((release) => { this.#release = release; }) : undefined;
      });
    });
  }
}
