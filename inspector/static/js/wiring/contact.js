// What the server says when it is reached: the bundle, its clock and epoch, what it has lost, and whether this app is too old for it.

import { correctedNow, setSkew, skew } from "../lib/clock.js";
import { learn } from "../lib/i18n.js";
import { refreshBundle } from "../outbox/bundle.js";
import { renewGrant } from "../outbox/credentials.js";
import * as meta from "../store/meta.js";
import { PEOPLE, atRest } from "./on_demand.js";

const WIRE = 1; // the language this app speaks with the server (docs/payload.md)
const STALE_MILLISECONDS = 15 * 60_000;
const SKEW_SHOWN_MILLISECONDS = 10 * 60_000;

export class Contact {
  isSignedOut = false;
  isRevoked = false;
  #app;
  #refreshing = null;
  #isTidy = false;
  #isLent = false; // the session of this moment was given to carry what waits, not to take the tablet
  #updating = null;
  #isOutdated = false;
  #newestBuild; // that the server was seen to have

  constructor(app) {
    this.#app = app;
    this.#newestBuild = app.build;
  }

  // Actions

  /** Who asks while an answer is on its way waits for that one: on a weak network a bundle is not fetched twice. */
  refresh() {
    this.#refreshing ??= this.#fetchBundle().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** After somebody signed in: the bundle of that session. isLent: the tablet stays with who holds it. */
  async refreshAs({ isLent }) {
    this.#isLent = isLent;
    await this.#refreshing;
    await this.refresh();
    this.#isLent = false;
  }

  /** Our server answered a look: its clock, its epoch, and what this device should know anew. */
  async contacted({ epoch, skew: found, minWire, build, revoked }) {
    const { shell } = this.#app;
    setSkew(found);
    await meta.put("skew_ms", found);
    await meta.put("contact", { at: Date.now(), epoch, skew: found, minWire, build });
    if (minWire > WIRE) this.outdated();
    else if (build !== this.#app.build && build !== this.#newestBuild) this.#updating?.check();
    this.#newestBuild = build;
    const accountId = this.isSignedOut ? null : (await meta.get("session"))?.account_id ?? null;
    await this.#reoffer(epoch, accountId).catch(() => null);
    await this.#tidy();
    await this.#tellWaiting(accountId).catch(() => null);
    await this.warn().catch(() => null);
    const isDue = Date.now() - (shell.bundleAt ?? 0) > STALE_MILLISECONDS || Boolean(revoked) !== this.isRevoked || (await meta.get("session_ends"));
    if (isDue) await this.refresh();
  }

  async warn() {
    const { shell } = this.#app;
    const isNeeded = shell.lost.length > 0 || Math.abs(skew()) > SKEW_SHOWN_MILLISECONDS;
    if (isNeeded) await learn("sync");
    shell.warnings = isNeeded ? (await import("../runner/views/warnings.js")).warnings : null;
    shell.paint();
  }

  async takeNote() {
    const ledger = await import("../outbox/ledger.js");
    await ledger.takeNote();
    this.#app.shell.lost = [];
    this.#app.shell.paint();
  }

  /** The server speaks a newer language: nothing is sent until the new version is in place, and nothing is lost. */
  outdated() {
    this.#isOutdated = true;
    return this.#updating?.needed();
  }

  /** What looks after new versions, once there is something that does. */
  async updatesBy(updating) {
    this.#updating = updating;
    if (this.#isOutdated) await updating.needed();
  }

  /** The device was taken out of use: locked, and whoever has nothing waiting any more is forgotten. */
  async forgetIfRevoked() {
    const { keeper } = this.#app;
    if (!this.isRevoked || !keeper.profiles.length) return;
    await (await import("../store/leaving.js")).wipe();
    await keeper.shut();
  }

  // Private

  /** Fetch the bundle; renew the grant while the session lives. A session that should be over is ended first. */
  async #fetchBundle() {
    const { keeper, shell, sender, people } = this.#app;
    if (await meta.get("session_ends")) await (await PEOPLE.session()).follow(keeper.profile);
    const { bundle, session, isSignedOut, isReached, isRevoked = false } = await refreshBundle(keeper.id);
    this.isRevoked = isRevoked;
    this.isSignedOut = isSignedOut;
    if (isReached) await meta.put("session", bundle && { mark: session, account_id: bundle.account.id });
    if (bundle) {
      await keeper.arrived(bundle, session, { isLent: this.#isLent });
      await people.take();
      await people.chooseWords();
      await this.#reoffer(bundle.epoch, bundle.account.id).catch(() => null);
      sender.signedIn(bundle.account.id);
      await renewGrant(bundle.account.id, navigator.userAgent.slice(0, 80)).catch(() => null);
      bringPicturesLater(bundle);
    }
    await this.forgetIfRevoked();
    shell.paint();
  }

  /** After the server was restored from a backup: what it lost is offered again. Fetched only on that day. */
  async #reoffer(epoch, accountId) {
    const [known, owed] = await Promise.all([meta.get("epoch"), meta.get("reoffer_owed")]);
    if (known === epoch && !owed?.includes(accountId)) return;
    const { reofferAfterRestore } = await import("../outbox/reoffer.js");
    if (await reofferAfterRestore(epoch, accountId)) await this.#app.queue.count();
  }

  /** The server remembers what waits here, and says what it heard of that is nowhere any more. */
  async #tellWaiting(accountId) {
    const { report } = await import("../outbox/ledger.js");
    if (await report(accountId)) await this.#app.queue.count();
    this.#app.shell.lost = (await meta.get("lost")) ?? [];
  }

  async #tidy() {
    if (this.#isTidy) return;
    this.#isTidy = true;
    await this.#app.queue.clearOld(correctedNow());
    await meta.keepReserve().catch(() => null);
  }
}

/** What was found, to be seen without a network; it never competes with the first answer. */
function bringPicturesLater(bundle) {
  atRest(() => import("../outbox/pictures.js").then(({ bringPictures }) => bringPictures(bundle)).catch(() => null));
}
