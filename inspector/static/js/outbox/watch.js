// When to look whether the server is there, and when to send: every event that may mean a new chance, and a clock for those that tell nothing.

import { look } from "./contact.js";

const WHILE_WAITING_MILLISECONDS = 30_000;
const WHILE_IDLE_MILLISECONDS = 60_000;
/** A whole chain's tablets hear the network come back in the same second; they spread over so long. */
const HERD_MILLISECONDS = 20_000;
const WAKE = "outbox"; // the word of the service worker's sync event, and the tag it is asked for with

export class Watch {
  #sender;
  #onContact;
  #looking = null;
  #timer = null;
  #herd = null;

  /** @param {{onContact: (facts) => Promise<void>}} means  onContact: hears every look that found our server */
  constructor(sender, { onContact }) {
    this.#sender = sender;
    this.#onContact = onContact;
  }

  // Lifecycle

  start() {
    window.addEventListener("online", () => this.#soon());
    window.addEventListener("offline", () => this.#sender.reached("away"));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look());
    this.#sender.addEventListener("unreached", () => this.look());
    navigator.serviceWorker?.addEventListener("message", (event) => event.data?.type === WAKE && this.#sender.wake());
    return this.look();
  }

  // Actions

  /** One look at a time; who asks meanwhile gets that one. */
  look() {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Where the browser can wake us when the network is back, it is asked to; everything works without. */
  async askForWaking() {
    const worker = await navigator.serviceWorker?.getRegistration?.();
    await worker?.sync?.register(WAKE).catch(() => null);
  }

  // Private

  async #look() {
    clearTimeout(this.#timer);
    const facts = await look();
    if (facts.reach === "reached") await this.#onContact(facts);
    this.#sender.reached(facts.reach);
    const pause = facts.reach === "reached" ? WHILE_IDLE_MILLISECONDS : WHILE_WAITING_MILLISECONDS;
    this.#timer = setTimeout(() => (document.visibilityState === "visible" || facts.reach !== "reached") && this.look(), pause);
  }

  #soon() {
    clearTimeout(this.#herd);
    this.#herd = setTimeout(() => this.look(), Math.random() * HERD_MILLISECONDS);
  }
}
