// Sync: everything finished on this device, a button to send now, a file for when there is no network, and how this device stands.

import { skew } from "../../lib/clock.js";
import { learn, t } from "../../lib/i18n.js";
import { VERSION } from "../../store/database.js";
import * as meta from "../../store/meta.js";
import * as outbox from "../../store/outbox.js";
import { syncPage } from "../views/sync.js";

const ACKNOWLEDGED_SHOWN = 20;
const WIRE = 1;

export class SyncScreen {
  #shell;
  #records = [];
  #facts = null;
  #told = null;
  #trouble = null;
  #isBusy = false;
  #leaving = new AbortController();

  constructor(shell) {
    this.#shell = shell;
  }

  async open() {
    await Promise.all([learn("tasks"), learn("sync")]);
    this.#shell.means.sync.events.addEventListener("change", () => this.#look(), { signal: this.#leaving.signal });
    await this.#look();
    this.#measure();
  }

  close() {
    this.#leaving.abort();
  }

  view() {
    const { sync } = this.#shell.means;
    const records = this.#records.map((record) => ({
      ...record, shown: sync.shownState(record),
      photos: (record.photos ?? []).map((photo) => ({ ...photo, shown: sync.shownPhotoState(record, photo), left: sync.progress(photo.sha256) })),
    }));
    const open = records.filter((record) => record.shown !== "on_server");
    const model = {
      records, sync: sync.summary(), now: Date.now(), oldest: Math.min(...open.map((record) => record.added_at)), lost: this.#shell.lost, skew: skew(),
      facts: this.#facts, told: this.#told, trouble: this.#trouble, isBusy: this.#isBusy,
    };
    return syncPage(model, {
      sendNow: (id) => sync.sendNow(id), takeNote: () => this.#shell.means.takeNote(), exportFile: () => this.#work(() => this.#export()),
      importFile: (input) => this.#work(() => this.#import(input)),
    });
  }

  async #look() {
    const isOwn = (record) => record.about.author_id === this.#shell.holder?.id;
    const done = (await this.#shell.means.sync.commands()).filter(isOwn).reverse();
    const isHere = (record) => record.state !== "acknowledged";
    this.#records = [
      ...(await outbox.waiting()).filter(isOwn), ...done.filter(isHere), ...(await outbox.acknowledged()).filter(isOwn).slice(0, ACKNOWLEDGED_SHOWN),
      ...done.filter((record) => !isHere(record)).slice(0, ACKNOWLEDGED_SHOWN),
    ];
    this.#shell.paint();
  }

  async #measure() {
    const [estimate, isPersisted, contact, device, epoch] = await Promise.all([
      navigator.storage?.estimate?.(), navigator.storage?.persisted?.(), meta.get("contact"), meta.deviceId(), meta.get("epoch"),
    ]);
    this.#facts = {
      usedBytes: estimate?.usage ?? null, isPersisted: Boolean(isPersisted), build: this.#shell.means.build, wire: WIRE, schema: VERSION,
      skew: contact?.skew ?? null, contactAt: contact?.at ?? null, bundleAt: this.#shell.bundleAt, device, epoch: epoch ?? null,
    };
    this.#shell.paint();
  }

  async #export() {
    const { records, drafts } = await this.#shell.means.exportFile();
    this.#told = t("Saved to a file: %(records)s finished, %(drafts)s unfinished rounds", { records, drafts });
  }

  async #import(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const { taken, drafts, known, damaged } = await this.#shell.means.importFile(file);
    this.#told = t("Taken in: %(taken)s finished, %(drafts)s unfinished; here already: %(known)s", { taken, drafts, known });
    if (damaged.length) this.#trouble = t("Damaged and left out: %(ids)s", { ids: damaged.join(", ") });
    await this.#look();
  }

  async #work(work) {
    this.#told = null;
    this.#trouble = null;
    this.#isBusy = true;
    this.#shell.paint();
    try {
      await work();
    } catch (error) {
      this.#trouble = error?.name === "QuotaExceededError" ? t("This device has no room left. Send what is waiting, then try again.") : t("This file cannot be used.");
    }
    this.#isBusy = false;
    this.#shell.paint();
  }
}
