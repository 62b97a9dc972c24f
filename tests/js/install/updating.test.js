import assert from "node:assert/strict";
import { test } from "node:test";
import { Updating } from "../../../inspector/static/js/install/updating.js";

const SIX_HOURS = 6 * 3_600_000;

/** The part of a browser that an update needs, with one version in place. */
class Browser {
  reloads = 0;
  checks = 0;
  time = 1_000_000;
  told = [];
  held = [];
  sending = false;
  kept = new Map();

  constructor({ waiting = false, isFirst = false } = {}) {
    this.registration = Object.assign(new EventTarget(), { active: isFirst ? null : {}, waiting: null, installing: null, update: async () => { this.checks += 1; } });
    this.worker = Object.assign(new EventTarget(), { controller: isFirst ? null : {}, register: async () => this.registration });
    if (waiting) this.registration.waiting = this.version();
  }

  version() {
    return Object.assign(new EventTarget(), { state: "installing", postMessage: (words) => this.told.push(words) });
  }

  /** A new version arrives whole. */
  arrives() {
    const version = this.version();
    this.registration.installing = version;
    this.registration.dispatchEvent(new Event("updatefound"));
    version.state = "installed";
    this.registration.installing = null;
    this.registration.waiting = version;
    version.dispatchEvent(new Event("statechange"));
  }

  /** The version that was told to takes over. */
  takesOver() {
    this.registration.active = this.registration.waiting ?? {};
    this.registration.waiting = null;
    this.worker.dispatchEvent(new Event("controllerchange"));
  }

  async updating() {
    const updating = new Updating({
      worker: this.worker, locks: { query: async () => ({ held: this.held }) }, reload: () => { this.reloads += 1; },
      kept: { getItem: (name) => this.kept.get(name) ?? null, setItem: (name, value) => this.kept.set(name, value) },
      isBusy: () => this.sending, now: () => this.time, every: () => {},
    });
    await updating.start();
    return updating;
  }
}

test("a version that arrives under an open page is told of and put in place by nobody", async () => {
  const browser = new Browser();
  const updating = await browser.updating();
  browser.arrives();
  assert.deepEqual([updating.state, browser.told, browser.reloads], ["ready", [], 0]);
});

test("a tap puts it in place and loads the page anew once", async () => {
  const browser = new Browser();
  const updating = await browser.updating();
  browser.arrives();
  await updating.apply();
  assert.deepEqual(browser.told, ["apply"]);
  browser.takesOver();
  browser.takesOver();
  assert.equal(browser.reloads, 1);
});

test("one that waited since last time is put in place at the start, unless a round is open or something is on its way", async () => {
  const free = new Browser({ waiting: true });
  await free.updating();
  assert.deepEqual(free.told, ["apply"]);
  for (const hinder of [(browser) => browser.held.push({ name: "draft:1" }), (browser) => { browser.sending = true; }]) {
    const browser = new Browser({ waiting: true });
    hinder(browser);
    const updating = await browser.updating();
    assert.deepEqual([browser.told, updating.state], [[], "ready"]);
  }
});

test("the first installation changes nothing", async () => {
  const browser = new Browser({ isFirst: true });
  const updating = await browser.updating();
  browser.arrives();
  browser.takesOver();
  assert.deepEqual([updating.state, browser.told, browser.reloads], ["none", [], 0]);
});

test("a tab that did not ask is told when another put a version in place, and loads anew only by a tap", async () => {
  const browser = new Browser();
  const updating = await browser.updating();
  browser.takesOver();
  assert.deepEqual([updating.state, browser.reloads], ["ready", 0]);
  await updating.apply();
  assert.equal(browser.reloads, 1);
});

test("a server that refuses this version is told of, and its new version comes with one tap even when it arrives later", async () => {
  const browser = new Browser();
  const updating = await browser.updating();
  await updating.needed();
  assert.equal(updating.state, "needed");
  await updating.apply();
  browser.arrives();
  assert.deepEqual([updating.state, browser.told], ["needed", ["apply"]]);
});

test("it looks for a new version at the start and every six hours", async () => {
  const browser = new Browser();
  const updating = await browser.updating();
  assert.equal(browser.checks, 1);
  browser.time += SIX_HOURS - 1;
  await updating.checkIfDue();
  assert.equal(browser.checks, 1);
  browser.time += 1;
  await updating.checkIfDue();
  assert.equal(browser.checks, 2);
});

test("without a worker nothing happens", async () => {
  const updating = new Updating({ worker: undefined });
  await updating.start();
  await updating.check();
  assert.equal(updating.state, "none");
});
