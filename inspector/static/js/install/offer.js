// The browser's offer to install the app, kept until somebody takes it up or puts it off.

const PUT_OFF_MILLISECONDS = 14 * 86_400_000;
const INSTALLED = "(display-mode: standalone), (display-mode: fullscreen), (display-mode: minimal-ui)";

/** Tells "change" when there is another thing to say. */
export class Offer extends EventTarget {
  isLasting = null;
  #event = null;
  #window;

  constructor(window) {
    super();
    this.#window = window;
    window.addEventListener("beforeinstallprompt", (event) => {
      event.preventDefault();
      this.#keep(event);
    });
    window.addEventListener("appinstalled", () => this.#keep(null));
  }

  /** What adviceOf (surroundings.js) asks. putOffAt: when somebody said later, in milliseconds. */
  facts(putOffAt, now) {
    const { matchMedia, navigator } = this.#window;
    return {
      isInstalled: matchMedia.call(this.#window, INSTALLED).matches || navigator.standalone === true,
      isLasting: this.isLasting, hasOffer: this.#event !== null, isPutOff: now - (putOffAt ?? 0) < PUT_OFF_MILLISECONDS,
    };
  }

  known(isLasting) {
    this.isLasting = isLasting;
    this.dispatchEvent(new Event("change"));
  }

  async take() {
    const event = this.#event;
    this.#keep(null);
    await event?.prompt();
  }

  #keep(event) {
    this.#event = event;
    this.dispatchEvent(new Event("change"));
  }
}
