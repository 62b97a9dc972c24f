// Taps on answers, turned into changes of the draft by the rules of answering.js.

import { steadyNow } from "../../lib/clock.js";
import { text } from "../../lib/i18n.js";
import { moment } from "../../lib/moments.js";
import { allPass, blank, sawOne, sectionBack, sectionNa, tapCell, tapChip, tapOption, tapState, tapVerdict, unsawOne, withValue } from "../answering.js";

const DECIMAL = /^-?\d+(?:[.,]\d+)?$/;

export function answerActions(screen) {
  const answer = (cell, next, { open = null, undoable = true } = {}) => {
    const isSame = next === cell.answer;
    screen.round.draft = { ...screen.draft, place: { ...screen.draft.place, here: cell.key, open } };
    return isSame ? screen.round.move({}) : screen.round.change({ answers: { [cell.key]: next } }, { undoable });
  };
  const detail = (cell, part, { undoable = true } = {}) => answer(cell, { ...cell.answer, ...part }, { open: cell.key, undoable });
  const openKey = () => screen.draft.place.open;

  return {
    verdict: (cell, value) => answer(cell, tapVerdict(cell, value, moment()), { open: value === "fail" && openKey() !== cell.key ? cell.key : null }),
    cell: (cell) => {
      const next = tapCell(cell, openKey() === cell.key, moment());
      return answer(cell, next, { open: next?.value === "fail" ? cell.key : null });
    },
    later: (cell) => answer(cell, { ...withValue(cell, "fail", moment()), later: true }),
    allPass: (cells) => screen.round.change({ answers: allPass(cells, moment()) }),
    state: (cell, state) => answer(cell, tapState(cell, state, moment()), { open: openKey() === cell.key ? cell.key : null }),
    sectionNa: (section, reason) => {
      screen.openSheet(null);
      return screen.round.change({ answers: sectionNa(screen.live.document, section.cells, reason, moment()) });
    },
    sectionBack: (section) => screen.round.change({ answers: sectionBack(section.cells) }),
    ownReason: (cell, words) => detail(cell, { reason: words || null }, { undoable: false }),
    reason: (cell, words) => detail(cell, { reason: cell.answer.reason === words ? null : words }),
    value: (cell, value, { toggles = false } = {}) => {
      const isTaken = toggles && cell.state === "answered" && JSON.stringify(cell.answer.value) === JSON.stringify(value);
      return answer(cell, isTaken ? null : withValue(cell, value, moment()), { open: cell.key });
    },
    option: (cell, option) => answer(cell, tapOption(cell, option, moment()), { open: cell.key }),
    saw: (cell, isDone) => answer(cell, sawOne(cell, isDone, moment()), { open: isDone && openKey() !== cell.key ? null : cell.key }),
    unsaw: (cell) => answer(cell, unsawOne(cell, moment())),
    measured: (cell, field) => {
      const written = field.value.trim();
      const isNumber = DECIMAL.test(written);
      field.setAttribute("aria-invalid", written && !isNumber ? "true" : "false");
      if (isNumber) return answer(cell, withValue(cell, plain(written), moment()), { open: cell.key, undoable: false });
      return written === "" ? answer(cell, null, { undoable: false }) : undefined;
    },
    /** The sign of the figure in a field, for keypads that have no minus. */
    negate: (cell, field) => {
      const written = field.value.trim();
      field.value = written.startsWith("-") ? written.slice(1) : `-${written}`;
      field.focus();
      field.dispatchEvent(new Event("input"));
    },
    scan: (cell) => import("./item_scan.js").then(({ scanInto }) => scanInto(screen, text(cell.item.ask), (words) => answer(cell, withValue(cell, words, moment())))),
    typed: (cell, value) => answer(cell, value ? withValue(cell, value, moment()) : null, { undoable: false }),
    stopwatch: (cell) => stopwatch(screen, cell, answer),
    open: (cell) => screen.round.move({ open: cell && openKey() !== cell.key ? cell.key : null, here: cell?.key ?? screen.draft.place.here }),
    chip: (cell, words) => detail(cell, { note: tapChip(cell.answer.note, words) }),
    note: (cell, words) => detail(cell, { note: words || null }, { undoable: false }),
    mark: (cell, name) => detail(cell, { [name]: !cell.answer[name] }),
    cause: (cell, cause) => detail(cell, { cause: cell.answer.cause === cause ? null : cause }),
    who: (cell, subject) => detail(cell, { for: cell.answer.for === subject ? null : subject }),
    followUp: (finding, verdict) => {
      const known = screen.draft.follow_ups[finding.task];
      const next = { ...screen.draft.follow_ups, [finding.task]: { note: null, ...known, verdict } };
      if (known?.verdict === verdict) delete next[finding.task];
      return screen.round.change({ fields: { follow_ups: next } });
    },
  };
}

/** One tap starts it, the next stops it; the start is in the draft, so a reload does not lose the time. */
function stopwatch(screen, cell, answer) {
  const { timers } = screen.draft;
  const since = timers[cell.key];
  if (!since) return screen.round.change({ fields: { timers: { ...timers, [cell.key]: steadyNow() } } }, { undoable: false });
  const rest = { ...timers };
  delete rest[cell.key];
  screen.round.change({ fields: { timers: rest } }, { undoable: false });
  const seconds = (Math.max(0, steadyNow() - since) / 1000).toFixed(1);
  return answer({ ...cell, answer: cell.answer ?? blank(cell.subject) }, withValue(cell, String(Number(seconds)), moment()), { open: cell.key });
}

/** 7,50 as the wire writes it: 7.5 */
function plain(written) {
  const [whole, rest = ""] = written.replace(",", ".").split(".");
  const digits = rest.replace(/0+$/, "");
  const integer = whole.replace(/^(-?)0+(?=\d)/, "$1");
  return digits ? `${integer}.${digits}` : integer === "-0" ? "0" : integer;
}
