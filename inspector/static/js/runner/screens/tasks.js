// Tasks of the site, also without a network: what is done here is kept on the device first and sent when it can be.

import { sha256 } from "../../lib/digest.js";
import { uuid } from "../../lib/identity.js";
import { learn, t, text } from "../../lib/i18n.js";
import { skew } from "../../lib/clock.js";
import { moment } from "../../lib/moments.js";
import * as commands from "../../store/commands.js";
import * as photos from "../../store/photos.js";
import { footerOf } from "../footer.js";
import { develop } from "../photography.js";
import { KeptPictures } from "../kept_pictures.js";
import { plainPage } from "../shell.js";
import { commandOf, inOrder, lacks, standing } from "../tasks.js";
import { tasksPage } from "../views/tasks.js";

const blankForm = () => ({ id: uuid(), note: "", staff: "", photos: [], fault: null });

export class TasksScreen {
  #shell;
  #done = [];
  #open = null;
  #form = blankForm();
  #thumbs = new Map();
  #pictures = null;
  #isBusy = false;
  #trouble = null;
  #leaving = new AbortController();

  constructor(shell) {
    this.#shell = shell;
  }

  async open() {
    await learn("tasks");
    this.#pictures = await KeptPictures.of(this.#shell.holder?.id);
    this.#shell.means.sync.events.addEventListener("change", () => this.#look(), { signal: this.#leaving.signal });
    await this.#look();
  }

  close() {
    this.#leaving.abort();
    this.#pictures?.forget();
    for (const url of this.#thumbs.values()) URL.revokeObjectURL(url);
  }

  view() {
    const { bundle, means } = this.#shell;
    const site = this.#site();
    if (!site) return plainPage(t("No connection, and no checklists on this device yet."), "#/", t("Back to Today"));
    const tasks = inOrder((site.tasks ?? []).map((task) => standing(task, this.#done))).filter((task) => task.state !== "closed" || task.pending.length);
    return tasksPage({
      site, tasks, places: (place) => placeName(site, place), now: Date.now(), open: this.#open, form: this.#form, thumbs: this.#thumbs, before: (task) => this.#pictures.at(task.photo), isBusy: this.#isBusy,
      trouble: this.#trouble, sync: means.sync.summary(), account: bundle.account,
    }, {
      open: (id) => this.#choose(id),
      note: (words) => { this.#form = { ...this.#form, note: words }; },
      staff: (id) => { this.#form = { ...this.#form, staff: id, fault: null }; this.#shell.paint(); },
      takePhoto: (input) => this.#take(input),
      move: (task, move) => this.#move(task, move),
    });
  }

  #site() {
    const sites = this.#shell.bundle?.sites ?? [];
    return sites.find((site) => site.id === this.#shell.wishes.site) ?? sites[0] ?? null;
  }

  /** What the photo of the open task says of itself. */
  #about() {
    const site = this.#site();
    const task = site.tasks.find((one) => one.task === this.#open);
    return { site, title: task.title, place: placeName(site, task.place) };
  }

  #choose(id) {
    this.#open = this.#open === id ? null : id;
    this.#form = blankForm();
    this.#shell.paint();
  }

  async #look() {
    const own = this.#shell.bundle?.account.id;
    this.#done = (await commands.all()).filter((one) => one.about.author_id === own);
    this.#shell.paint();
  }

  /** The bytes are on the device, read back and compared, before the form names them. */
  async #take(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    await this.#work(async () => {
      const { account } = this.#shell.bundle;
      const { site, title, place } = this.#about();
      const about = { place, takenAt: Date.now(), skew: skew() };
      const { bytes, thumb, type } = await develop(await file.arrayBuffer(), (hash) => footerOf({ site, title, author: account }, { ...about, hash }, { text, t }));
      const slot = uuid();
      const hash = await photos.keep(this.#form.id, slot, bytes);
      this.#thumbs.set(slot, URL.createObjectURL(new Blob([thumb])));
      this.#form = { ...this.#form, fault: null, photos: [...this.#form.photos, { slot, sha256: hash, bytes: bytes.byteLength, type, sent: false }] };
    }, t("The photo could not be kept on this device. The round goes on without it."));
  }

  async #move(task, move) {
    const fault = lacks(move, task, this.#form);
    if (fault || this.#isBusy) {
      this.#form = { ...this.#form, fault };
      this.#shell.paint();
      return;
    }
    await this.#work(() => this.#keep(task, move), t("It could not be saved for sending. Nothing is lost; try again."));
  }

  async #keep(task, move) {
    const { account } = this.#shell.bundle;
    const { client } = await this.#shell.means.signing(account.id);
    const at = moment();
    const { seq, after } = await commands.numbered(task.task);
    const wish = commandOf({ id: this.#form.id, task, move, note: this.#form.note, photos: this.#form.photos, staff: this.#form.staff, author: account, seq, after, at, client });
    const body = new TextEncoder().encode(JSON.stringify(wish)).buffer;
    await commands.add({
      id: wish.id, seq, after, task: task.task, base_rev: wish.base_rev, move, body, hash: await sha256(body), photos: this.#form.photos, state: "waiting",
      attempts: 0, next_at: 0, added_at: Date.now(), problem: null,
      about: { move, checklist: task.title, site: this.#site().name, author_id: account.id, submitted_at: at },
    });
    this.#form = blankForm();
    this.#open = null;
    await this.#look();
    this.#shell.means.sync.added();
  }

  async #work(work, trouble) {
    this.#isBusy = true;
    this.#trouble = null;
    this.#shell.paint();
    try {
      await work();
    } catch {
      this.#trouble = trouble;
    }
    this.#isBusy = false;
    this.#shell.paint();
  }
}

function placeName(site, place) {
  const area = site.areas?.find((one) => `area:${one.id}` === place);
  if (area) return text(area.name);
  const person = site.staff?.find((one) => `staff:${one.id}` === place);
  return person?.name ?? place.slice(place.indexOf(":") + 1);
}
