// Who holds the tablet: what the screens know of them, the door, signing in and out, and the language they read.

import { currentLanguage, preferredLanguage, speak } from "../lib/i18n.js";
import { grantOf } from "../outbox/credentials.js";
import { skew } from "../lib/clock.js";
import { wishes } from "../runner/wishes.js";
import * as meta from "../store/meta.js";
import * as reference from "../store/reference.js";
import { PEOPLE } from "./on_demand.js";

const WAY_BACK_MILLISECONDS = 6 * 3_600_000;

export class People {
  #app;
  #lastHolder = null;

  constructor(app) {
    this.#app = app;
  }

  // Lifecycle

  async start() {
    const { keeper } = this.#app;
    await keeper.start(() => wishes().site);
    this.#lastHolder = keeper.id ?? keeper.wanted;
    await this.take();
    await this.chooseWords();
  }

  /** From here on the screens change with who holds the tablet. */
  follow() {
    this.#app.keeper.addEventListener("change", () => this.#handedOver());
  }

  // Questions

  /** The screen that stands before all others while nobody holds the tablet, or whoever does has no PIN yet. */
  door() {
    const { keeper } = this.#app;
    if (!keeper.isLocked && !keeper.needsPin) return null;
    return () => screenOf("door", "DoorScreen");
  }

  /** What a submission says about the device that made it. */
  async signing(authorId) {
    const grant = await grantOf(authorId);
    const client = { build: this.#app.build, tz: Intl.DateTimeFormat().resolvedOptions().timeZone, skew_ms: Math.round(skew()), device_id: await meta.deviceId() };
    return { grantId: grant?.id ?? null, client };
  }

  // Actions

  /** What the screens know of who holds it. */
  async take() {
    const { keeper, shell } = this.#app;
    const at = keeper.id === null ? null : await reference.bundleAt(keeper.id);
    Object.assign(shell, { holder: keeper.profile, bundle: keeper.bundle, bundleAt: at ?? null });
  }

  async chooseWords() {
    const { keeper, shell } = this.#app;
    const wanted = preferredLanguage({ chosen: wishes().language, account: shell.bundle?.language ?? keeper.language, cookie: document.cookie, accepted: navigator.languages });
    if (wanted !== currentLanguage() || wanted === "en") await speak(wanted);
    shell.wishes = { ...shell.wishes, language: wanted };
    document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
  }

  async asked(what) {
    const { shell } = this.#app;
    const HolderDialog = await screenOf("holder", "HolderDialog");
    shell.openDialog(new HolderDialog(shell, what));
  }

  /** After a right PIN: the session follows, as far as there is a network; nobody waits for it. */
  async unlocked(profile, key) {
    const { follow, keepWayBack } = await PEOPLE.session();
    const session = await meta.get("session");
    if (session && session.account_id !== profile.id) await follow(profile, key);
    await this.#app.contact.refresh();
    if ((await meta.get("session"))?.account_id === profile.id && isWayBackOld(this.#app.keeper.profile)) await keepWayBack(profile.id, key);
  }

  /** Sign in without leaving the page. Resolves with null, or with why not. isLent: the tablet stays with who holds it. */
  async signInHere({ name, password }, { isLent }) {
    const { signIn } = await PEOPLE.session();
    const { isIn, problem, seconds } = await signIn(name, password);
    if (!isIn) return { problem, seconds };
    await this.#app.contact.refreshAs({ isLent });
    return null;
  }

  /** Lock, take reference data and the way back off the device, end the session; what waits stays. */
  async signOutHere() {
    const { signOut } = await PEOPLE.session();
    await this.#app.keeper.signOut();
    await signOut();
  }

  async reportDiscard(records, how) {
    const { reportDiscard } = await PEOPLE.session();
    return reportDiscard(records, how);
  }

  // Private

  #handedOver() {
    const { keeper, shell, queue } = this.#app;
    const isAnother = this.#lastHolder !== null && keeper.id !== null && this.#lastHolder !== keeper.id;
    this.#lastHolder = keeper.id ?? this.#lastHolder;
    if (isAnother) history.replaceState(null, "", "#/"); // where the one before was is nobody else's to see
    return shell.reopen(async () => {
      await this.take();
      await this.chooseWords();
      await queue.count();
      return !(keeper.id !== null && !keeper.needsPin && isComingBack());
    });
  }
}

async function screenOf(name, what) {
  await PEOPLE.words();
  return (await PEOPLE[name]())[what];
}

/** A page of the server that was locked is gone back to. */
function isComingBack() {
  const back = new URLSearchParams(location.search).get("back") ?? "";
  const isOurs = back.startsWith("/") && new URL(back, location.origin).origin === location.origin;
  if (isOurs) location.replace(back);
  return isOurs;
}

function isWayBackOld(profile) {
  return !profile?.ticket || Date.now() - profile.ticket.at > WAY_BACK_MILLISECONDS;
}
