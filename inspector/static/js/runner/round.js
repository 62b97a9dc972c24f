// A round being filled: the draft in memory, every change written whole and in order, and what has been saved so far.

import { applied, changed, undone } from "./changes.js";

const LONGEST_GAP_SECONDS = 120;
const TRY_AGAIN_MILLISECONDS = 3_000;

/** Tells "change" when the draft is another, "saved" when it is known how far it is written. */
export class Round extends EventTarget {
  /** saved | saving | failed: what the inspector may believe about the last tap. */
  saved = "saved";
  savedAt = null;
  error = null;
  #save;
  #now;
  #steady;
  #seenAt;
  #dirty = false;
  #writing = null;
  #isSealed = false;

  // Lifecycle

  /** @param {{save: (draft) => Promise<void>, now: () => number, steady: () => number}} means  steady: for durations, never jumps back */
  constructor(draft, document, { save, now = Date.now, steady = now }) {
    super();
    this.draft = draft;
    this.document = document;
    this.#save = save;
    this.#now = now;
    this.#steady = steady;
    this.#seenAt = steady();
  }

  // Actions

  /** Change answers or fields; can be undone. Resolves when the change is on the disk. */
  change(change, { undoable = true } = {}) {
    this.draft = undoable ? changed(this.draft, change) : applied(this.draft, change).draft;
    return this.#keep();
  }

  /** Where the inspector is; saved, but nothing to undo. */
  move(place) {
    this.draft = { ...this.draft, place: { ...this.draft.place, ...place } };
    return this.#keep();
  }

  undo() {
    this.draft = undone(this.draft);
    return this.#keep();
  }

  /** A guest needs something: the clock of the round stops. */
  pause() {
    this.#count();
    return this.change({ fields: { paused_at: this.#steady() } }, { undoable: false });
  }

  resume() {
    const paused = Math.max(0, this.#steady() - this.draft.paused_at) / 1000;
    this.#seenAt = this.#steady();
    return this.change({ fields: { paused_at: null, paused_seconds: this.draft.paused_seconds + paused } }, { undoable: false });
  }

  /** The page was away: that time was not spent on the round. */
  returned() {
    this.#seenAt = this.#steady();
  }

  /** What could not be written is in memory as long as the page lives; it is written again by itself, and when a person asks. */
  tryAgain() {
    return this.#keep();
  }

  /** Resolves when nothing is left to write; rejects when the last write failed. */
  async settled() {
    await this.#writing;
    if (this.saved === "failed") throw this.error;
  }

  /** From here on the round is being submitted: nothing writes its draft again, or it would come back beside its own record. */
  seal(isSealed = true) {
    this.#isSealed = isSealed;
  }

  // Private

  #keep() {
    if (this.#isSealed) return Promise.resolve();
    this.#count();
    this.#dirty = true;
    this.dispatchEvent(new Event("change"));
    this.#tell("saving");
    this.#writing ??= this.#write();
    return this.#writing;
  }

  /** One write at a time; taps that come meanwhile go out together with the next. */
  async #write() {
    while (this.#dirty) {
      this.#dirty = false;
      try {
        await this.#save(this.draft);
        this.savedAt = this.#now();
        this.error = null;
      } catch (error) {
        this.error = error;
      }
    }
    this.#writing = null; // before anybody is told: what changes from here on begins a write of its own
    this.#tell(this.error ? "failed" : "saved");
    if (this.error) setTimeout(() => this.saved === "failed" && this.tryAgain(), TRY_AGAIN_MILLISECONDS);
  }

  #count() {
    const now = this.#steady();
    if (this.draft.paused_at === null) {
      const gap = Math.min(LONGEST_GAP_SECONDS, Math.max(0, (now - this.#seenAt) / 1000));
      this.draft = { ...this.draft, active_seconds: this.draft.active_seconds + gap };
    }
    this.#seenAt = now;
  }

  #tell(saved) {
    this.saved = saved;
    this.dispatchEvent(new Event("saved"));
  }
}
