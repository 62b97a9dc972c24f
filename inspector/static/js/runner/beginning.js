// A round begins: its draft is made from what the bundle says and put on the shelf of drafts, together with the version it stands on.

import { uuid } from "../lib/identity.js";
import { moment } from "../lib/moments.js";
import { newDraft } from "./starting.js";

/**
 * @param {object} bundle  whose account is the author's (docs/payload.md, Bundle)
 * @param {{begin: (draft, document) => Promise<void>}} store  store/drafts.js, or another shelf
 * @param {object} choice  as for newDraft, without id, author and moment
 * @returns {Promise<object>} the draft
 */
export async function beginRound({ account }, store, choice) {
  const author = { id: account.id, name: account.name, number: account.number };
  const draft = newDraft({ ...choice, id: uuid(), author, at: moment() });
  await store.begin(draft, choice.checklist.document);
  return draft;
}
