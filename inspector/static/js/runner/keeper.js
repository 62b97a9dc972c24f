// Keeps the tablet for whoever holds it: unlocked by a PIN or a sign-in, locked again after a while, a shift, or by hand; in all tabs at once.

import * as profiles from "../store/profiles.js";
import * as reference from "../store/reference.js";
import { asksNewPin, dutiesOf, lockReason, shiftKey } from "./holding.js";

const LOOK_MILLISECONDS = 15_000;
const NOTE_MILLISECONDS = 20_000;
const USUAL = { lock_idle_minutes: 15, guest_minutes: 15 };

/** Tells "change" when another person holds the tablet, or nobody. */
export class Keeper extends EventTarget {
  profiles = [];
  profile = null;
  bundle = null;
  reason = null; // why it is locked
  wanted = null; // whose PIN is asked for first
  renews = null; // who chooses another PIN once the present one is typed
  anySite = null; // the site this tablet was last used at
  #holder = null;
  #activeAt = 0;
  #notedAt = 0;
  #others = null;
  #changes = 0; // made here to what the device keeps of people

  // Lifecycle

  /** Read who holds the tablet; @param {() => number|null} siteId the site chosen on this device */
  async start(siteId) {
    this.siteId = siteId;
    await this.#read();
    for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, () => this.#active(), { capture: true, passive: true });
    document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? this.look() : this.#note()));
    setInterval(() => this.look(), LOOK_MILLISECONDS);
    if (!("BroadcastChannel" in window)) return;
    this.#others = new BroadcastChannel("inspector.holder");
    this.#others.addEventListener("message", () => this.#read().then(() => this.#tell()));
  }

  // Questions

  /** Somebody has used this device before, and nobody holds it. */
  get isLocked() {
    return this.profile === null && this.profiles.length > 0;
  }

  get needsPin() {
    return this.profile !== null && (this.profile.pin === null || this.renews === this.id);
  }

  get id() {
    return this.profile?.id ?? null;
  }

  get unlockedAt() {
    return this.#holder?.unlocked_at ?? 0;
  }

  /** What the door speaks: the language of whoever held the tablet last. */
  get language() {
    return this.profiles.find((profile) => profile.id === this.wanted)?.language;
  }

  get locking() {
    return { ...USUAL, ...this.bundle?.locking };
  }

  // Actions

  /** Lock when it is time to. The tap that wakes a page which slept does not count as having been there. */
  async look(now = Date.now()) {
    if (!this.profile) return;
    const activeAt = this.#activeAt;
    const known = await profiles.holder();
    const holder = known && known.id === this.id ? { ...known, active_at: Math.max(known.active_at, activeAt) } : known;
    if (known?.id !== this.id) await this.#read().then(() => this.#tell());
    else if (this.#reasonFor(holder, this.bundle, now)) await this.lock(this.#reasonFor(holder, this.bundle, now));
  }

  /** @param {{wanted?: number|null}} next  whose PIN is asked for first; else that of whoever held it */
  async lock(reason, { wanted = this.id } = {}) {
    const { id } = this;
    await profiles.release();
    if (this.id !== id) return; // locked from two sides at once is locked once: a second door would take the digits typed into the first
    this.#changes += 1;
    Object.assign(this, { profile: null, bundle: null, reason, wanted });
    this.#holder = null;
    this.#tellAll();
  }

  /** A right PIN or a sign-in: the tablet is this person's. */
  async unlock(id, now = Date.now()) {
    if (this.renews !== id) this.renews = null;
    const profile = await profiles.change(id, { tries: 0, unlocked_at: now, signed_out: false });
    const { bundle } = await reference.bundle(id);
    const site = this.#siteOf(bundle);
    await profiles.hold({ id, unlocked_at: now, active_at: now, site_id: site?.id ?? null, shift: shiftKey(site, now) });
    this.#changes += 1;
    await this.#read();
    this.#tellAll();
    return profile;
  }

  /**
   * The server told whose session lives. A session that was not there before is a sign-in, and whoever signed in holds the tablet,
   * unless they only lent a sign-in to carry what waits.
   */
  async arrived(bundle, mark, { isLent = false } = {}) {
    const { account, sites } = bundle;
    const isNew = this.profiles.find((profile) => profile.id === account.id)?.session !== mark;
    const facts = { name: account.name, number: account.number, roles: account.roles, language: bundle.language, staff_id: account.staff_id, sites: sites.map(({ id, name }) => ({ id, name })), on_duty: dutiesOf(bundle), session: mark };
    await profiles.change(account.id, (before) => (isNew && !isLent && asksNewPin(before) ? { ...facts, pin: null, forgot: false } : facts));
    this.#changes += 1;
    if (isNew && !isLent) return this.unlock(account.id);
    await this.#read();
    return undefined;
  }

  /** Facts of a profile changed: its PIN, its tries. */
  async changed(id, facts) {
    const profile = await profiles.change(id, facts);
    this.#changes += 1;
    this.profiles = this.profiles.map((one) => (one.id === id ? profile : one));
    if (this.id === id) this.profile = profile;
    return profile;
  }

  async choosePin(secret) {
    const profile = await this.changed(this.id, { pin: secret, ticket: null, forgot: false });
    this.renews = null;
    this.#tell();
    return profile;
  }

  async signOut(id = this.id) {
    await profiles.signOut(id);
    this.#changes += 1;
    Object.assign(this, { profile: null, bundle: null, reason: "nobody", wanted: null });
    this.#holder = null;
    await this.#read();
    this.#tellAll();
  }

  /** The device was taken out of use: who may still stand at its door has something that waits. */
  async shut() {
    Object.assign(this, { profile: null, bundle: null, wanted: null });
    await this.#read();
    this.#tellAll();
  }

  // Private

  /** What was changed while it was read is read again: else a PIN just chosen would be asked for once more. */
  async #read(now = Date.now()) {
    let all, holder, profile, bundle, seen;
    do {
      seen = this.#changes;
      [all, holder] = await Promise.all([profiles.all(), profiles.holder()]);
      profile = all.find((one) => one.id === holder?.id) ?? null;
      bundle = profile ? (await reference.bundle(profile.id)).bundle ?? null : null;
    } while (seen !== this.#changes);
    this.profiles = all;
    const isStillLocked = !profile && !this.profile && this.reason !== null; // why is known since it was locked
    const reason = profile ? this.#reasonFor(holder, bundle, now) : isStillLocked ? this.reason : "nobody";
    if (profile && reason) this.wanted = profile.id;
    this.anySite = this.#siteOf(bundle) ?? this.anySite;
    this.reason = reason;
    this.profile = reason ? null : profile;
    this.bundle = reason ? null : bundle;
    this.#holder = reason ? null : holder;
    this.#activeAt = this.#holder?.active_at ?? 0;
  }

  #reasonFor(holder, bundle, now) {
    const site = bundle?.sites.find((one) => one.id === holder?.site_id) ?? null;
    return lockReason({ holder, site, idleMinutes: bundle?.locking?.lock_idle_minutes ?? USUAL.lock_idle_minutes, now });
  }

  #siteOf(bundle) {
    return bundle?.sites.find((site) => site.id === this.siteId()) ?? bundle?.sites[0] ?? null;
  }

  #active() {
    if (!this.profile) return;
    if (Math.abs(Date.now() - this.#activeAt) > 2 * LOOK_MILLISECONDS) this.look(); // a page that slept has not looked for a while
    this.#activeAt = Date.now();
    if (Math.abs(this.#activeAt - this.#notedAt) > NOTE_MILLISECONDS) this.#note();
  }

  #note() {
    if (!this.profile) return;
    this.#notedAt = this.#activeAt;
    profiles.stayed(this.id, this.#activeAt).catch(() => null);
  }

  #tellAll() {
    this.#others?.postMessage("holder");
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
