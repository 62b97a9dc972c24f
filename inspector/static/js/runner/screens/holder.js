// Over any screen: giving the tablet on, signing in without leaving the round, and going away with rounds that are not sent.

import { nothing } from "../../vendor/lit-html.js";
import { keyFor } from "../../lib/pins.js";
import { t } from "../../lib/i18n.js";
import { discard, leftOf } from "../../store/leaving.js";
import { likelyFirst, secondsToTry } from "../holding.js";
import { holderSheet } from "../views/holder.js";
import { refusalWords } from "../views/door.js";

const MANAGERS = ["store_manager", "area_manager", "quality_lead"];

export class HolderDialog {
  #shell;
  #kind; // people | sign-in | leaving | discarding
  #left = { drafts: [], records: [] };
  #trouble = null;
  #isBusy = false;
  #leaving = new AbortController();

  constructor(shell, kind) {
    this.#shell = shell;
    this.#kind = kind;
    shell.means.sync.events.addEventListener("change", () => this.#count(), { signal: this.#leaving.signal });
    this.#count();
  }

  close() {
    this.#leaving.abort();
  }

  view() {
    const { keeper, sync } = this.#shell.means;
    if (!keeper.profile) return nothing; // locked meanwhile
    const others = likelyFirst(keeper.profiles.filter((one) => one.id !== keeper.id), keeper.anySite, Date.now());
    const model = {
      kind: this.#kind, holder: keeper.profile, others, sync: sync.summary(), left: this.#left, trouble: this.#trouble, isBusy: this.#isBusy,
      managers: others.filter((one) => one.pin && MANAGERS.some((role) => one.roles.includes(role))),
    };
    return holderSheet(model, {
      close: () => this.#shell.closeDialog(),
      give: (profile) => keeper.lock("switch", { wanted: profile.id }),
      lock: () => keeper.lock("hand"),
      changePin: () => this.#changePin(),
      to: (kind) => this.#to(kind),
      enter: (form) => this.#enter(form),
      sendNow: () => sync.sendNow(),
      leave: () => this.#shell.means.signOutHere(),
      discard: (form) => this.#discard(form),
    });
  }

  // Private

  async #count() {
    const { keeper } = this.#shell.means;
    if (keeper.id !== null) this.#left = await leftOf(keeper.id);
    this.#shell.paint();
  }

  #to(kind) {
    this.#kind = kind;
    this.#trouble = null;
    this.#shell.paint();
  }

  /** The present PIN is asked for at the door before another may be chosen: whoever found the tablet open shall not keep it. */
  async #changePin() {
    const { keeper } = this.#shell.means;
    const { id } = keeper;
    await keeper.lock("hand");
    keeper.renews = id;
  }

  async #enter(form) {
    await this.#working(async () => {
      const refusal = await this.#shell.means.signInHere(form, { isLent: true });
      this.#trouble = refusal && refusalWords(refusal);
      if (!refusal) this.#shell.closeDialog();
    });
  }

  /** Nothing is deleted before the server has written down what, by whom and with which hashes. */
  async #discard({ manager, pin, name, password }) {
    await this.#working(async () => {
      const how = manager ? await this.#byPin(manager, pin) : { by: { name, password } };
      if (!how) return;
      const { records } = this.#left;
      const answer = await this.#shell.means.reportDiscard(records.map(named), how);
      this.#trouble = refusalOf(answer);
      if (answer?.status !== 201) return;
      await discard(records.map((record) => record.id));
      await this.#shell.means.sync.added();
      await this.#count();
      this.#to("leaving");
    });
  }

  async #byPin(manager, pin) {
    const { keeper } = this.#shell.means;
    if (secondsToTry(manager, Date.now()) > 0) return this.#refuse(t("Too many wrong PINs of this manager. Take the password."));
    const known = await keeper.changed(manager.id, (one) => ({ tries: one.tries + 1, tried_at: Date.now() }));
    if (!(await keyFor(pin, known.pin))) return this.#refuse(t("Wrong PIN."));
    await keeper.changed(manager.id, { tries: 0 });
    const grant = await this.#shell.means.grantOf(manager.id);
    return grant ? { grant: grant.secret } : this.#refuse(t("This manager must sign in here first, or take the password."));
  }

  #refuse(words) {
    this.#trouble = words;
    return null;
  }

  async #working(work) {
    this.#isBusy = true;
    this.#trouble = null;
    this.#shell.paint();
    try {
      await work();
    } catch {
      this.#trouble = t("This device could not keep it. Try again.");
    }
    this.#isBusy = false;
    this.#shell.paint();
  }
}

/** What the trail of the server keeps of a record that was thrown away: never its answers. */
function named(record) {
  const { site_id } = JSON.parse(new TextDecoder().decode(record.body));
  return { id: record.id, sha256: record.hash, site_id, author_id: record.about.author_id, submitted_at: record.about.submitted_at, photos: record.photos.map((photo) => photo.sha256) };
}

function refusalOf(answer) {
  if (answer?.status === 201) return null;
  if (!answer) return refusalWords({ problem: "no_network" });
  if (answer.status === 403) return t("Only a manager of this site may do that.");
  return refusalWords({ problem: answer.body?.error?.code, seconds: answer.body?.error?.details?.seconds });
}
