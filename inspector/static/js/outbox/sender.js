// The loop that empties the outbox: woken by everything that may help, run by one tab at a time, never dropping a record.

import { correctedNow, steadyNow } from "../lib/clock.js";
import * as outbox from "../store/outbox.js";
import { grantOf } from "./credentials.js";
import { after, again, due, pause, waitsForNetwork, wordsArrived } from "./queue.js";

const LOCK = "outbox";
const LOOK_AGAIN_MILLISECONDS = 30_000;
const TELL_PROGRESS_MILLISECONDS = 250;

/** Tells "change" when anything a person is shown is another, "unreached" when there was no way to the server. */
export class Sender extends EventTarget {
  sending = null;
  signedOut = false;
  online = navigator.onLine;
  followers = []; // work that comes after the submissions, in the same turn; each gives milliseconds until it wants the next, or null
  captive = false;
  progress = new Map(); // bytes that have left, by SHA-256 of the photos under way
  #accountId = null;
  #timer = null;
  #running = null;
  #asked = false;
  #next = null;
  #restsUntil = 0;
  #toldAt = 0;
  #wasAway = false; // by a look, not by one request that was cut: else a bad line would be tried without a pause

  /** Who is signed in: a record of somebody else travels by its author's grant. */
  signedIn(accountId) {
    this.#accountId = accountId;
    this.signedOut = false;
    return this.#release((record) => record.problem?.code === "signed_out").then(() => this.wake());
  }

  /** What a look at the server found (outbox/contact.js). Once it is there again, what waited only for that goes at once. */
  async reached(reach) {
    const isBack = reach === "reached" && this.#wasAway;
    this.#wasAway = reach !== "reached";
    this.#tell({ online: reach === "reached", captive: reach === "captive" });
    if (isBack) this.#restsUntil = 0;
    if (isBack) await this.#release(waitsForNetwork);
    return reach === "reached" ? this.wake() : undefined;
  }

  /** Look at the outbox now; a call during a run makes the run look once more. */
  wake() {
    this.#asked = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** A person asks: forget the waiting times and the refusals. */
  async sendNow(id = null) {
    this.#restsUntil = 0;
    await this.#release((record) => id === null || record.id === id);
    return this.wake();
  }

  // Private

  async #release(isMeant) {
    for (const record of await outbox.waiting()) {
      if (isMeant(record)) await outbox.update(again(record));
    }
  }

  /** Whether it was asked again is looked at last of all, in the same breath as the end: a record added while the alarm is set is not left lying. */
  async #run() {
    try {
      while (this.#asked) {
        this.#asked = false;
        await onlyOneTab(() => this.#drain().then(() => this.#follow()));
        await this.#setAlarm();
      }
    } finally {
      this.#running = null;
    }
  }

  async #setAlarm() {
    clearTimeout(this.#timer);
    const waits = [pause(await outbox.waiting(), Date.now()), this.#next].filter((wait) => wait !== null);
    if (!waits.length) return;
    const rest = Math.max(Math.min(...waits), this.#restsUntil - steadyNow()) + 50;
    this.#timer = setTimeout(() => this.wake(), Math.min(rest, LOOK_AGAIN_MILLISECONDS));
  }

  /** Round after round until nothing is due; within a round each record is read when its turn comes. */
  async #drain() {
    for (;;) {
      const turn = due(await outbox.waiting(), Date.now()).map((record) => record.id);
      if (!turn.length) return;
      for (const id of turn) {
        if (steadyNow() < this.#restsUntil) return;
        const record = await outbox.find(id);
        if (record?.state === "waiting") await this.#send(record);
      }
    }
  }

  /** One that fails does not keep the others from their turn; where the whole queue rests, they rest too. */
  async #follow() {
    if (steadyNow() < this.#restsUntil) return;
    const waits = [];
    for (const work of this.followers) waits.push(await work(this.#accountId).catch(() => LOOK_AGAIN_MILLISECONDS));
    const asked = waits.filter((wait) => wait !== null);
    this.#next = asked.length ? Math.min(...asked) : null;
    this.#tell({});
  }

  async #send(record) {
    this.#tell({ sending: record.id });
    const judgement = await this.#attempt(record);
    const fresh = (await outbox.find(record.id)) ?? record;
    await this.#file(fresh, judgement);
    this.progress.clear();
    this.#tell({ sending: null });
  }

  async #file(record, judgement) {
    if (judgement.verdict === "acknowledged") return outbox.acknowledge(record, judgement.receipt, correctedNow());
    if (judgement.verdict === "incomplete") return outbox.update(wordsArrived(record, judgement.missing));
    const kept = after(judgement.missing ? wordsArrived(record, judgement.missing) : record, judgement, Date.now());
    if (judgement.rests) this.#restsUntil = steadyNow() + kept.next_at - Date.now();
    return outbox.update(kept);
  }

  async #attempt(record) {
    const own = this.#accountId === null || this.#accountId === record.about.author_id;
    const grant = record.grant ?? (await grantOf(record.about.author_id));
    try {
      let judgement = own ? await this.#step(record, null) : { verdict: "signed_out" };
      if (grant && wantsAuthor(judgement)) judgement = await this.#step(record, grant.secret);
      this.#tell({ online: judgement.problem?.code !== "not_ours", signedOut: judgement.verdict === "signed_out" });
      if (judgement.problem?.code === "not_ours") this.dispatchEvent(new Event("unreached"));
      return judgement;
    } catch {
      this.#tell({ online: false });
      this.dispatchEvent(new Event("unreached"));
      return { verdict: "retry", rests: true, problem: { code: "no_network", message: "" } };
    }
  }

  /** What brings a record there is fetched when there is one. */
  async #step(record, secret) {
    const { sendPhotos, sendWords } = await import("./uploader.js");
    if (!record.missing) return sendWords(record, { secret });
    return sendPhotos(record, {
      secret,
      onPhoto: (sha, fact) => this.#photo(record, sha, fact),
      onProgress: (sha, bytes) => this.#progressed(sha, bytes),
    });
  }

  async #photo(record, sha, fact) {
    record.photos = record.photos.map((photo) => (photo.sha256 === sha ? { ...photo, ...fact } : photo));
    if (fact.sent) {
      this.progress.delete(sha);
      record.missing = record.missing.filter((one) => one !== sha);
    }
    await outbox.update(record);
    this.#tell({});
  }

  #progressed(sha, bytes) {
    this.progress.set(sha, bytes);
    if (performance.now() - this.#toldAt < TELL_PROGRESS_MILLISECONDS) return;
    this.#toldAt = performance.now();
    this.#tell({});
  }

  #tell(facts) {
    Object.assign(this, facts);
    this.dispatchEvent(new Event("change"));
  }
}

/** The session is nobody's or somebody else's: then the author's own grant speaks. */
function wantsAuthor(judgement) {
  return judgement.verdict === "signed_out" || ["foreign_author", "device_revoked"].includes(judgement.problem?.code);
}

/** Only one tab sends; the others leave it to that one. */
async function onlyOneTab(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}
