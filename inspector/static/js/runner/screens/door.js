// Before the tablet is anybody's: who takes it, with their PIN; a first PIN chosen; a password where a PIN does not help.

import { isGuessable, keyFor, PIN_DIGITS, secretOf } from "../../lib/pins.js";
import { t } from "../../lib/i18n.js";
import { likelyFirst, secondsToTry } from "../holding.js";
import { doorPage, refusalWords } from "../views/door.js";

const SHAKE_MILLISECONDS = 350;
const SECOND = 1000;

export class DoorScreen {
  #shell;
  #mode; // pin | choose | again | password
  #chosen = null;
  #digits = "";
  #first = null;
  #trouble = null;
  #isBusy = false;
  #isWrong = false;
  #clock = setInterval(() => this.#chosen?.tries > 0 && this.#shell.paint(), SECOND);
  #leaving = new AbortController();

  constructor(shell) {
    this.#shell = shell;
  }

  // Lifecycle

  async open() {
    const { keeper } = this.#shell.means;
    const { signal } = this.#leaving;
    window.addEventListener("keydown", (event) => this.#key(event), { signal });
    if (keeper.needsPin) this.#mode = "choose";
    else this.#select(this.#people().find((one) => one.id === keeper.wanted) ?? (this.#people().length === 1 ? this.#people()[0] : null));
  }

  close() {
    this.#leaving.abort();
    clearInterval(this.#clock);
  }

  view() {
    const { keeper, sync, signIn } = this.#shell.means;
    const model = {
      mode: this.#mode, people: keeper.needsPin ? [] : this.#people(), chosen: keeper.needsPin ? keeper.profile : this.#chosen, filled: this.#digits.length, reason: keeper.reason,
      seconds: this.#chosen ? secondsToTry(this.#chosen, Date.now()) : 0, trouble: this.#trouble, isBusy: this.#isBusy, isWrong: this.#isWrong, sync: sync.summary(), signIn,
    };
    return doorPage(model, {
      select: (profile) => this.#select(profile),
      digit: (digit) => this.#digit(digit),
      back: () => this.#erase(),
      password: (profile) => this.#password(profile),
      toPin: () => this.#select(this.#chosen),
      enter: (form) => this.#enter(form),
    });
  }

  // Private

  #people() {
    const { keeper } = this.#shell.means;
    return likelyFirst(keeper.profiles, keeper.anySite, Date.now());
  }

  /** Somebody who has no PIN here, or tried it too often, comes in by password. */
  #select(profile) {
    this.#chosen = profile;
    this.#digits = "";
    this.#trouble = null;
    this.#mode = profile && (!profile.pin || secondsToTry(profile, Date.now()) === Infinity) ? "password" : "pin";
    this.#shell.paint();
  }

  #password(profile) {
    this.#chosen = profile;
    this.#mode = "password";
    this.#trouble = null;
    if (profile) this.#shell.means.keeper.changed(profile.id, { forgot: true });
    this.#shell.paint();
  }

  #key(event) {
    if (this.#mode === "password" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^\d$/.test(event.key)) this.#digit(event.key);
    else if (event.key === "Backspace") this.#erase();
  }

  #erase() {
    this.#digits = this.#digits.slice(0, -1);
    this.#shell.paint();
  }

  #digit(digit) {
    const { keeper } = this.#shell.means;
    if (this.#isBusy || (!this.#chosen && !keeper.needsPin) || (this.#chosen && secondsToTry(this.#chosen, Date.now()) > 0)) return;
    this.#isWrong = false;
    this.#trouble = null;
    this.#digits += digit;
    this.#shell.paint();
    if (this.#digits.length < PIN_DIGITS) return;
    const pin = this.#digits;
    this.#isBusy = true;
    this.#work(keeper.needsPin ? this.#choose(pin) : this.#try(pin));
  }

  async #work(work) {
    try {
      await work;
    } catch {
      this.#trouble = t("This device could not keep it. Try again.");
    }
    this.#isBusy = false;
    this.#digits = "";
    this.#shell.paint();
  }

  /** Counted before it is compared: who closes the app in between has not won a try. */
  async #try(pin) {
    const { keeper } = this.#shell.means;
    const { id } = this.#chosen;
    this.#chosen = await keeper.changed(id, (known) => ({ tries: known.tries + 1, tried_at: Date.now() }));
    const key = await keyFor(pin, this.#chosen.pin);
    if (!key) return this.#wrong();
    const profile = await keeper.unlock(id);
    this.#shell.means.unlocked(profile, key);
    return undefined;
  }

  #wrong() {
    this.#isWrong = true;
    setTimeout(() => {
      this.#isWrong = false;
      this.#shell.paint();
    }, SHAKE_MILLISECONDS);
    const isOver = secondsToTry(this.#chosen, Date.now()) === Infinity;
    this.#trouble = isOver ? t("Five wrong PINs. Sign in with your password; it needs a network. Nothing is lost.") : t("Wrong PIN.");
    if (isOver) this.#mode = "password";
  }

  async #choose(pin) {
    const { keeper } = this.#shell.means;
    if (this.#first === null) {
      if (isGuessable(pin)) this.#trouble = t("Anybody would try this PIN first. Choose another.");
      else [this.#first, this.#mode] = [pin, "again"];
      return;
    }
    const isSame = pin === this.#first;
    this.#first = null;
    this.#mode = "choose";
    if (!isSame) {
      this.#trouble = t("The two were not the same. Once more.");
      return;
    }
    const { secret, key } = await secretOf(pin);
    this.#shell.means.unlocked(await keeper.choosePin(secret), key);
  }

  async #enter(form) {
    this.#isBusy = true;
    this.#trouble = null;
    this.#shell.paint();
    const refusal = await this.#shell.means.signInHere(form, { isLent: false });
    this.#trouble = refusal && refusalWords(refusal);
    this.#isBusy = false;
    this.#shell.paint();
  }
}
