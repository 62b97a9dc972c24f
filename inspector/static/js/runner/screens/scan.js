// Scan: a code at a door or table leads to the round it means, also without a network. Fetched on demand.

import { t } from "../../lib/i18n.js";
import { openCamera, readCodes, torchOf } from "../code_reader.js";
import { placeOf, readCode, resolve, startAddress } from "../place_code.js";
import { choosePage, scanPage } from "../views/scan.js";

export class ScanScreen {
  #shell;
  #query;
  #found = null; // a place whose list is still to be chosen
  #camera = "asked"; // asked | looking | denied | missing
  #trouble = null;
  #seen = null; // what the camera read last
  #torch = null;
  #isLit = false;
  #video = null;
  #stream = null;
  #leaving = new AbortController();

  constructor(shell, _rest, query) {
    this.#shell = shell;
    this.#query = query;
  }

  // Lifecycle

  async open() {
    if (!this.#shell.bundle) await this.#shell.means.refresh();
    if (this.#query.has("site") || this.#query.has("area") || this.#query.has("table")) this.#follow(placeOf(this.#query));
  }

  painted(root) {
    const video = root.querySelector("video[data-scan]");
    if (!video || video === this.#video) return;
    this.#video = video;
    this.#look(video);
  }

  close() {
    this.#leaving.abort();
    this.#stop();
  }

  view() {
    const sync = this.#shell.means.sync.summary();
    if (this.#found) return choosePage({ found: this.#found, sync, addressOf: (checklist) => startAddress(this.#found, checklist) });
    return scanPage({ camera: this.#camera, trouble: this.#trouble, hasTorch: Boolean(this.#torch), isLit: this.#isLit, sync }, {
      typed: (words) => this.#read(words),
      torch: () => this.#light(),
    });
  }

  // Private

  async #look(video) {
    const { signal } = this.#leaving;
    try {
      this.#stream = await openCamera();
      if (signal.aborted) return this.#stop();
      video.srcObject = this.#stream;
      await video.play();
      this.#torch = torchOf(this.#stream);
      this.#camera = "looking";
      this.#shell.paint();
      await readCodes(video, (words) => this.#saw(words), signal);
    } catch (error) {
      this.#camera = error?.name === "NotAllowedError" ? "denied" : "missing";
      this.#shell.paint();
    }
    return undefined;
  }

  /** The camera sees the same code many times a second; it is told once, or it would speak over what was written since. */
  #saw(words) {
    if (words === this.#seen) return;
    this.#seen = words;
    this.#read(words);
  }

  #read(words) {
    const code = readCode(words, location.origin);
    if (code.problem) this.#say(code);
    else this.#follow(code);
  }

  #follow(code) {
    const found = resolve(code, this.#shell.bundle, this.#shell.wishes.site);
    if (found.problem) return this.#say(found);
    this.#leaving.abort();
    this.#stop();
    if (found.checklist) return this.#shell.go(startAddress(found, found.checklist));
    this.#found = found;
    return this.#shell.paint();
  }

  #say({ problem, host }) {
    const words = {
      foreign: t("This code leads to another address: %(host)s. It is not followed.", { host }),
      unknown: t("This is not a code of ours. Look for the one with the words below it."),
      no_data: t("This device has no checklists yet. Connect once, then codes work without a network."),
      not_yours: t("This place is not among yours on this device."),
      place_gone: t("This area or table is no longer there. Ask for a new code."),
      list_gone: t("This checklist is not filled here, or not on this device yet."),
    }[problem];
    if (words === this.#trouble) return;
    this.#trouble = words;
    this.#shell.paint();
  }

  async #light() {
    this.#isLit = !this.#isLit;
    await this.#torch(this.#isLit).catch(() => null);
    this.#shell.paint();
  }

  #stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }
}
