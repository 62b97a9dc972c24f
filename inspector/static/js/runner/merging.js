// Two states of one draft that two devices of one person had: what only the other has is added, nothing of this one is changed. Decides only.

/**
 * @param {object} mine    the draft of the device that goes on
 * @param {object} theirs  what the device before still had
 * @returns {{fields: object, answers: object, differing: string[]}|null} what to change (runner/round.js change); null when nothing is new.
 *   differing: keys of answers that both have and that say something else; this device's stands, the other copy keeps its own
 */
export function whatIsNew(mine, theirs) {
  const answers = missing(mine.answers, theirs.answers);
  const fields = {};
  const slots = new Set((mine.photos ?? []).map((photo) => photo.slot));
  const photos = (theirs.photos ?? []).filter((photo) => !slots.has(photo.slot));
  if (photos.length) fields.photos = [...(mine.photos ?? []), ...photos];
  for (const name of ["follow_ups", "names"]) {
    const more = missing(mine[name], theirs[name]);
    if (Object.keys(more).length) fields[name] = { ...mine[name], ...more };
  }
  const subjects = grown(mine.subjects ?? {}, theirs.subjects ?? {});
  if (subjects) fields.subjects = subjects;
  const praised = new Set((mine.praise ?? []).map((one) => one.staff));
  const praise = (theirs.praise ?? []).filter((one) => !praised.has(one.staff));
  if (praise.length) fields.praise = [...(mine.praise ?? []), ...praise];
  if (!mine.comment && theirs.comment) fields.comment = theirs.comment;
  if (!Object.keys(answers).length && !Object.keys(fields).length) return null;
  return { answers, fields, differing: differing(mine.answers ?? {}, theirs.answers ?? {}) };
}

/** A draft with that added, for one that is not open. */
export function added(draft, { answers, fields }) {
  return { ...draft, ...fields, answers: { ...draft.answers, ...answers } };
}

function missing(mine = {}, theirs = {}) {
  return Object.fromEntries(Object.entries(theirs ?? {}).filter(([key, value]) => value !== null && value !== undefined && !(mine?.[key])));
}

function grown(mine, theirs) {
  let isGrown = false;
  const all = Object.fromEntries(Object.entries(mine).map(([kind, known]) => {
    const more = (theirs[kind] ?? []).filter((subject) => !known.includes(subject));
    isGrown ||= more.length > 0;
    return [kind, [...known, ...more]];
  }));
  return isGrown ? all : null;
}

function differing(mine, theirs) {
  const said = (answer) => JSON.stringify([answer?.state, answer?.value, answer?.note ?? null]);
  return Object.keys(theirs).filter((key) => mine[key] && theirs[key] && said(mine[key]) !== said(theirs[key]));
}
