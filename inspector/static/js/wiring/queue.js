// What waits on this device to be sent, as every screen sees it: counted, told to other tabs, given away as a file.

import { shownPhotoState, shownState, summary } from "../outbox/queue.js";
import { initials } from "../runner/starting.js";
import * as meta from "../store/meta.js";
import * as outbox from "../store/outbox.js";

const COUNT_MILLISECONDS = 200;

export class Queue {
  /** Tells "change" when a record stands elsewhere than before, in whichever tab it moved. */
  events = new EventTarget();
  #app;
  #otherTabs = globalThis.BroadcastChannel && new BroadcastChannel("inspector.outbox");
  #own = []; // of who holds the tablet
  #others = 0;
  #isCountDue = false;

  constructor(app) {
    this.#app = app;
  }

  // Lifecycle

  follow() {
    const { sender } = this.#app;
    sender.addEventListener("change", () => {
      this.#otherTabs?.postMessage("changed");
      this.#heard();
    });
    sender.followers.push((accountId) => this.#sendCommands(accountId));
    this.#otherTabs?.addEventListener("message", () => this.#heard());
  }

  // Questions

  summary() {
    const { sender, keeper } = this.#app;
    const isSignedOut = this.#own.some((record) => record.problem?.code === "signed_out");
    return {
      ...summary(this.#own, { sending: sender.sending, online: sender.online, captive: sender.captive, signedOut: isSignedOut }),
      others: this.#others, holder: keeper.profile && { name: keeper.profile.name, short: initials(keeper.profile.name) },
    };
  }

  shownState(record) {
    return shownState(record, this.#app.sender.sending);
  }

  shownPhotoState(record, photo) {
    const { sender } = this.#app;
    return shownPhotoState(record, photo, record.id === sender.sending ? sender.progress : new Map());
  }

  progress(sha) {
    return this.#app.sender.progress.get(sha) ?? 0;
  }

  /** What was done with tasks on this device; the modules for it are fetched only where something was. */
  async commands() {
    return (await hasCommands()) ? (await import("../store/commands.js")).all() : [];
  }

  // Actions

  async sendNow(id) {
    this.#app.watch.look();
    if (await hasCommands()) await (await import("../outbox/commands.js")).release(id);
    return this.#app.sender.sendNow(id);
  }

  async added() {
    await this.count();
    this.#app.watch.askForWaking();
    return this.#app.sender.wake();
  }

  async count() {
    const { keeper, shell, contact } = this.#app;
    const all = [...(await outbox.waiting()), ...(await this.commands()).filter((command) => command.state !== "acknowledged")];
    this.#own = all.filter((record) => record.about.author_id === keeper.id);
    this.#others = all.length - this.#own.length;
    if (!all.length) await contact.forgetIfRevoked();
    shell.paint();
  }

  /** Only when the server has just told the time: a tablet that believes it is 2099 throws nothing away. */
  async clearOld(now) {
    await outbox.clearOld(now);
    if (await hasCommands()) await (await import("../store/commands.js")).clearOld(now);
  }

  /** Everything that waits as one file; `unsaved`: a draft that could not be written; `look`: how to read a store that cannot be opened. */
  async give(how) {
    const [{ pack }, { download }] = await Promise.all([import("../outbox/parcel.js"), import("../outbox/download.js")]);
    const parcel = await pack(how);
    download(parcel.file, parcel.name);
    return parcel;
  }

  async takeIn(file) {
    const { unpack } = await import("../outbox/parcel.js");
    const told = await unpack(file);
    await this.added();
    return told;
  }

  // Private

  #heard() {
    this.events.dispatchEvent(new Event("change"));
    this.#soonCount();
  }

  /** A queue of hundreds is not read again for every photo that has left. */
  #soonCount() {
    if (this.#isCountDue) return;
    this.#isCountDue = true;
    setTimeout(() => {
      this.#isCountDue = false;
      this.count();
    }, COUNT_MILLISECONDS);
  }

  async #sendCommands(accountId) {
    return (await hasCommands()) ? (await import("../outbox/commands.js")).sendCommands({ accountId }) : null;
  }
}

function hasCommands() {
  return meta.get("command_seq");
}
