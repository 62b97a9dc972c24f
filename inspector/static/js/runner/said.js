// What a draft says, in the shape that scoring reads and the wire carries. Decides only.

import { keyOf, startsUnseen } from "./cells.js";

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
