// A visit being written down: how it begins, what is taken up again, what is sent. Decides only.

import { uuid } from "../lib/identity.js";
import { moment } from "../lib/moments.js";
import { keyOf } from "../runner/cells.js";
import { submissionOf } from "../runner/submission.js";

/** Where a visit stands for the one who makes it: brief, attest, form or receipt. */
export function phaseOf(told) {
  if (told.state === "delivered") return told.receipt ? "receipt" : "form";
  if (!told.is_brief_read) return "brief";
  return told.is_attested ? "form" : "attest";
}

/** The question of the form that says when the visit began: the first moment its first section asks for; null where it asks none. */
export function arrivalOf(document) {
  return document.sections[0]?.items.find((item) => item.type === "datetime")?.id ?? null;
}

/** An empty form. `arrived` is false until the shopper says when the visit began. */
export function newDraft(told, at) {
  return {
    visit: told.visit, id: uuid(), checklist_id: told.checklist.id, checklist_version: told.checklist.version, arrived: false,
    site: { id: told.site.id, name: told.site.name, attributes: told.site.attributes ?? [] }, area_id: null, shift_id: null, line: "mystery",
    author: { id: 0 }, started_at: at, subjects: {}, duty: [], answers: {}, photos: [], follow_ups: {}, praise: [], comment: "", undo: [],
    timers: {}, served: { table: "", met: {} }, active_seconds: 0, paused_seconds: 0, paused_at: null, place: {}, device_seq: 0,
  };
}

/** A report that was asked again: what was sent stands there, to be completed under a new number. */
export function revised(told) {
  const { sent } = told;
  const answers = Object.fromEntries(sent.answers.filter((one) => one.value !== null || one.state !== "answered").map(({ item, photos: _, ...answer }) => [keyOf(item, answer.for), answer]));
  const photos = sent.attachments.map(({ item, for: subject, ...photo }) => ({ ...photo, key: keyOf(item, subject) }));
  return { ...newDraft(told, sent.started_at), arrived: true, answers, photos, comment: sent.comment ?? "", ...(sent.served && { served: sent.served }) };
}

/** Of what lies here and what was mirrored, the one that was written to last; a report already sent under its number is neither. */
export function newer(here, mirrored) {
  if (!here || !mirrored) return here ?? mirrored ?? null;
  return (mirrored.edited ?? 0) > (here.edited ?? 0) ? mirrored : here;
}

/** What is sent (docs/payload.md, Submission). */
export function reportOf(told, draft, { isVisible, build }) {
  const client = { build, tz: told.site.timezone };
  return { ...submissionOf(told.checklist.document, draft, { isVisible, submittedAt: draft.finished_at ?? moment(), client, grantId: null }), duty: [], served: draft.served };
}

/** Where the guest sat, or how they described whom they met in one part of the visit: role and badge, never looks. */
export function withServed(served = { table: "", met: {} }, part, said) {
  return part === null ? { ...served, ...said } : { ...served, met: { ...served.met, [part]: { ...served.met[part], ...said } } };
}

/** Whether somebody serves the guest in a section, so that it may matter who. */
export function isServed(section) {
  return section.items.some(({ owner }) => owner === "duty" || owner === "actor");
}

/** The answers as words that can be copied into any other note, and back. Photos stay on this phone. */
export function recoveryOf(told, draft) {
  return JSON.stringify({ visit: told.visit, version: told.checklist.version, started_at: draft.started_at, comment: draft.comment, answers: draft.answers });
}

/** The draft with answers that were copied out before; null for what is not of this visit. */
export function recovered(told, words, draft) {
  try {
    const { visit, version, answers, started_at, comment } = JSON.parse(words.trim());
    return visit === told.visit && version === told.checklist.version && answers ? { ...draft, answers, started_at, comment } : null;
  } catch {
    return null;
  }
}
