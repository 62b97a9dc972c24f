// The loop that empties the outbox: started by every event that may help, run by one tab at a time, never dropping a record.

import * as outbox from "../store/outbox.js";
import { grantOf } from "./credentials.js";
import { after, again, due, pause } from "./queue.js";
import { send } from "./uploader.js";

const LOCK = "outbox";
const LOOK_AGAIN_MILLISECONDS = 60_000;

export class Sender extends EventTarget {
  sending = null;
  signedOut = false;
  online = navigator.onLine;
  followers = []; // work that comes after the submissions, in the same turn; each gives milliseconds until it wants the next, or null
  #accountId = null;
  #timer = null;
  #running = null;
  #asked = false;
  #next = null;

  // Lifecycle

  /** Send now and whenever the network, the page or the clock gives a new chance. */
  start() {
    window.addEventListener("online", () => this.wake());
    window.addEventListener("offline", () => this.#tell({ online: false }));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
    this.wake();
  }

  /** Who is signed in: a record of somebody else travels by its author's grant. */
  signedIn(accountId) {
    this.#accountId = accountId;
    this.signedOut = false;
    return this.#resume();
  }

  // Actions

  /** Look at the outbox now; a call during a run makes the run look once more. */
  wake() {
    this.#asked = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** A person asks: forget the waiting times and the refusals. */
  async sendNow(id = null) {
    for (const record of await outbox.waiting()) {
      if (id === null || record.id === id) await outbox.update(again(record));
    }
    return this.wake();
  }

  // Private

  /** What was stopped for want of a sign-in goes on. */
  async #resume() {
    for (const record of await outbox.waiting()) {
      if (record.problem?.code === "signed_out") await outbox.update(again(record));
    }
    return this.wake();
  }

  async #run() {
    while (this.#asked) {
      this.#asked = false;
      await onlyOneTab(() => this.#drain().then(() => this.#follow()));
    }
    clearTimeout(this.#timer);
    const waits = [pause(await outbox.waiting(), Date.now()), this.#next].filter((wait) => wait !== null);
    const wait = waits.length ? Math.min(...waits) : null;
    if (wait !== null) this.#timer = setTimeout(() => this.wake(), Math.min(wait + 50, LOOK_AGAIN_MILLISECONDS));
  }

  async #drain() {
    for (;;) {
      const [record] = due(await outbox.waiting(), Date.now());
      if (!record) return;
      this.#tell({ sending: record.id });
      const judgement = await this.#attempt(record);
      const fresh = (await outbox.find(record.id)) ?? record;
      if (judgement.verdict === "acknowledged") await outbox.acknowledge(fresh, judgement.receipt, Date.now());
      else await outbox.update(after(fresh, judgement, Date.now()));
      this.#tell({ sending: null });
    }
  }

  /** One that fails does not keep the others from their turn. */
  async #follow() {
    const waits = [];
    for (const work of this.followers) waits.push(await work(this.#accountId).catch(() => LOOK_AGAIN_MILLISECONDS));
    const asked = waits.filter((wait) => wait !== null);
    this.#next = asked.length ? Math.min(...asked) : null;
    this.#tell({});
  }

  async #attempt(record) {
    const onPhoto = (sha) => this.#photoSent(record, sha);
    const own = this.#accountId === null || this.#accountId === record.about.author_id;
    const grant = await grantOf(record.about.author_id);
    try {
      let judgement = own ? await send(record, { secret: null, onPhoto }) : { verdict: "signed_out" };
      if (grant && wantsAuthor(judgement)) judgement = await send(record, { secret: grant.secret, onPhoto });
      this.#tell({ online: true, signedOut: judgement.verdict === "signed_out" });
      return judgement;
    } catch {
      this.#tell({ online: false });
      return { verdict: "retry", problem: { code: "no_network", message: "" } };
    }
  }

  async #photoSent(record, sha) {
    record.photos = record.photos.map((photo) => (photo.sha256 === sha ? { ...photo, sent: true } : photo));
    await outbox.update(record);
    this.#tell({});
  }

  #tell(facts) {
    Object.assign(this, facts);
    this.dispatchEvent(new Event("change"));
  }
}

/** The session is nobody's or somebody else's: then the author's own grant speaks. */
function wantsAuthor(judgement) {
  return judgement.verdict === "signed_out" || judgement.problem?.code === "foreign_author";
}

/** Only one tab sends; the others leave it to that one. */
async function onlyOneTab(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}
