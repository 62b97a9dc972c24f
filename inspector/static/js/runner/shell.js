// The frame of the app: which screen the address names, painting it, and what all screens know.

import { html, nothing, render } from "../vendor/lit-html.js";
import { steadyNow } from "../lib/clock.js";
import { t } from "../lib/i18n.js";
import { minutes } from "../lib/moments.js";
import * as outbox from "../store/outbox.js";
import { Live } from "./live.js";
import { savedSign, unsavedBanner } from "./views/saved.js";
import { keepWish, noteNoTorch, show, torchAtFirst, wishes } from "./wishes.js";

const DOUBLE_TAP_MILLISECONDS = 400;
const CLOCK_MILLISECONDS = 100;
const LATEST_PAINT_MILLISECONDS = 60;
const ROUND_SCREENS = new Set(["round", "review", "sort"]); // a round stays open between these

export class Shell {
  bundle = null;
  holder = null; // the profile of who holds the tablet, null while it is locked
  warnings = null; // what draws them, once there is something to warn of
  lost = []; // records that vanished from this device before they were sent
  bundleAt = null; // when the server last said that the bundle holds
  wishes = { ...wishes(), torch: torchAtFirst() };
  live = null;
  jumpTo = null; // the item a review sent us to
  band = () => nothing; // what stands above every screen: a new version waits
  foreword = () => nothing; // what is said before anybody types
  afterword = () => nothing; // what is said at the foot of Today
  #root;
  #screens;
  #screen = null;
  #dialog = null;
  #turn = null; // the last time that the tablet changed hands
  #way = null; // the last one that was taken; one that was taken before leads nowhere
  #painting = false;
  #isShut = false;
  #late = null;
  #outWhenHidden = null;
  #lastTap = { at: 0, target: null };

  // Lifecycle

  /**
   * @param {Element} root
   * @param {Object<string, Function>} screens  by the first word of the address, each a function that gives the class
   * @param {object} means  what the wiring lends: sync, bundle, skew, build (runner.js)
   */
  constructor(root, screens, means) {
    root.replaceChildren();
    this.#root = root;
    this.#screens = screens;
    this.means = means;
    show(document.documentElement, this.wishes);
    root.addEventListener("click", (event) => this.#guardWetHands(event), { capture: true });
    root.addEventListener("click", (event) => this.#asked(event));
    setInterval(() => this.#runClocks(), CLOCK_MILLISECONDS);
  }

  /** From here on addresses are followed; an app that may not start opens no screen behind the page that says why. */
  start() {
    window.addEventListener("hashchange", () => this.#go());
    return this.#go();
  }

  /**
   * Another person holds the tablet, or nobody: whatever is open is closed at once, and once `prepared` the door or the addressed screen comes.
   * Until then nothing is painted: what the new holder may see is not for whoever has not shown a PIN yet.
   * @param {() => Promise<boolean>} prepared  resolves with whether to go on
   */
  async reopen(prepared = async () => true) {
    const turn = {};
    this.#turn = turn;
    this.#way = turn; // a screen that was being opened for the one before is not opened any more
    this.#dialog = null;
    this.#screen?.close?.();
    this.#screen = null;
    this.closeRound();
    const goesOn = await prepared().catch(() => true); // what could not be read is asked for again by the screen
    if (goesOn && this.#turn === turn) await this.#go();
  }

  get hasStarted() {
    return this.#screen !== null;
  }

  // Actions

  /** Nothing is opened or painted any more. */
  shut() {
    this.#isShut = true;
    this.#screen = null;
  }

  go(address) {
    if (location.hash === address) return this.#go();
    location.hash = address;
    return undefined;
  }

  /** Paint with the next frame, once, however many things changed; a write that was asked for is on its way before. */
  paint() {
    if (this.#painting) return;
    this.#painting = true;
    nextFrame(() => {
      this.#painting = false;
      if (this.#screen) this.#paintNow();
    });
  }

  wish(name, value) {
    if (name === "torch") return this.#switchTorch(value);
    const { language, torch } = this.wishes;
    this.wishes = { ...keepWish(name, value), language, torch };
    show(document.documentElement, this.wishes);
    if (name !== "language") return this.paint();
    document.cookie = `inspector_language=${value}; path=/; max-age=31536000; samesite=lax`;
    return this.#speakAs();
  }

  /** The open round of an id; it stays open between its list and its review. */
  async openRound(id) {
    if (this.live?.id !== id) {
      this.live?.close();
      this.live = await this.openLive(id);
      this.live.round?.addEventListener("change", () => this.#paintAfterWrite());
      this.live.round?.addEventListener("saved", () => this.#written());
    }
    return this.live;
  }

  /** Where rounds come from: this device. */
  openLive(id) {
    return Live.open(id, this.holder?.id ?? null);
  }

  /** A dialog over whatever screen is open: {view(), close?()}. */
  openDialog(dialog) {
    this.#dialog = dialog;
    this.paint();
  }

  closeDialog() {
    this.#dialog?.close?.();
    this.openDialog(null);
  }

  /** A round that is on no shelf of drafts may be finished: then how it was sent is shown, in place of a second try. */
  async showSent(id) {
    if (await outbox.find(id)) location.replace(`#/sent/${id}`);
  }

  /** Resolves when what was under way in it is written. */
  async closeRound() {
    const { live } = this;
    this.live = null;
    await live?.close();
  }

  // Private

  async #go() {
    if (this.#isShut) return;
    const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
    const [word, ...rest] = path.split("/");
    const way = {};
    this.#way = way;
    const Screen = await (this.means.door?.() ?? this.#screens[word] ?? this.#screens[""])();
    if (this.#way !== way) return; // whoever was sent elsewhere while this screen was fetched is not called back
    this.#screen?.close?.();
    if (!ROUND_SCREENS.has(word)) this.closeRound();
    const screen = new Screen(this, rest.map(decodeURIComponent), new URLSearchParams(query));
    this.#screen = null;
    await screen.open?.();
    if (this.#way !== way) {
      screen.close?.();
      return;
    }
    this.#screen = screen;
    this.#paintNow();
    this.#root.querySelector("#main")?.focus({ preventScroll: true });
    screen.shown?.();
  }

  #paintNow() {
    render(html`${this.band()}${this.#screen.view()}${this.#dialog?.view() ?? nothing}`, this.#root);
    document.title = `${this.#root.querySelector("h1")?.textContent ?? t("Today")} · Inspector`;
    for (const dialog of this.#root.querySelectorAll("dialog[data-modal]:not([open])")) dialog.showModal();
    this.#runClocks();
    this.#sayHowSaved();
    this.#screen.painted?.(this.#root);
  }

  /** A tap is written first and painted next: painting a line-up would hold up the word that it is durable. */
  #paintAfterWrite() {
    this.#late ??= setTimeout(() => this.#paintLate(), LATEST_PAINT_MILLISECONDS);
  }

  /** A quick write shows no "saving"; a slow one does with the late paint. */
  #written() {
    if (this.live?.round?.saved === "saving") return;
    this.#sayHowSaved();
    this.#paintLate();
  }

  #paintLate() {
    if (this.#late === null) return;
    clearTimeout(this.#late);
    this.#late = null;
    this.paint();
  }

  /** The sign of the last tap has its own place, so that "saved" does not paint a whole line-up again. */
  #sayHowSaved() {
    const place = this.#root.querySelector("[data-saved]");
    if (place && this.live?.round) render(savedSign(this.live.round), place);
    const warned = this.#root.querySelector("[data-unsaved]");
    const act = { tryAgain: () => this.live.round.tryAgain(), exportFile: () => this.means.exportFile(this.live.round.draft) };
    if (warned && this.live?.round) render(unsavedBanner(this.live.round, act), warned);
  }

  /** Running clocks tick without painting the page. */
  #runClocks() {
    for (const clock of this.#root.querySelectorAll("[data-since]")) {
      clock.textContent = minutes(Math.max(0, steadyNow() - Number(clock.dataset.since)) / 1000);
    }
  }

  /** The same screen in other words: what is open, typed and scrolled to stays where it is. */
  async #speakAs() {
    await this.means.chooseWords().catch(() => null); // words that cannot be fetched now come with the next start
    const stay = this.#screen?.staying?.();
    this.#paintNow();
    stay?.();
  }

  /** A lamp that cannot be switched is not offered again; a camera that was refused may be allowed later. */
  async #switchTorch(isOn) {
    const lamp = await import("./torch.js");
    const hasLamp = await lamp.switchTorch(isOn).catch(() => null);
    if (hasLamp === false) noteNoTorch();
    this.wishes = { ...this.wishes, torch: hasLamp === false ? null : Boolean(hasLamp) && isOn };
    this.#outWhenHidden ??= document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#switchOff(lamp)) ?? true;
    this.paint();
  }

  #switchOff(lamp) {
    lamp.release();
    if (this.wishes.torch) this.wishes = { ...this.wishes, torch: false };
    this.paint();
  }

  /** What stands in the bar of every screen asks the wiring: who holds the tablet, signing in. */
  #asked(event) {
    const asks = event.target.closest("[data-asks]")?.dataset.asks;
    if (asks) this.means.asked(asks);
  }

  /** Wet fingers tap twice: with that wish on, the second tap on the same button counts for nothing. */
  #guardWetHands(event) {
    const target = event.target.closest("button:not(.pad-key)"); // a PIN may hold the same digit twice
    const isTwice = this.wishes.wet && target && target === this.#lastTap.target && event.timeStamp - this.#lastTap.at < DOUBLE_TAP_MILLISECONDS;
    this.#lastTap = { at: event.timeStamp, target };
    if (!isTwice) return;
    event.stopPropagation();
    event.preventDefault();
  }
}

/** A page in the background has no frames; it is painted all the same. */
function nextFrame(work) {
  if (document.visibilityState === "visible") requestAnimationFrame(work);
  else setTimeout(work);
}

/** A page with one sentence and a way on. */
export function plainPage(words, link, label) {
  return html`<main class="page" id="main" tabindex="-1"><section class="notice"><h1>${words}</h1><a class="button button--primary" href=${link}>${label}</a></section></main>`;
}
