// Two inspectors: the sheet on which a round is shared, and beginning the part that waits. Fetched on demand.

import { uuid } from "../../lib/identity.js";
import { learn, t } from "../../lib/i18n.js";
import { moment } from "../../lib/moments.js";
import * as drafts from "../../store/drafts.js";
import * as reference from "../../store/reference.js";
import { answeredIn, begunOf, laterHalf, partOf } from "../pairing.js";
import { pairSheet } from "../views/pairing.js";

/** Opens the sheet over a round. */
export async function openPairing(screen) {
  await learn("pairing");
  const document = await reference.document(screen.draft.checklist_version);
  return new Pairing(screen, document).open();
}

/** The draft of the second inspector, on this device from here on. @returns its id */
export async function beginPart(line, { account }) {
  const draft = partOf(line, { id: uuid(), author: { id: account.id, name: account.name, number: account.number }, at: moment() });
  await drafts.begin(draft, line.document);
  return draft.id;
}

class Pairing {
  #screen;
  #document;
  #partners = null; // null until they were named
  #chosen = null;
  #theirs;
  #trouble = null;
  #isBusy = false;

  constructor(screen, document) {
    this.#screen = screen;
    this.#document = document;
    this.#theirs = laterHalf(document);
  }

  async open() {
    const { draft } = this.#screen;
    this.#screen.openSheet({ kind: "pair", draw: () => this.#draw() });
    if (draft.shared) return;
    await this.#working(async (pairing) => {
      this.#partners = await pairing.partners(draft.site.id);
      if (this.#partners.length === 1) [this.#chosen] = this.#partners;
    });
  }

  // Private

  #draw() {
    const { draft } = this.#screen;
    const model = {
      sections: this.#document.sections, shared: draft.shared ?? null, isOwner: !draft.shared || draft.shared.id === draft.id, partners: this.#partners,
      chosen: this.#chosen, theirs: this.#theirs, answered: answeredIn(this.#document, draft, this.#theirs), trouble: this.#trouble, isBusy: this.#isBusy,
    };
    return pairSheet(model, {
      close: () => this.#screen.openSheet(null),
      choose: (one) => this.#set(() => { this.#chosen = one; }),
      toggle: (id) => this.#set(() => { this.#theirs = this.#theirs.includes(id) ? this.#theirs.filter((known) => known !== id) : [...this.#theirs, id]; }),
      share: () => this.#share(),
      alone: () => this.#alone(),
    });
  }

  #set(change) {
    change();
    this.#screen.shell.paint();
  }

  #share() {
    const { draft } = this.#screen;
    const own = this.#document.sections.map((section) => section.id).filter((id) => !this.#theirs.includes(id));
    return this.#working(async (pairing) => {
      const isShared = await pairing.share(draft.id, { partnerId: this.#chosen.id, own, theirs: this.#theirs, begun: begunOf(draft) });
      if (isShared) await this.#keep({ id: draft.id, sections: own, with: this.#chosen.name });
      else this.#trouble = t("A part of this round has arrived already; it can no longer be shared another way.");
    });
  }

  #alone() {
    return this.#working(async (pairing) => {
      if (await pairing.callOff(this.#screen.draft.id)) await this.#keep(null);
      else this.#trouble = t("A part of this round has arrived already; it can no longer be shared another way.");
    });
  }

  /** The round is laid out anew with the sections that are this inspector's. */
  async #keep(shared) {
    const { round, shell } = this.#screen;
    await round.change({ fields: { shared } }, { undoable: false });
    await round.settled();
    await shell.reopen();
  }

  async #working(work) {
    this.#isBusy = true;
    this.#trouble = null;
    this.#screen.shell.paint();
    try {
      const pairing = await this.#screen.shell.means.pairing();
      if (pairing) await work(pairing);
      else this.#trouble = t("This needs a network once, and your own sign-in.");
    } catch {
      this.#trouble = t("This needs a network once, and your own sign-in.");
    }
    this.#set(() => { this.#isBusy = false; });
  }
}
