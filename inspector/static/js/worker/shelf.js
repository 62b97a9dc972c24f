// The shelf of one version: its shell and its files in Cache Storage, the same for everybody who uses this device.

import { isKeepable } from "./ways.js";

const PREFIX = "inspector-";
const AT_ONCE = 4;
const ANSWER_MILLISECONDS = 3000;

export class Shelf {
  #release;
  #caches;
  #fetch;

  /** @param {{build: string, shell: string, first: string[], later: string[]}} release  addresses; first is what a start needs */
  constructor(release, { caches, fetch }) {
    this.#release = release;
    this.#caches = caches;
    this.#fetch = fetch;
  }

  // Actions

  /** Fetch all that is missing, what a start needs first. Rejects when one cannot be had; what came stays for the next try. */
  async fill() {
    const { shell, first, later } = this.#release;
    await this.#fetchAll([shell, ...first]);
    await this.#fetchAll(later);
  }

  /** Other versions go only when this one is whole. */
  async clearOthers() {
    await this.fill();
    const names = await this.#caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== this.#name).map((name) => this.#caches.delete(name)));
  }

  async asset(request) {
    const path = new URL(request.url).pathname;
    const kept = await this.#kept(path);
    if (kept) return kept;
    const answer = await this.#fetch(request);
    if (this.#mine.includes(path) && isKeepable(answer, path)) await this.#keep(path, answer.clone()).catch(() => null);
    return answer;
  }

  /** The shell is the same whoever asks, so the network can add nothing but waiting; without one kept it has three seconds. */
  async shell(request) {
    const kept = await this.#kept(this.#release.shell);
    return kept ?? inTime(this.#fetch(request), ANSWER_MILLISECONDS);
  }

  async shellOr(error) {
    const kept = await this.#kept(this.#release.shell);
    if (kept) return kept;
    throw error;
  }

  // Private

  get #name() {
    return PREFIX + this.#release.build;
  }

  get #mine() {
    const { shell, first, later } = this.#release;
    return [shell, ...first, ...later];
  }

  async #kept(path) {
    const shelf = await this.#caches.open(this.#name);
    return shelf.match(path, { ignoreVary: true });
  }

  async #keep(path, answer) {
    const shelf = await this.#caches.open(this.#name);
    await shelf.put(path, answer);
  }

  async #fetchAll(paths) {
    const waiting = [...paths];
    const worker = async () => {
      for (let path = waiting.shift(); path; path = waiting.shift()) await this.#fetchOne(path);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** Without a cookie: what is kept can be nobody's. The address of a file names its content, so the browser's own copy will do. */
  async #fetchOne(path) {
    if (await this.#kept(path)) return;
    const answer = await this.#fetch(new Request(path, { credentials: "omit", cache: path.startsWith("/assets/") ? "default" : "reload" }));
    if (!isKeepable(answer, path)) throw new TypeError(`not ours: ${path} (${answer.status})`);
    await this.#keep(path, answer);
  }
}

function inTime(promise, milliseconds) {
  return Promise.race([promise, new Promise((_, refuse) => { setTimeout(() => refuse(new TypeError("no answer in time")), milliseconds); })]);
}
