// People, tables and areas joining a round that is under way, and praise.

import * as drafts from "../../store/drafts.js";
import { initials } from "../starting.js";
import { t } from "../../lib/i18n.js";

export function peopleActions(screen) {
  const put = (section, subject, name) => {
    const kind = section.repeat;
    const known = screen.draft.subjects[kind];
    if (known.includes(subject) || subject.endsWith(":")) return screen.openSheet(null);
    const names = name ? { ...screen.draft.names, [subject]: { name, short: initials(name) } } : screen.draft.names;
    screen.sheet = null;
    screen.round.change({ fields: { subjects: { ...screen.draft.subjects, [kind]: [...known, subject] }, names } });
    return screen.round.move({ subject });
  };
  return {
    addSubject: (section) => screen.openSheet({ kind: "add", section, offered: offered(screen, section.repeat) }),
    putSubject: (section, subject) => put(section, subject),
    putUnknown: (section) => {
      const count = screen.draft.subjects.staff.filter((subject) => subject.startsWith("staff:unknown-")).length;
      return put(section, `staff:unknown-${count + 1}`);
    },
    praise: () => screen.openSheet({ kind: "praise" }),
    togglePraise: (staff) => {
      const known = screen.draft.praise.some((one) => one.staff === staff);
      const praise = known ? screen.draft.praise.filter((one) => one.staff !== staff) : [...screen.draft.praise, { staff, note: null }];
      return screen.round.change({ fields: { praise } });
    },
    praiseNote: (staff, note) => screen.round.change({ fields: { praise: screen.draft.praise.map((one) => (one.staff === staff ? { ...one, note: note || null } : one)) } }, { undoable: false }),
    discard: async () => {
      if (!window.confirm(t("Discard this round and its photos? This cannot be undone."))) return;
      const { id } = screen.draft;
      await screen.shell.closeRound();
      await drafts.discard(id);
      screen.shell.means.forgetMirror(id);
      screen.shell.go("#/");
    },
  };
}

function offered(screen, kind) {
  const there = new Set(screen.draft.subjects[kind]);
  return Object.entries(screen.draft.names).filter(([subject]) => subject.startsWith(`${kind}:`) && !there.has(subject))
    .map(([subject]) => ({ subject, name: screen.live.nameOf(subject) }));
}
