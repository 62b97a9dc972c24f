// A round before its first question: which shift it is, who is on, and the draft that freezes all of it. Decides only.

import { keyOf, mayBe } from "./cells.js";

const EARLY_MINUTES = 45;
/** Exemptions that take a dimension off the list from the start; "dress" does not: the rest of appearance is still looked at. */
const EXEMPT_DIMENSIONS = { posture: "standing_posture" };

/** Hours and minutes at the site, and the business day there. */
export function siteTime(site, now) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-GB", {
    timeZone: site.timezone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(now).map(({ type, value }) => [type, value]));
  const minute = Number(parts.hour) * 60 + Number(parts.minute);
  const day = new Date(Date.UTC(Number(parts.year), Number(parts.month) - 1, Number(parts.day)));
  if (minute < minuteOf(site.day_ends_at ?? "04:00")) day.setUTCDate(day.getUTCDate() - 1);
  return { minute, businessDay: day.toISOString().slice(0, 10) };
}

/** The shift that runs now; else the next one of the day, else the last. */
export function shiftNow(site, now) {
  const { minute } = siteTime(site, now);
  const ends = minuteOf(site.day_ends_at ?? "04:00");
  const sinceMorning = (clock) => (minuteOf(clock) - ends + 1440) % 1440;
  const at = (minute - ends + 1440) % 1440;
  const shifts = [...(site.shifts ?? [])].sort((one, other) => sinceMorning(one.starts_at) - sinceMorning(other.starts_at));
  const running = shifts.find((shift) => at >= sinceMorning(shift.starts_at) - EARLY_MINUTES && at <= sinceMorning(shift.ends_at));
  return (running ?? shifts.find((shift) => sinceMorning(shift.starts_at) > at) ?? shifts.at(-1))?.id ?? null;
}

/** The duty map to begin with: today's of this shift, else the last one the server knows, else nobody. */
export function dutyFor(site, shiftId, now) {
  const { businessDay } = siteTime(site, now);
  const maps = (site.duty ?? []).filter((map) => map.shift_id === shiftId);
  const map = maps.find((candidate) => candidate.business_day === businessDay && candidate.source === "saved")
    ?? [...maps].sort((one, other) => (one.business_day < other.business_day ? 1 : -1))[0];
  return { source: map?.source ?? "none", entries: structuredClone(map?.entries ?? []) };
}

/** Put a person on or off the map; whoever was there keeps tables and areas. */
export function togglePerson(entries, staff) {
  const known = entries.find((entry) => entry.staff === staff);
  if (!known) return [...entries, { staff, areas: [], tables: [], present: true }];
  return entries.map((entry) => (entry === known ? { ...entry, present: !entry.present } : entry));
}

/** Two letters for a chip; of a Chinese name what friends call: the given name. */
export function initials(name) {
  const words = name.trim().split(/[\s·.]+/).filter(Boolean);
  if (/^[\u3400-\u9fff\uf900-\ufaff]+$/u.test(words.join(""))) return [...words.join("")].slice(1).slice(-2).join("") || name;
  return words.map((word) => [...word][0]).slice(0, 2).join("").toUpperCase();
}

/** The lines open to this person here; the checklist's own where it names one. */
export function linesFor(checklist, site) {
  const lines = site.lines?.length ? site.lines : ["area"];
  return checklist.document.kind === "self" && lines.includes("self") ? ["self"] : lines;
}

/** The checklists of a bundle that are filled at a site; a bundle of before sites chose names none, and then all are. */
export function offeredAt(bundle, site) {
  return (bundle?.checklists ?? []).filter((checklist) => !site?.checklists || site.checklists.includes(checklist.id));
}

/**
 * A new draft: everything the round stands on is frozen in it.
 * @param {{id, checklist, site, areaId, shiftId, line, entries, tables, author, at, again?}} choice  again: what failed and is looked at again (reinspection.js)
 */
export function newDraft({ id, checklist, site, areaId, shiftId, line, entries, tables, author, at, again = null }) {
  const present = entries.filter((entry) => entry.present);
  const areas = (site.areas ?? []).filter((area) => areaId === null || area.id === areaId);
  const all = { staff: present.map((entry) => entry.staff), area: areas.map((area) => `area:${area.id}`), table: tables.map((label) => `table:${label}`) };
  const subjects = again ? subjectsAgain(again, all.staff) : all;
  const draft = {
    id, checklist_id: checklist.id, checklist_version: checklist.version, title: checklist.title,
    site: { id: site.id, name: site.name, timezone: site.timezone, attributes: site.attributes ?? [] },
    area_id: areaId, area_name: areaId === null ? null : areas[0].name, shift_id: shiftId,
    line, author, started_at: at, subjects, duty: entries, names: namesOf(site, tables),
    open_findings: again ? [] : site.open_findings ?? [], follow_ups: {}, answers: {}, praise: [], comment: "", photos: [], undo: [], timers: {},
    active_seconds: 0, paused_seconds: 0, paused_at: null, place: { section: null, subject: null, view: null, scroll: 0, open: null, phase: "round" },
  };
  if (again) draft.again = again;
  draft.answers = exemptions(checklist.document, site, draft);
  return draft;
}

/** Whom and what the failures were about; who else is there may still be named as the one who did it. */
function subjectsAgain({ asked }, present) {
  const named = (kind) => [...new Set(asked.map(([, subject]) => subject).filter((subject) => subject?.startsWith(`${kind}:`)))];
  return { staff: [...new Set([...named("staff"), ...present])], area: named("area"), table: named("table") };
}

/** A person excused from an item is not applicable from the start, and no reason is shown. */
function exemptions(document, site, draft) {
  const answers = {};
  for (const section of document.sections.filter((candidate) => candidate.repeat === "staff")) {
    for (const person of site.staff.filter((candidate) => candidate.exempt?.length && draft.subjects.staff.includes(`staff:${candidate.id}`))) {
      for (const item of section.items) {
        const dimension = item.dimension ?? section.dimension;
        if (!mayBe(document, item, "na") || !person.exempt.some((name) => EXEMPT_DIMENSIONS[name] === dimension)) continue;
        answers[keyOf(item.id, `staff:${person.id}`)] = {
          for: `staff:${person.id}`, state: "na", value: null, reason: "exempt", at: draft.started_at, bulk: false, note: null, cause: null, corrected: false, reminded: false,
        };
      }
    }
  }
  return answers;
}

function namesOf(site, tables) {
  const names = {};
  for (const person of site.staff ?? []) {
    names[`staff:${person.id}`] = { name: person.name, short: initials(person.name), position: person.position, is_newcomer: person.is_newcomer };
  }
  for (const area of site.areas ?? []) {
    names[`area:${area.id}`] = { name: area.name };
    for (const label of area.tables ?? []) names[`table:${label}`] = { name: label };
  }
  for (const label of tables) names[`table:${label}`] ??= { name: label };
  return names;
}

function minuteOf(clock) {
  const [hours, rest] = clock.split(":");
  return Number(hours) * 60 + Number(rest);
}
