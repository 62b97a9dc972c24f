// Start: everything is filled in beforehand; one tap freezes it into a draft.

import { correctedNow } from "../../lib/clock.js";
import { learn, t } from "../../lib/i18n.js";
import * as drafts from "../../store/drafts.js";
import { beginRound } from "../beginning.js";
import { dutyFor, linesFor, shiftNow, togglePerson } from "../starting.js";
import { plainPage } from "../shell.js";
import { startPage } from "../views/start.js";

export class StartScreen {
  #shell;
  #wanted;
  #checklist;
  #site;
  #choice;
  #drawAgain = null; // what draws a second look
  #isDutyOpen = false;
  #isStarting = false;
  #trouble = null;
  #isElsewhere = false; // the link names a site that is not on this device: never another one in its place

  constructor(shell, [checklistId], query) {
    this.#shell = shell;
    this.#wanted = { checklistId, query };
  }

  /** A link from elsewhere may come before this device has anything: then it is fetched first. */
  async open() {
    const { checklistId, query } = this.#wanted;
    if (!this.#shell.bundle) await this.#shell.means.refresh();
    const { bundle } = this.#shell;
    this.#checklist = bundle?.checklists.find((checklist) => checklist.id === checklistId) ?? null;
    if (!checklistId) return location.replace(`#/scan?${query}`); // a code of a place alone: there its lists are offered
    const wanted = query.get("site") ?? String(this.#shell.wishes.site ?? "");
    this.#site = bundle?.sites.find((site) => String(site.id) === wanted) ?? (query.has("site") ? null : bundle?.sites[0]) ?? null;
    this.#isElsewhere = Boolean(bundle) && !this.#site;
    if (!this.#checklist || !this.#site) return;
    const shiftId = shiftNow(this.#site, new Date(correctedNow()));
    const lines = linesFor(this.#checklist, this.#site);
    const line = query.get("line");
    this.#choice = { again: query.has("again") ? await this.#lookAgain(query) : null, line: lines.includes(line) ? line : lines.includes("area") ? "area" : lines[0], areaId: areaOf(this.#site, query.get("area")), shiftId, tables: tablesOf(this.#site, query.get("table")), ...dutyFor(this.#site, shiftId, new Date(correctedNow())) };
  }

  view() {
    const { bundle, means } = this.#shell;
    if (!this.#wanted.checklistId) return "";
    if (!bundle && means.isSignedOut()) return plainPage(t("Please sign in to fetch your checklists."), means.signIn + encodeURIComponent(location.hash), t("Sign in"));
    if (!this.#choice) return plainPage(this.#isElsewhere ? t("This place is not among yours on this device.") : t("This checklist is not on this device."), "#/", t("Back to Today"));
    const { document } = this.#checklist;
    return startPage({
      checklist: this.#checklist, site: this.#site, choice: this.#choice, staff: staffInOrder(this.#site, this.#choice.entries), lines: linesFor(this.#checklist, this.#site),
      drawAgain: this.#drawAgain, asksTables: document.sections.some((section) => section.repeat === "table"), isDutyOpen: this.#isDutyOpen, isStarting: this.#isStarting,
      trouble: this.#trouble, sync: this.#shell.means.sync.summary(), foreword: this.#shell.foreword(),
    }, this.#actions());
  }

  /** A second look at what failed; what it takes is fetched on that day. */
  async #lookAgain(query) {
    const [{ againOf }, { againList }] = await Promise.all([import("../reinspection.js"), import("../views/again.js"), learn("answers")]);
    this.#drawAgain = againList;
    return againOf(query, this.#checklist.document, this.#site.open_findings ?? []);
  }

  #actions() {
    const choose = (part) => {
      this.#choice = { ...this.#choice, ...part };
      this.#shell.paint();
    };
    return {
      choose,
      shift: (shiftId) => choose({ shiftId, ...dutyFor(this.#site, shiftId, new Date(correctedNow())) }),
      person: (id) => choose({ entries: togglePerson(this.#choice.entries, `staff:${id}`) }),
      table: (label) => choose({ tables: toggled(this.#choice.tables, label) }),
      assign: (staff, kind, subject) => choose({ entries: this.#choice.entries.map((entry) => (entry.staff === staff ? { ...entry, [kind]: toggled(entry[kind], subject) } : entry)) }),
      duty: () => this.#openDuty(true),
      closeDuty: () => this.#openDuty(false),
      start: () => this.#start(),
    };
  }

  #openDuty(isOpen) {
    this.#isDutyOpen = isOpen;
    this.#shell.paint();
  }

  async #start() {
    if (this.#isStarting) return;
    this.#isStarting = true;
    try {
      const draft = await beginRound(this.#shell.bundle, drafts, { ...this.#choice, checklist: this.#checklist, site: this.#site });
      this.#shell.go(`#/round/${draft.id}`);
    } catch {
      this.#isStarting = false;
      this.#trouble = t("This device has no room left. Send what is waiting, then try again.");
      this.#shell.paint();
    }
  }
}

/** People of the duty map stand first, so that the usual ones are in sight. */
function staffInOrder(site, entries) {
  const known = new Set(entries.map((entry) => entry.staff));
  const isKnown = (person) => known.has(`staff:${person.id}`);
  return [...site.staff.filter(isKnown), ...site.staff.filter((person) => !isKnown(person))];
}

function areaOf(site, wanted) {
  return site.areas?.find((area) => String(area.id) === wanted)?.id ?? null;
}

function tablesOf(site, wanted) {
  return site.areas?.some((area) => area.tables?.includes(wanted)) ? [wanted] : [];
}

function toggled(list, one) {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}
