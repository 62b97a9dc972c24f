// A finished draft as the wire wants it (docs/payload.md). Decides only.

import { keyOf, startsUnseen } from "./cells.js";
import { verdictsOf } from "./reinspection.js";

const LOCAL_FIELDS = ["later", "trail"];

/** The answers in the shape that scoring reads; events nobody saw are said to be unseen. */
export function sheetOf(document, draft) {
  const answers = [];
  for (const section of document.sections) {
    const subjects = section.repeat ? draft.subjects[section.repeat] ?? [] : [null];
    for (const subject of subjects) {
      for (const item of section.items) {
        const answer = answerOf(document, draft, item, subject);
        if (answer) answers.push(answer);
      }
    }
  }
  const asked = draft.again && { asked: draft.again.asked };
  return { subjects: draft.subjects, site: { has: draft.site.attributes ?? [] }, answers, ...asked };
}

/** @param {{isVisible, submittedAt: string, client: object, grantId: string|null}} circumstances */
export function submissionOf(document, draft, { isVisible, submittedAt, client, grantId }) {
  const sheet = sheetOf(document, draft);
  const answers = sheet.answers.filter((answer) => isVisible(answer.item, subjectAsked(document, answer)));
  return {
    wire: 1, id: draft.id, checklist_id: draft.checklist_id, checklist_version: draft.checklist_version,
    site_id: draft.site.id, area_id: draft.area_id, shift_id: draft.shift_id, line: draft.line,
    author_id: draft.author.id, grant_id: grantId, round_id: draft.shared?.id ?? null, reinspects: draft.again?.id ?? null, asked: draft.again?.asked ?? null, base_rev: null, device_seq: draft.device_seq,
    started_at: draft.started_at, submitted_at: submittedAt,
    active_seconds: Math.round(draft.active_seconds), paused_seconds: Math.round(draft.paused_seconds),
    site: sheet.site, subjects: sheet.subjects, duty: draft.duty,
    answers,
    follow_ups: [...Object.entries(draft.follow_ups).map(([task, answer]) => ({
      task: Number(task), verdict: answer.verdict, note: answer.note ?? null, photos: hashes(draft, `follow_up|${task}`),
    })), ...verdictsOf(document, draft.again, answers)],
    praise: draft.praise, comment: draft.comment || null,
    attachments: draft.photos.map(attachmentOf),
    client,
  };
}

function answerOf(document, draft, item, subject) {
  const key = keyOf(item.id, subject);
  const known = draft.answers[key];
  const evidence = draft.photos.filter((photo) => photo.key === key).map((photo) => photo.sha256);
  if (known) {
    const sent = { item: item.id, ...known, photos: evidence };
    for (const name of LOCAL_FIELDS) delete sent[name];
    return sent;
  }
  const base = { item: item.id, for: subject, value: null, reason: null, at: draft.started_at, bulk: false, note: null, cause: null, corrected: false, reminded: false };
  if (evidence.length && ["photo", "signature"].includes(item.type)) return { ...base, state: "answered", value: evidence, photos: evidence };
  if (startsUnseen(document, item)) return { ...base, state: "unseen", photos: [] };
  return null;
}

/** In a section asked once, `for` names who was seen doing it; the question itself had no subject. */
function subjectAsked(document, answer) {
  const section = document.sections.find((candidate) => candidate.items.some((item) => item.id === answer.item));
  return section.repeat ? answer.for : null;
}

function attachmentOf(photo) {
  const [item, subject] = photo.key.split("|");
  const isAnswer = !["follow_up", "round"].includes(item);
  const sent = { slot: photo.slot, kind: photo.kind, item: isAnswer ? item : null, for: isAnswer ? subject || null : null };
  if (photo.kind === "signature") sent.signer = photo.signer;
  if (photo.hidden_reason) sent.hidden_reason = photo.hidden_reason;
  return { ...sent, sha256: photo.sha256, bytes: photo.bytes, type: photo.type, taken_at: photo.taken_at, original_sha256: photo.original_sha256 };
}

function hashes(draft, key) {
  return draft.photos.filter((photo) => photo.key === key).map((photo) => photo.sha256);
}
