"""What a device carries for a shift: sites, people, duty maps, checklists, open points. Shape: docs/payload.md, Bundle."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from inspector import clock
from inspector.accounts.access import Actor, scoped
from inspector.accounts.models import Account
from inspector.checklists.keys import ROUND_KINDS
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.extensions import db
from inspector.i18n import language
from inspector.inspections import attribution, people
from inspector.inspections.models import Answer, Inspection
from inspector.plans import queries as plans
from inspector.rectification import carrying
from inspector.rectification import queries as tasks
from inspector.sites import epoch, facts, settings_store
from inspector.sites.models import Area, DutyMap, Position, Shift, Site, StaffAssignment, StaffMember

MOST_SITES = 30
NOTES_FROM_DAYS = 60
NOTES_PER_ITEM = 6
LONGEST_CHIP = 40  # characters
LINES_OF_ROLE = {
    "quality_lead": ("audit", "area"),
    "area_manager": ("area", "audit"),
    "supervisor": ("area", "self"),
    "store_manager": ("self", "area"),
}


def of(actor: Actor, site_id: int | None, build: str) -> tuple[str, str]:
    """The bundle of one person as JSON text, and a tag that changes with all of it but the moment.

    site_id: only this site; None = all one may inspect, MOST_SITES at most.
    """
    moment = clock.now()
    statement = (
        scoped(select(Site), Site.id, actor, "inspections.conduct").where(Site.closed_on.is_(None)).order_by(Site.id)
    )
    if site_id is not None:
        statement = statement.where(Site.id == site_id)
    sites = list(db.session.execute(statement.limit(MOST_SITES)).scalars())
    account = db.session.get_one(Account, actor.account_id)
    checklists = _checklists(sites)
    bundle = {
        "epoch": epoch.current(), "build": build, "language": language(),
        "account": {"id": actor.account_id, "name": actor.name, "number": account.number, "roles": sorted(actor.role_names),
                    "staff_id": actor.staff_id},
        "sites": [_site(site, actor, moment, checklists) for site in sites],
        "checklists": checklists,
        "due": plans.due_for(actor, [site.id for site in sites], moment),
        "locking": {name: settings_store.value(name, moment.date()) for name in ("lock_idle_minutes", "guest_minutes")},
        "recent_notes": _recent_notes([site.id for site in sites], moment),
    }  # fmt: skip
    tag = hashlib.sha256(json.dumps(bundle).encode()).hexdigest()[:24]
    bundle["now"] = moment.isoformat(timespec="milliseconds")
    return json.dumps(bundle, ensure_ascii=False, separators=(",", ":")), tag


def _site(site: Site, actor: Actor, moment: datetime, checklists: list[dict[str, Any]]) -> dict[str, Any]:
    day = clock.business_day(moment, site.timezone, time.fromisoformat(site.day_ends_at))
    return {
        "id": site.id, "name": site.name, "timezone": site.timezone, "day_ends_at": site.day_ends_at, "attributes": site.attributes,
        "business_day": day.isoformat(), "areas": _areas(site.id), "shifts": _shifts(site.id), "staff": _staff(site.id, day, actor),
        "duty": _duty(site.id, day), "lines": _lines(actor), "open_findings": tasks.open_findings(db.session(), site.id),
        "tasks": carrying.workable(site.id, actor),
        "checklists": [one["id"] for one in checklists if site.fills(one["pack"])],
    }  # fmt: skip


def _lines(actor: Actor) -> list[str]:
    lines = [line for role in LINES_OF_ROLE if role in actor.role_names for line in LINES_OF_ROLE[role]]
    return list(dict.fromkeys(lines))


def _areas(site_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(select(Area).where(Area.site_id == site_id, Area.is_active).order_by(Area.id)).scalars()
    return [
        {"id": a.id, "name": a.name, "kind": a.kind, "tables": a.tables, "responsible_id": a.responsible_id}
        for a in rows
    ]


def _shifts(site_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Shift).where(Shift.site_id == site_id, Shift.is_active).order_by(Shift.starts_at)
    ).scalars()
    return [{"id": s.id, "name": s.name, "starts_at": s.starts_at, "ends_at": s.ends_at} for s in rows]


def _staff(site_id: int, day: date, actor: Actor) -> list[dict[str, Any]]:
    statement = (
        select(StaffMember, Position.name)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(StaffAssignment.site_id == site_id, StaffAssignment.from_on <= day)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
        .order_by(StaffMember.number)
    )
    connection = db.session.connection()
    site, standards = facts.of(connection, site_id), people.standards(connection, day)
    assert site is not None
    known = people.facts(connection, site, day)
    # Nobody is scored by himself: the person asking is not offered.
    return [
        {"id": p.id, "number": p.number, "name": p.name, "position": position, "exempt": p.exempt,
         "is_newcomer": attribution.is_newcomer(known[p.id].attributable, day, standards)}
        for p, position in db.session.execute(statement) if p.id != actor.staff_id
    ]  # fmt: skip


def _duty(site_id: int, day: date) -> list[dict[str, Any]]:
    """Today's maps, and for a shift without one the last of that weekday."""
    since = day - timedelta(days=28)
    maps = db.session.execute(
        select(DutyMap)
        .where(DutyMap.site_id == site_id, DutyMap.business_day.between(since, day))
        .order_by(DutyMap.business_day)
    ).scalars()
    best: dict[int, DutyMap] = {}
    for found in maps:
        held = best.get(found.shift_id)
        is_same_weekday = found.business_day.weekday() == day.weekday()
        if held is None or is_same_weekday or held.business_day.weekday() != day.weekday():
            best[found.shift_id] = found
    return [
        {
            "business_day": d.business_day.isoformat(), "shift_id": d.shift_id, "source": "saved" if d.business_day == day else "last",
            "entries": [
                {"staff": f"staff:{e.staff_id}", "areas": [f"area:{a}" for a in e.area_ids], "tables": [f"table:{t}" for t in e.tables],
                 "present": e.is_present}
                for e in d.entries
            ],
        }
        for d in best.values()
    ]  # fmt: skip


def _checklists(sites: list[Site]) -> list[dict[str, Any]]:
    """The newest versions of the lists for rounds at any of the sites; others would only fill the device."""
    newest = select(func.max(ChecklistVersion.id)).group_by(ChecklistVersion.checklist_id)
    statement = (
        select(ChecklistRow, ChecklistVersion)
        .join(ChecklistVersion, ChecklistVersion.checklist_id == ChecklistRow.id)
        .where(ChecklistVersion.id.in_(newest), ChecklistRow.retired_at.is_(None), ChecklistRow.kind.in_(ROUND_KINDS))
        .order_by(ChecklistRow.id)
    )
    found = []
    for row, version in db.session.execute(statement):
        if not any(site.fills(row.pack) for site in sites):
            continue
        document = json.loads(version.document)
        found.append({"id": row.key, "version": version.sha256, "title": row.title, "pack": row.pack, "minutes": document.get("minutes"),
                      "document": document})  # fmt: skip
    return sorted(found, key=lambda one: float(one["minutes"] or 0))  # the daily round first


def _recent_notes(site_ids: list[int], moment: datetime) -> dict[str, list[str]]:
    """The notes written most often for each item at these sites of late, as chips."""
    statement = (
        select(Answer.item, Answer.note, func.count())
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .where(Inspection.site_id.in_(site_ids), Inspection.received_at > moment - timedelta(days=NOTES_FROM_DAYS))
        .where(Answer.note.is_not(None), Answer.is_failed)
        .group_by(Answer.item, Answer.note)
        .order_by(func.count().desc())
        .limit(600)
    )
    notes: dict[str, list[str]] = defaultdict(list)
    for item, note, _ in db.session.execute(statement):
        if note and len(notes[item]) < NOTES_PER_ITEM and len(note) <= LONGEST_CHIP:
            notes[item].append(note)
    return notes
