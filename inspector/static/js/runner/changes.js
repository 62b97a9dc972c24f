// A change to a draft and the change that brings it back. Decides only.

export const UNDO_KEPT = 20;

/**
 * @param {object} draft
 * @param {{answers?: Object<string, object|null>, fields?: object}} change  answers by key, null takes one away
 * @returns {{draft: object, inverse: object}}
 */
export function applied(draft, { answers = {}, fields = {} }) {
  const next = { ...draft, ...fields, answers: { ...draft.answers } };
  const inverse = { answers: {}, fields: {} };
  for (const [key, answer] of Object.entries(answers)) {
    inverse.answers[key] = draft.answers[key] ?? null;
    if (answer === null) delete next.answers[key];
    else next.answers[key] = answer;
  }
  for (const name of Object.keys(fields)) inverse.fields[name] = draft[name] ?? null;
  return { draft: next, inverse };
}

/** The draft after a change that can be undone. */
export function changed(draft, change) {
  const { draft: next, inverse } = applied(draft, change);
  const step = { ...inverse, place: draft.place };
  return { ...next, undo: [...(draft.undo ?? []), step].slice(-UNDO_KEPT) };
}

/** The draft before its last change; the place goes back with it, so that one sees what came back. */
export function undone(draft) {
  const step = draft.undo?.at(-1);
  if (!step) return draft;
  const { draft: back } = applied(draft, step);
  return { ...back, place: { ...draft.place, section: step.place.section, subject: step.place.subject }, undo: draft.undo.slice(0, -1) };
}
