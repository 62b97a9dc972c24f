// After Submit: follows one record until the server has it, and gives a text for the group.

import { learn, t, text } from "../../lib/i18n.js";
import { dayAndTime } from "../../lib/moments.js";
import * as outbox from "../../store/outbox.js";
import { againAddress } from "../reinspection.js";
import { plainPage } from "../shell.js";
import { donePage } from "../views/done.js";

const FIXES_TOLD = 3;

export class SentScreen {
  #shell;
  #id;
  #record = null;
  #isCopied = false;
  #leaving = new AbortController();

  constructor(shell, [id]) {
    this.#shell = shell;
    this.#id = id;
  }

  async open() {
    await learn("sync");
    this.#shell.means.sync.events.addEventListener("change", () => this.#look(), { signal: this.#leaving.signal });
    this.#record = await outbox.find(this.#id);
    window.scrollTo(0, 0);
  }

  close() {
    this.#leaving.abort();
  }

  view() {
    if (this.#record?.about.author_id !== this.#shell.holder?.id) return plainPage(t("This round is not on this device any more."), "#/", t("Back to Today"));
    const { sync } = this.#shell.means;
    return donePage({ record: this.#record, state: sync.shownState(this.#record), sync: sync.summary(), groupText: this.#record.receipt ? groupText(this.#record) : "", isCopied: this.#isCopied, again: againOf(this.#record) }, {
      sendNow: () => sync.sendNow(this.#id),
      share: () => this.#share(),
    });
  }

  async #look() {
    this.#record = (await outbox.find(this.#id)) ?? this.#record;
    this.#shell.paint();
  }

  async #share() {
    const words = groupText(this.#record);
    try {
      if (navigator.share) await navigator.share({ text: words });
      else {
        await navigator.clipboard.writeText(words);
        this.#isCopied = true;
      }
    } catch {
      getSelection().selectAllChildren(document.getElementById("group-text"));
    }
    this.#shell.paint();
  }
}

/** Where what failed is looked at again; null while the server has not said what failed, or keeps it to itself. */
function againOf({ body, receipt }) {
  const failures = receipt?.score?.failures;
  return body && failures?.length ? againAddress({ ...JSON.parse(new TextDecoder().decode(body)), failures }) : null;
}

/** Facts of the place only: never a person's name. */
function groupText({ about, receipt }) {
  const first = (receipt.next ?? []).slice(0, FIXES_TOLD).map((one, index) => `${index + 1}. ${text(one.title)}${one.due_at ? ` (${t("by %(time)s", { time: dayAndTime(one.due_at, about.zone) })})` : ""}`);
  const head = [text(about.site), text(about.checklist), dayAndTime(about.submitted_at), receipt.score?.score && `${t("Score")} ${receipt.score.score}`].filter(Boolean).join(" · ");
  return [head, first.length ? t("To fix: %(count)s", { count: receipt.next.length }) : t("Nothing to fix. Well done."), ...first].join("\n");
}
