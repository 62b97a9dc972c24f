// A page of the server was asked for and could not be reached: what works all the same, and the way back to it.

import { awayPage } from "../views/away.js";

const OWN_PATH = /^\/(?![/\\])/;

export class AwayScreen {
  #shell;
  #page;

  constructor(shell, _rest, query) {
    this.#shell = shell;
    const asked = query.get("page") ?? "/";
    this.#page = OWN_PATH.test(asked) ? asked : "/";
  }

  view() {
    return awayPage({ page: this.#page, sync: this.#shell.means.sync.summary(), canStart: Boolean(this.#shell.bundle) });
  }
}
