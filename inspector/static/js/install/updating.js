// A new version of the app: noticed early, put in place at the next start or when somebody asks, never under an open round.

const CHECK_MILLISECONDS = 6 * 3_600_000;
const LOOK_MILLISECONDS = 600_000; // timers of a page in the background stand still: look often, ask seldom
const LOOP_MILLISECONDS = 10_000;
const RELOADED = "inspector.reloaded";

/** Tells "change" when its state is another. */
export class Updating extends EventTarget {
  /** none | ready: a new version waits | needed: the server takes nothing from this one any more */
  state = "none";
  #means;
  #registration = null;
  #checkedAt = 0;
  #isAsked = false;
  #wasControlled;

  // Lifecycle

  /** @param {{worker, locks, reload: () => void, kept: Storage, isBusy: () => boolean, now: () => number, every: typeof setInterval}} means  what a browser lends */
  constructor(means) {
    super();
    this.#means = means;
    this.#wasControlled = Boolean(means.worker?.controller);
  }

  /** Register the worker; a version that waited since last time is put in place now, when nobody is at work. */
  async start() {
    const { worker } = this.#means;
    if (!worker) return;
    worker.addEventListener("controllerchange", () => this.#controlled());
    try {
      this.#registration = await worker.register("/sw.js", { scope: "/", updateViaCache: "none" });
    } catch {
      return; // no https, or the answer was not ours: the app works as a page
    }
    this.#registration.addEventListener("updatefound", () => this.#watch(this.#registration.installing));
    this.#watch(this.#registration.installing);
    if (this.#waiting && !(await this.#isAtWork())) await this.apply();
    else if (this.#waiting) this.#tell("ready");
    this.check(); // nobody waits for a network that may be dead
    this.#means.every(() => this.checkIfDue(), LOOK_MILLISECONDS);
  }

  // Actions

  /** Ask the server whether there is a new version. */
  async check() {
    if (!this.#registration) return;
    this.#checkedAt = this.#means.now();
    await this.#registration.update().catch(() => null); // no network, or no version that could be fetched whole
  }

  async checkIfDue() {
    if (this.#means.now() - this.#checkedAt >= CHECK_MILLISECONDS) await this.check();
  }

  /** The server says that this version is too old. What was tapped stays here until the new one sends it. */
  async needed() {
    if (this.state === "needed") return;
    this.#tell("needed");
    await this.check();
  }

  /** Put the waiting version in place; the page is loaded anew, once. Without one, look for it. */
  async apply() {
    this.#isAsked = true;
    if (this.#waiting) this.#waiting.postMessage("apply");
    else if (this.state === "ready") this.#reload(); // another tab has put it in place already
    else await this.check();
  }

  // Private

  /** One that waits beside an active one; the very first version waits for nobody. */
  get #waiting() {
    return this.#registration?.active ? this.#registration.waiting : null;
  }

  #watch(installing) {
    installing?.addEventListener("statechange", () => {
      if (installing.state !== "installed" || !this.#waiting) return;
      if (this.#isAsked && this.state === "needed") this.#waiting.postMessage("apply");
      else this.#tell(this.state === "needed" ? "needed" : "ready");
    });
  }

  /** Another version answers this page now. Who did not ask is told, not interrupted; the first installation is no change. */
  #controlled() {
    if (this.#isAsked) this.#reload();
    else if (this.#wasControlled) this.#tell("ready");
    this.#wasControlled = true;
  }

  #reload() {
    const { kept, now, reload } = this.#means;
    if (now() - Number(kept.getItem(RELOADED) ?? 0) < LOOP_MILLISECONDS) return;
    kept.setItem(RELOADED, String(now()));
    reload();
  }

  /** Is a round open in any tab, or something on its way? Where that cannot be known, it is. */
  async #isAtWork() {
    const { locks, isBusy } = this.#means;
    if (isBusy() || !locks?.query) return true;
    const { held } = await locks.query();
    return held.some(({ name }) => name.startsWith("draft:"));
  }

  #tell(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
