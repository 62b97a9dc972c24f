// Unfinished rounds on the server and on other devices: mirrored, handed over, shared by two.

import { ask } from "../outbox/server.js";
import { planOf } from "../runner/standing.js";
import * as drafts from "../store/drafts.js";
import * as meta from "../store/meta.js";
import * as reference from "../store/reference.js";

const MIRROR_MILLISECONDS = 30_000;

export class Unfinished {
  #app;
  #mirroring = null;

  constructor(app) {
    this.#app = app;
  }

  // Lifecycle

  follow() {
    setInterval(() => this.#mirror(), MIRROR_MILLISECONDS);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#mirror());
  }

  // Questions

  /** Drafts of the holder that another device has; null while that is not known. */
  async elsewhere() {
    const answer = (await this.#isOwnSession()) ? await ask("/device/drafts").catch(() => null) : null;
    const here = await meta.deviceId();
    return answer?.status === 200 ? answer.body.drafts.filter((line) => line.device.id !== here) : null;
  }

  /** Sharing a round with a second inspector; null while that cannot be said to the server. */
  async pairing() {
    return (await this.#isOwnSession()) ? import("../outbox/pairing.js") : null;
  }

  // Actions

  async takeHere(line) {
    return (await import("../outbox/taking.js")).takeHere(line, this.#app.shell.bundle);
  }

  async forgetMirror(id) {
    if ((await meta.get("mirror"))?.[id]) await (await import("../outbox/mirror.js")).forget(id);
  }

  // Private

  /** Whether the session of this page is the holder's, so that what is asked and sent is his own. */
  async #isOwnSession() {
    const { sender, contact, keeper } = this.#app;
    return sender.online && !contact.isSignedOut && keeper.id !== null && (await meta.get("session"))?.account_id === keeper.id;
  }

  #mirror() {
    this.#mirroring ??= this.#mirrorNow().catch(() => null).finally(() => {
      this.#mirroring = null;
    });
    return this.#mirroring;
  }

  async #mirrorNow() {
    const { keeper } = this.#app;
    const own = (await drafts.all()).filter((draft) => draft.author.id === keeper.id && !draft.moved);
    if (!own.length || !(await this.#isOwnSession())) return;
    const { mirror } = await import("../outbox/mirror.js");
    await mirror({ holderId: keeper.id, progress, onMoved: (id, moved) => this.#onMoved(id, moved), onLeft: (id, theirs) => this.#onLeft(id, theirs) });
  }

  /** Another device goes on with this round: what is here stays, and is only read. */
  async #onMoved(id, moved) {
    const { shell } = this.#app;
    const isOpen = shell.live?.id === id;
    if (isOpen) await shell.closeRound();
    const draft = await drafts.find(id);
    if (draft) await drafts.save({ ...draft, moved });
    if (isOpen || location.hash.length < 3) await shell.reopen();
  }

  /** What the device before still had is added to the round here; nothing of this one is changed. */
  async #onLeft(id, theirs) {
    const { shell } = this.#app;
    const { whatIsNew, added } = await import("../runner/merging.js");
    const draft = shell.live?.id === id ? shell.live.round.draft : await drafts.find(id);
    const news = draft && whatIsNew(draft, theirs);
    if (!news) return;
    if (shell.live?.id === id) await shell.live.round.change({ answers: news.answers, fields: news.fields }, { undoable: false });
    else await drafts.save(added(draft, news));
  }
}

async function progress(draft) {
  const document = await reference.document(draft.checklist_version);
  return document ? planOf(document, draft) : { done: 0, total: 0 };
}
