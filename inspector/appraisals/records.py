"""The monthly record of people: the list of a site, confirming (figures frozen with their evidence), signing as seen.

Below the target is confirmed singly and with a reason; nobody confirms his own record; only the person signs, on her own account. A month
that has a cycle is settled by its appraisal and not here (`month_appraisals.py`).
Source: docs/decisions.md, Appraisal and pay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import or_, select

from inspector.accounts.access import Actor
from inspector.appraisals import evidence, month_appraisals
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.appraisals.models import SIGNATURES, MonthRecord
from inspector.appraisals.ranking import Place, places
from inspector.appraisals.summary import Month, as_json, from_json, summarise
from inspector.audit import trail
from inspector.clock import business_day
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board
from inspector.sites.models import Position, Site, StaffAssignment, StaffMember

TO_SIGN = "Your record of %(month)s is ready. Please look at it and say that you have seen it."
BY_APPRAISAL = "This month has its appraisal: it is proposed, confirmed and signed there, once."
TO_MANAGER = "%(name)s has seen the record of %(month)s and objects."
# a signature given -> what it may still become: an objection may always be added, what was seen stays seen
LATER = {None: SIGNATURES, "not_now": SIGNATURES, "seen": ("seen", "seen_objects"), "seen_objects": ("seen_objects",)}


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the list of a site's month. record: None until confirmed; month: as frozen, else as of now.

    appraisal: of the cycle of this month, which then is what is confirmed and signed; signature: what was given on it, or delivered.
    """

    staff: StaffMember
    position: dict[str, str]
    month: Month
    record: MonthRecord | None
    appraisal: Appraisal | None = None
    signature: str | None = None

    @property
    def state(self) -> str:
        """open, confirmed, the signature given, or delivered where the time for it is over."""
        if self.appraisal is not None:
            return self.signature or ("confirmed" if month_appraisals.is_told(self.appraisal) else "open")
        if self.record is None:
            return "open"
        return self.record.signature or "confirmed"


def of_site(site_id: int, month: str, at: datetime) -> list[Line]:
    """Everyone whose last place of work in a month is a site, by staff number; evidence from other sites of that month is in it."""
    _, last = evidence.bounds_of(month)
    named = _people(site_id, month)
    rows, likeness, records = evidence.rows_of(month, named), evidence.likeness_until(last), _records(month, named)
    least, appraised = evidence.least_on(last), month_appraisals.of(month, named)
    signatures = {staff_id: month_appraisals.signature_of(row, at) for staff_id, row in appraised.items()}
    return [
        Line(
            staff, position, _figures(records.get(staff.id)) or summarise(rows.get(staff.id, ()), likeness, least),
            records.get(staff.id), appraised.get(staff.id), signatures.get(staff.id),
        )
        for staff, position in named.values()
    ]  # fmt: skip


def by_score(lines: Iterable[Line]) -> tuple[list[Line], dict[int, Place]]:
    """The lines of a site by score, whoever has too little evidence at the end without a place; and {staff id: place} of the others."""
    every = list(lines)
    sure = [line for line in every if not line.month.lacks and line.month.interval is not None]
    found = places({line.staff.id: line.month.interval for line in sure if line.month.interval is not None})
    ordered = sorted(sure, key=lambda line: line.month.rate or 0, reverse=True)
    return [*ordered, *(line for line in every if line.staff.id not in found)], found


def is_over(site: Site, month: str, at: datetime) -> bool:
    """Whether the last business day of a month has ended at a site, by the clock of the site."""
    return evidence.bounds_of(month)[1] < business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))


def of_person(staff_id: int, month: str) -> tuple[Month, MonthRecord | None]:
    """One person's month, as frozen or as of now, and the record if it was confirmed."""
    record = db.session.scalar(select(MonthRecord).where(MonthRecord.staff_id == staff_id, MonthRecord.month == month))
    return _figures(record) or as_of_now(staff_id, month), record


def as_of_now(staff_id: int, month: str) -> Month:
    """A person's month from the ledger as it stands."""
    _, last = evidence.bounds_of(month)
    return summarise(evidence.rows_of(month, [staff_id]).get(staff_id, ()), evidence.likeness_until(last), evidence.least_on(last))


def confirm(actor: Actor, site_id: int, month: str, staff_ids: Iterable[int], note: str, at: datetime) -> list[MonthRecord]:
    """Confirm the records of people of a site: freeze figures and evidence, tell them.

    note: the reason, needed for a record below the target, which is confirmed alone. Records confirmed already are passed over.
    Raises Problem forbidden (not one's site, or one's own record), not_found (not of this site), bad_form (details {"fields":
    {"note" | "staff": sentence}}), conflict (the month is not over).
    """
    if not actor.may("appraisals.confirm", site_id):
        raise Problem("forbidden")
    site = db.session.get(Site, site_id)
    if site is None:
        raise Problem("not_found")
    if not is_over(site, month, at):
        raise Problem("bad_form", fields={"month": "This month is not over yet."})
    lines = {line.staff.id: line for line in of_site(site_id, month, at)}
    wanted = [lines[staff_id] for staff_id in dict.fromkeys(staff_ids) if staff_id in lines]
    if not wanted:
        raise Problem("not_found")
    if any(line.staff.account_id == actor.account_id for line in wanted):
        raise Problem("bad_form", fields={"staff": "Nobody confirms his own record. It is confirmed one step up."})
    if any(line.appraisal is not None for line in wanted):
        raise Problem("bad_form", fields={"staff": BY_APPRAISAL})
    _check_below(wanted, note)
    return [_freeze(actor, site_id, month, line, note, at) for line in wanted if line.record is None]


def sign(actor: Actor, month: str, signature: str, note: str, at: datetime) -> MonthRecord:
    """Say that one has seen one's own record: seen, seen_objects (with what one objects to) or not_now. Seen is not agreed.

    Raises Problem not_found (no confirmed record of one's own), malformed, conflict (details {"state"}), bad_form {"fields": {"note"}}.
    """
    record = _own(actor, month)
    if month_appraisals.of(month, [record.staff_id]):
        raise Problem("conflict", state="appraisal")
    if signature not in SIGNATURES:
        raise Problem("malformed", why=f"there is no signature {signature}")
    if signature not in LATER[record.signature]:
        raise Problem("conflict", state=record.signature)
    if signature == "seen_objects" and not note.strip():
        raise Problem("bad_form", fields={"note": "Please say what you object to. One sentence is enough."})
    if record.signature == signature and (record.signature_note or "") == note.strip():
        return record
    record.signature, record.signed_at, record.signature_note = signature, at, note.strip() or None
    trail.record(f"record.{signature}", f"record:{record.id}", actor_id=actor.account_id, details={"month": month}, at=at)
    if signature == "seen_objects":
        values, url = {"name": record.staff.name, "month": month}, f"/records/{record.staff_id}/{month}"
        board.announce([record.confirmed_by_id], f"record:{record.id}:objects", TO_MANAGER, values, url, at)
    return record


def freeze_with(cycle: Cycle, at: datetime) -> None:
    """Keep what was seen of everybody in a month as it stands when its cycle is locked, beside the appraisal that rests on it.

    A cycle of a quarter freezes its appraisals alone: the months in it are confirmed each for itself.
    """
    if not evidence.is_month(cycle.period):
        return
    rows = [row for row in cycle.appraisals if row.proposed_by_id is not None and row.evidence]
    known, ids = _records(cycle.period, [row.staff_id for row in rows]), [row.staff_id for row in rows]
    seen, likeness, least = evidence.rows_of(cycle.period, ids), evidence.likeness_until(cycle.last_on), evidence.least_on(cycle.last_on)
    hashes = evidence.hashes_of(one.inspection_id for own in seen.values() for one in own)
    for row in rows:
        if row.staff_id not in known:
            own = seen.get(row.staff_id, ())
            db.session.add(MonthRecord(
                staff_id=row.staff_id, site_id=row.site_id, month=cycle.period, figures=as_json(summarise(own, likeness, least)),
                evidence_sha256=evidence.fingerprint_of(hashes[number] for number in {one.inspection_id for one in own}),
                confirmed_by_id=row.proposed_by_id, confirmed_at=at,
            ))  # fmt: skip
    db.session.flush()


def _people(site_id: int, month: str) -> dict[int, tuple[StaffMember, dict[str, str]]]:
    first, last = evidence.bounds_of(month)
    in_month = (StaffAssignment.from_on <= last, or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= first))
    here = select(StaffAssignment.staff_id).where(StaffAssignment.site_id == site_id, *in_month)
    rows = db.session.execute(
        select(StaffMember, Position.name, StaffAssignment.site_id)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(StaffMember.id.in_(here), *in_month, or_(StaffMember.left_on.is_(None), StaffMember.left_on >= first))
        .order_by(StaffMember.number, StaffAssignment.from_on)
    ).all()
    latest = {staff.id: (staff, position, at_site) for staff, position, at_site in rows}
    return {staff_id: (staff, position) for staff_id, (staff, position, at_site) in latest.items() if at_site == site_id}


def _records(month: str, staff_ids: Iterable[int]) -> Mapping[int, MonthRecord]:
    rows = db.session.execute(select(MonthRecord).where(MonthRecord.month == month, MonthRecord.staff_id.in_(list(staff_ids)))).scalars()
    return {record.staff_id: record for record in rows}


def _figures(record: MonthRecord | None) -> Month | None:
    return None if record is None else from_json(record.figures)


def _check_below(lines: list[Line], note: str) -> None:
    below = [line for line in lines if line.month.standing == "below" and line.record is None]
    if below and len(lines) > 1:
        raise Problem("bad_form", fields={"staff": "A record below the target is opened and confirmed singly."})
    if below and not note.strip():
        raise Problem("bad_form", fields={"note": "Please say why: this record is below the target."})


def _freeze(actor: Actor, site_id: int, month: str, line: Line, note: str, at: datetime) -> MonthRecord:
    used = {row.inspection_id for row in evidence.rows_of(month, [line.staff.id]).get(line.staff.id, ())}
    record = MonthRecord(
        staff_id=line.staff.id, site_id=site_id, month=month, figures=as_json(line.month), evidence_sha256=evidence.fingerprint(used),
        confirmed_by_id=actor.account_id, confirmed_at=at, confirmation_note=note.strip() or None,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    details = {"month": month, "evidence": record.evidence_sha256}
    trail.record("record.confirmed", f"record:{record.id}", actor_id=actor.account_id, details=details, at=at)
    if line.staff.account_id is not None:
        board.announce([line.staff.account_id], f"record:{record.id}:ready", TO_SIGN, {"month": month}, f"/me?month={month}", at)
    return record


def _own(actor: Actor, month: str) -> MonthRecord:
    found = db.session.execute(
        select(MonthRecord).where(MonthRecord.staff_id == (actor.staff_id or 0), MonthRecord.month == month)
    ).scalar_one_or_none()
    if found is None:
        raise Problem("not_found")
    return found
