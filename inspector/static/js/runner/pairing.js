// A round of two inspectors: which sections are whose, and what the second one begins with. Decides only.

/** The document as this inspector fills it: of a shared round only his sections. */
export function ofDraft(document, draft) {
  const own = draft.shared?.sections;
  return own ? { ...document, sections: document.sections.filter((section) => own.includes(section.id)) } : document;
}

/** The sections proposed for the second inspector: the later half. */
export function laterHalf(document) {
  return document.sections.slice(Math.ceil(document.sections.length / 2)).map((section) => section.id);
}

/** How many answers of this draft are in sections that would be the other's; they would not count. */
export function answeredIn(document, draft, sections) {
  const items = new Set(document.sections.filter((section) => sections.includes(section.id)).flatMap((section) => section.items.map((item) => item.id)));
  return Object.entries(draft.answers).filter(([key, answer]) => items.has(key.split("|")[0]) && answer.state === "answered").length;
}

/** What the second inspector's device begins with: the place, the people and who is excused from what, and nothing that was tapped. */
export function begunOf(draft) {
  const { answers, shared: _shared, moved: _moved, device_seq: _seq, ...rest } = draft;
  const excused = Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer.reason === "exempt"));
  return { ...rest, answers: excused, open_findings: [], follow_ups: {}, praise: [], comment: "", photos: [], undo: [], timers: {} };
}

/** The second inspector's own draft. line: a round that waits, as the server tells it. */
export function partOf(line, { id, author, at }) {
  return {
    ...line.begun, id, author, started_at: at, active_seconds: 0, paused_seconds: 0, paused_at: null,
    place: { section: null, subject: null, view: null, scroll: 0, open: null, phase: "round" },
    shared: { id: line.id, sections: line.sections, with: line.owner },
  };
}
