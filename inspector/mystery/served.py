"""Where a guest sat and whom they met, by role and badge and never by looks: as the phone sent it, and as a reviewer put it right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from inspector import clock
from inspector.audit import trail
from inspector.checklists import publishing
from inspector.checklists.definition import Item, Section
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import attribution, payload, people, recording
from inspector.mystery import candidates, plain
from inspector.mystery.candidates import Candidate, Met, Person, Place
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from inspector.mystery.rules import when
from inspector.sites import duty, queries
from inspector.sites.duty_map import Part
from inspector.sites.models import Area, Position, Site, StaffMember

CHANGEABLE = ("delivered", "accepted")
LONGEST_PART = 80


def of_wire(body: bytes) -> dict[str, Any]:
    """{"table", "area_id": None, "met": {section: {"role", "badge"}}} of a report's bytes (docs/payload.md, Visits); long words are cut."""
    raw = json.loads(body).get("served")
    said = raw if isinstance(raw, dict) else {}
    met = said.get("met")
    lines = {str(key)[:80]: _met(one) for key, one in met.items() if isinstance(one, dict)} if isinstance(met, dict) else {}
    return {"table": _short(said.get("table")), "area_id": None, "met": lines}


def put_right(report: Report, said: Mapping[str, Any], by: int, at: datetime) -> None:
    """The reviewer says where the guest sat (the receipt tells) and whom they met. Raises Problem conflict once it is released."""
    if report.visit.state not in CHANGEABLE or report.visit.report is not report:
        raise Problem("conflict", state=report.visit.state)
    area_id = said["area_id"] if said["area_id"] in {one.id for one in queries.areas(report.visit.site_id)} else None
    met = {section: _met(one) for section, one in said["met"].items()}
    report.served = {"table": _short(said["table"]), "area_id": area_id, "met": {k: v for k, v in met.items() if any(v.values())}}
    trail.record("mystery.served_written", f"report:{report.id}", actor_id=by, at=at)


def sections_of(report: Report) -> list[Section]:
    """The parts of the form in which somebody served the guest."""
    checklist = publishing.compiled(payload.read(report.body).checklist_version)
    return [one for one in checklist.sections if any(item.owner in plain.OWNERS and item.is_scored for item in one.items)]


@dataclass(frozen=True, slots=True)
class Borne:
    """Whom one answer may be about. part: what is asked about together, since one person may have done all of it (part_of)."""

    section: str
    part: str
    candidate: Candidate


def part_of(item: Item) -> str:
    """The part of a visit that an answer belongs to: the positions whose work it is, or else the section where somebody was met."""
    return " ".join(sorted(item.positions))[:LONGEST_PART] or item.section


def candidates_of(report: Report) -> dict[str, Borne]:
    """{item: Borne} of everything a person could bear, by the duty maps of the hour in which each was answered."""
    sent, site = payload.read(report.body), report.visit.site
    checklist = publishing.compiled(sent.checklist_version)
    day = clock.business_day(sent.started_at, site.timezone, time.fromisoformat(site.day_ends_at))
    known, most = _people(site, day, _told_on(report.visit, sent.started_at)), people.standards(db.session.connection(), day)
    place, maps, found = place_of(report), {}, {}
    called = {word.lower(): one.key for one in queries.positions() for word in (one.key, *one.name.values())}
    for entry, remark in zip(sent.sheet["answers"], sent.remarks, strict=True):
        item = checklist.item(entry["item"])
        if item.owner in plain.OWNERS and item.is_scored and not item.subjective and not item.bonus:
            moment = remark.at or sent.started_at
            if moment not in maps:
                maps[moment] = parts_at(site, day, moment)
            # Of words that no position here goes by nothing is known, so that a form of others does not keep a badge from counting.
            work_of = {called[word.lower()] for word in item.positions if word.lower() in called}
            met = Met(**(report.served.get("met") or {}).get(item.section, {}))
            one = candidates.candidate(met, place, moment, maps[moment], known, most.tables_per_server, work_of)
            found[item.id] = Borne(item.section, part_of(item), one)
    return found


def by_section(report: Report) -> dict[str, list[tuple[str, Candidate]]]:
    """{section: (name, Candidate)} each once, for the reviewer; the name is "" where there is no candidate."""
    found = candidates_of(report)
    ids = {one.candidate.staff_id for one in found.values()}
    names: dict[int | None, str] = {
        row.id: row.name for row in db.session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(ids - {None})))
    }  # fmt: skip
    sections: dict[str, list[tuple[str, Candidate]]] = {}
    for one in found.values():
        line = (names.get(one.candidate.staff_id, ""), one.candidate)
        if line not in sections.setdefault(one.section, []):
            sections[one.section].append(line)
    return sections


def areas_of(report: Report) -> list[Area]:
    """Where a guest may have sat."""
    return [one for one in queries.areas(report.visit.site_id) if one.is_active]


def positions() -> list[Position]:
    """What people who serve guests are."""
    return [one for one in queries.positions() if not one.is_manager]


def there(report: Report) -> frozenset[int]:
    """Who was on a duty map while the guest was there and may be scored."""
    sent, site = payload.read(report.body), report.visit.site
    day = clock.business_day(sent.started_at, site.timezone, time.fromisoformat(site.day_ends_at))
    known = _people(site, day, _told_on(report.visit, sent.started_at))
    moments = {sent.started_at, *(one.at for one in sent.remarks if one.at is not None)}
    present = {part.staff_id for moment in moments for part in parts_at(site, day, moment) if part.holds_at(moment)}
    return frozenset(one for one in present if one in known and known[one].may_be_scored)


def place_of(report: Report) -> Place:
    """Where the guest sat; the area of a table is that of the site's plan."""
    table, area_id = report.served.get("table") or "", report.served.get("area_id")
    for area in queries.areas(report.visit.site_id):
        if table and table.upper() in (label.upper() for label in area.tables):
            label = next(label for label in area.tables if label.upper() == table.upper())
            return Place(label, area.id)
    return Place("", area_id)


def parts_at(site: Site, day: date, moment: datetime) -> tuple[Part, ...]:
    """The parts of every duty map whose shift was running at a moment."""
    found: list[Part] = []
    for shift in queries.shifts(site.id, is_active=True):
        starts, ends = duty.span(site, day, shift)
        saved = duty.on(site.id, day, shift.id) if starts <= moment < ends else None
        found.extend(saved.parts if saved else ())
    return tuple(found)


def _people(site: Site, *days: date) -> dict[int, Person]:
    """Who worked there on all these days; may be scored only who may on each, because the record bears the coarse day."""
    facts, connection = recording.place_of(site.id), db.session.connection()
    assert facts is not None  # a foreign key says so
    posts = {row.staff.id: (row.staff.number, row.position.key) for row in queries.people_at(site.id, days[0])}
    by_day = [(day, people.facts(connection, facts, day), people.standards(connection, day)) for day in days]
    return {
        staff_id: Person(staff_id, number, position, all(
            staff_id in known and attribution.may_count(known[staff_id].attributable, None, day, standards)
            for day, known, standards in by_day
        ))
        for staff_id, (number, position) in posts.items()
    }  # fmt: skip


def _told_on(visit: Visit, began: datetime) -> date:
    """The day the released record bears."""
    return when(began, visit.site.timezone, visit.site.day_ends_at).half


def _met(one: Mapping[str, Any]) -> dict[str, str]:
    return {"role": _short(one.get("role")), "badge": _short(one.get("badge"))}


def _short(text: Any) -> str:
    return text.strip()[:plain.LONGEST_WORD] if isinstance(text, str) else ""
