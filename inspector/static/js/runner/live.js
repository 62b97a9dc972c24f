// The round that is open in this tab: locked against other tabs, its document, people and small pictures at hand.

import * as drafts from "../store/drafts.js";
import * as photos from "../store/photos.js";
import * as pool from "../store/pool.js";
import * as reference from "../store/reference.js";
import { steadyNow } from "../lib/clock.js";
import { t, text } from "../lib/i18n.js";
import { ofDraft } from "./pairing.js";
import { Round } from "./round.js";

const LOCK_TRIES = 6;
const LOCK_PAUSE_MILLISECONDS = 250;

/** Rounds this tab has left while evidence of theirs is still being written. */
const leaving = new Map();

const TABS = "inspector.drafts";

/** Ask the tab that has a round to write what it has and let go (runner/wresting.js). */
export function askForRound(id) {
  const tabs = new BroadcastChannel(TABS);
  tabs.postMessage(id);
  tabs.close();
}

export const thumbSlot = (slot) => `thumb:${slot}`;

export class Live {
  /** missing | elsewhere (another tab) | moved (another device) | open */
  state = "missing";
  round = null;
  document = null;
  thumbs = new Map();
  /** Photos shot while walking that are on no item yet. */
  pool = [];
  #underway = new Map();
  #release = () => {};
  #tabs = null;

  // Lifecycle

  /** @param {number|null} holderId  only who holds the tablet opens it, and only what is theirs */
  static async open(id, holderId) {
    const live = new Live();
    await leaving.get(id);
    const draft = await drafts.find(id);
    if (!draft || draft.author.id !== holderId) return live;
    if (draft.moved) {
      live.state = "moved";
      live.moved = draft.moved;
      return live;
    }
    if (!(await live.#lock(id))) {
      live.state = "elsewhere";
      return live;
    }
    const document = await reference.document(draft.checklist_version);
    if (!document) return live;
    live.document = ofDraft(document, draft);
    live.round = new Round((await drafts.find(id)) ?? draft, live.document, { save: drafts.save, steady: steadyNow });
    live.state = "open";
    live.#listen(id);
    await live.showPool();
    for (const photo of [...live.round.draft.photos, ...live.pool]) await live.showThumb(photo.slot);
    return live;
  }

  /** Others may have the round once what is under way is written. */
  close() {
    this.#tabs?.close();
    for (const url of this.thumbs.values()) URL.revokeObjectURL(url);
    const { id } = this;
    const left = this.settled().catch(() => null).then(() => {
      this.#release();
      if (leaving.get(id) === left) leaving.delete(id);
    });
    if (id) leaving.set(id, left);
    return left;
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

  /** Whether a photo of a key is still being written. */
  isBusy(key) {
    return this.#underway.has(key);
  }

  // Evidence

  /** Work on a photo or signature: the round is neither submitted nor let go before it is written. Rejects when the work does. */
  async track(key, work, tell = () => {}) {
    const works = this.#underway.get(key) ?? new Set();
    this.#underway.set(key, works.add(work));
    tell();
    try {
      return await work;
    } finally {
      works.delete(work);
      if (!works.size) this.#underway.delete(key);
      tell();
    }
  }

  /** Resolves when all evidence and every tap is written; rejects when some of it could not be. */
  async settled() {
    const works = [...this.#underway.values()].flatMap((some) => [...some]);
    const ends = await Promise.allSettled(works);
    await this.round?.settled();
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
    if (this.#underway.size) await this.settled();
  }

  /** What the pool holds; a photo that is on an item has left it, also when the device was killed between the two writes. */
  async showPool() {
    const sorted = new Set(this.round.draft.photos.map((photo) => photo.slot));
    const loose = await pool.of(this.id);
    const done = loose.filter((photo) => sorted.has(photo.slot)).map((photo) => photo.slot);
    if (done.length) await pool.remove(done);
    this.pool = loose.filter((photo) => !sorted.has(photo.slot));
    this.round.dispatchEvent(new Event("change"));
    this.round.dispatchEvent(new Event("saved"));
  }

  /** Photos of the pool go onto an item (by its key): first the draft names them, then the pool forgets them. */
  async sort(slots, key) {
    const moved = this.pool.filter((photo) => slots.includes(photo.slot)).map((photo) => ({ ...photo, key }));
    await this.round.change({ fields: { photos: [...this.round.draft.photos, ...moved] } }, { undoable: false });
    await this.round.settled();
    await this.showPool();
  }

  /** Photos of the round go back into the pool: it knows them before the draft forgets them. */
  async unsort(slots) {
    const moved = this.round.draft.photos.filter((photo) => slots.includes(photo.slot));
    for (const photo of moved) await pool.add(this.id, { ...photo, key: "pool" });
    await this.round.change({ fields: { photos: this.round.draft.photos.filter((photo) => !slots.includes(photo.slot)) } }, { undoable: false });
    await this.round.settled();
    await this.showPool();
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

  #listen(id) {
    if (!("BroadcastChannel" in window)) return;
    this.#tabs = new BroadcastChannel(TABS);
    this.#tabs.addEventListener("message", (event) => event.data === id && this.#giveAway());
  }

  /** Another tab asks for the round: first all that was tapped here is written. */
  async #giveAway() {
    await this.settled().catch(() => null);
    this.#lose();
    this.#release();
  }

  #lose() {
    this.state = "elsewhere";
    this.round?.seal();
    this.round?.dispatchEvent(new Event("change"));
    this.round?.dispatchEvent(new Event("saved"));
  }

  #ask(name) {
    return new Promise((answer) => {
      navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        answer(Boolean(lock));
        return lock ? new Promise((release) => { this.#release = release; }) : undefined;
      }).catch(() => this.#lose()); // another tab did not wait for us
    });
  }
}
