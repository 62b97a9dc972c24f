// Sync: everything finished on this device, and a button to send now.

import { learn } from "../../lib/i18n.js";
import * as outbox from "../../store/outbox.js";
import { syncPage } from "../views/sync.js";

const ACKNOWLEDGED_SHOWN = 20;

export class SyncScreen {
  #shell;
  #records = [];
  #leaving = new AbortController();

  constructor(shell) {
    this.#shell = shell;
  }

  async open() {
    await learn("tasks");
    this.#shell.means.sync.events.addEventListener("change", () => this.#look(), { signal: this.#leaving.signal });
    await this.#look();
  }

  close() {
    this.#leaving.abort();
  }

  view() {
    const { sync } = this.#shell.means;
    const records = this.#records.map((record) => ({ ...record, shown: sync.shownState(record) }));
    return syncPage({ records, sync: sync.summary() }, { sendNow: (id) => sync.sendNow(id) });
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
}
