// A finished draft as the wire wants it (docs/payload.md). Decides only.

import { verdictsOf } from "./reinspection.js";
import { sheetOf } from "./said.js";

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
