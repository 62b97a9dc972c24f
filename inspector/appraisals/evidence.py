"""Reads what a person's month rests on: ledger rows, the answers behind them, what lowered the score, praise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select

from inspector.appraisals import counting, periods
from inspector.appraisals.models import LedgerEntry, Praise
from inspector.appraisals.summary import Row
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist, Item
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections import attribution
from inspector.inspections.models import Answer, Attachment, Inspection, Revision
from inspector.measurement.evidence import Least
from inspector.measurement.intervals import Round, likeness
from inspector.sites import settings_store

GUESTS = "mystery"  # the line of what guests saw; too few to be part of anybody's month
LIKENESS_FROM = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer about a person, with what is needed to judge it again.

    counts: whether it is in the rate (borne by the person, scored, not by a self-check). earned, possible: exact points.
    photos: attachment ids that may be shown; none where it does not count for the person.
    """

    answer_id: int
    inspection_id: int
    day: date
    at: datetime
    line: str
    inspector_id: int
    checklist: str  # its key
    title: dict[str, str]
    item: Item
    state: str
    value: Any
    is_failed: bool
    earned: Fraction
    possible: Fraction
    note: str | None
    is_corrected: bool
    is_reminded: bool
    basis: str
    counts: bool
    photos: tuple[int, ...]

    @property
    def is_lowering(self) -> bool:
        """Whether it took something from the rate."""
        return self.counts and self.earned < self.possible


def bounds_of(month: str) -> tuple[date, date]:
    """The first and last day of a month "YYYY-MM" or a quarter "YYYY-Qn". Raises ValueError for another text."""
    period = periods.read(month)
    return period.first_on, period.last_on


def is_month(key: str) -> bool:
    """Whether a period is a month."""
    return periods.read(key).kind == "monthly"


def rows_of(month: str, staff_ids: Iterable[int], is_of_guests: bool = False) -> dict[int, list[Row]]:
    """The ledger rows of people in a month, by person. What guests saw is kept apart (`guests.py`): is_of_guests asks for that alone."""
    first, last = bounds_of(month)
    found: dict[int, list[Row]] = defaultdict(list)
    for staff_id, rows in rows_between(first, last, staff_ids).items():
        for line, row in rows:
            if (line == GUESTS) is is_of_guests:
                found[staff_id].append(row)
    return found


def rows_between(first: date, last: date, staff_ids: Iterable[int]) -> dict[int, list[tuple[str, Row]]]:
    """The ledger rows of people between two business days, both included, by person: (line of the check, row)."""
    rows = db.session.execute(
        select(LedgerEntry.__table__)
        .where(LedgerEntry.staff_id.in_(list(staff_ids)), LedgerEntry.business_day.between(first, last))
        .order_by(LedgerEntry.id)
    )
    found: dict[int, list[tuple[str, Row]]] = defaultdict(list)
    for r in rows:
        share = Fraction(r.share_sum)
        row = Row(r.inspection_id, r.inspector_id, r.is_outside, r.dimension, r.business_day, r.weight, share, r.answer_count)
        found[r.staff_id].append((r.line, row))
    return found


def last_entry() -> int:
    """The number of the last entry of the ledger, 0 before the first. Entries are only ever added, so numbers tell earlier from later."""
    return db.session.scalar(select(func.max(LedgerEntry.id))) or 0


def likeness_until(last: date) -> float:
    """How alike answers of one round are, over the organisation, in the 90 days up to a day."""
    rounds = db.session.execute(
        select(
            LedgerEntry.checklist_key, func.sum(LedgerEntry.weight), func.sum(LedgerEntry.share_decimal),
            func.sum(LedgerEntry.square_decimal),
        )
        .where(LedgerEntry.business_day > last - LIKENESS_FROM, LedgerEntry.business_day <= last, LedgerEntry.line != GUESTS)
        .group_by(LedgerEntry.checklist_key, LedgerEntry.inspection_id, LedgerEntry.staff_id)
    )  # fmt: skip
    return likeness(Round(key, float(n), total, square) for key, n, total, square in rounds)


def least_on(day: date) -> Least:
    """What the organisation asks of a month before it has a band, as set for the last day of the month."""
    keys = ("evidence_answers", "evidence_rounds", "evidence_days", "evidence_inspectors", "evidence_outside")
    return Least(*(settings_store.value(key, day) for key in keys))


def seen_of(staff_id: int, month: str, is_for_staff: bool) -> list[Seen]:
    """Every answer of a month that names a person, newest first.

    is_for_staff: leave out photos that are marked as not for staff.
    """
    first, last = bounds_of(month)
    statement = (
        select(Answer, Inspection)
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .where((Answer.staff_id == staff_id) | (Answer.subject == f"staff:{staff_id}"))
        .where(Inspection.business_day.between(first, last), Inspection.flag.is_(None), Inspection.line != GUESTS)
        .order_by(Inspection.business_day.desc(), Inspection.id.desc(), Answer.id)
    )
    found = db.session.execute(statement).all()
    checklists = _checklists({inspection.checklist_version_id for _, inspection in found})
    photos = _photos({inspection.id for _, inspection in found}, is_for_staff)
    return [_seen(answer, inspection, checklists[inspection.checklist_version_id], photos, staff_id) for answer, inspection in found]


def praise_of(staff_id: int, month: str) -> list[Praise]:
    """The praise of a month, newest first."""
    first, last = bounds_of(month)
    statement = select(Praise).where(Praise.staff_id == staff_id, Praise.business_day.between(first, last)).order_by(Praise.id.desc())
    return list(db.session.execute(statement).scalars())


def months_of(staff_id: int) -> list[date]:
    """The first days of the months in which there is evidence or praise about a person, newest first."""
    rounds = (LedgerEntry.staff_id == staff_id, LedgerEntry.line != GUESTS)
    days = [
        *db.session.execute(select(LedgerEntry.business_day).where(*rounds).distinct()).scalars(),
        *db.session.execute(select(Praise.business_day).where(Praise.staff_id == staff_id).distinct()).scalars(),
    ]
    return sorted({day.replace(day=1) for day in days}, reverse=True)


def hashes_of(inspection_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """{inspection id: (uuid, SHA-256 of its newest revision)}."""
    rows = db.session.execute(
        select(Inspection.id, Inspection.uuid, func.coalesce(Revision.body_sha256, Inspection.body_sha256))
        .outerjoin(Revision, (Revision.inspection_id == Inspection.id) & (Revision.rev == Inspection.rev))
        .where(Inspection.id.in_(sorted(set(inspection_ids))))
    )
    return {number: (uuid, body) for number, uuid, body in rows}


def fingerprint(inspection_ids: Iterable[int]) -> str:
    """The SHA-256 over ids and hashes of the inspections that a record uses, each as its newest revision stands."""
    return fingerprint_of(hashes_of(inspection_ids).values())


def fingerprint_of(hashes: Iterable[tuple[str, str]]) -> str:
    """The same over what `hashes_of` gave."""
    return sha256("".join(f"{uuid} {body}\n" for uuid, body in sorted(hashes)).encode()).hexdigest()


def _checklists(version_ids: set[int]) -> dict[int, Checklist]:
    rows = db.session.execute(select(ChecklistVersion.id, ChecklistVersion.sha256).where(ChecklistVersion.id.in_(version_ids))).all()
    return {version_id: publishing.compiled(sha) for version_id, sha in rows}


def _photos(inspection_ids: set[int], is_for_staff: bool) -> dict[tuple[int, str | None, str | None], tuple[int, ...]]:
    statement = select(Attachment.id, Attachment.inspection_id, Attachment.item, Attachment.subject).where(
        Attachment.inspection_id.in_(inspection_ids), Attachment.kind == "photo", Attachment.is_here
    )
    if is_for_staff:
        statement = statement.where(Attachment.hidden_from_staff_reason.is_(None))
    found: dict[tuple[int, str | None, str | None], tuple[int, ...]] = defaultdict(tuple)
    for attachment_id, inspection_id, item, subject in db.session.execute(statement.order_by(Attachment.id)):
        found[inspection_id, item, subject] += (attachment_id,)
    return found


def _seen(answer: Answer, inspection: Inspection, checklist: Checklist, photos: dict[Any, tuple[int, ...]], staff_id: int) -> Seen:
    item = checklist.item(answer.item)
    earned, possible = Fraction(answer.earned), Fraction(answer.possible)
    counts = (
        answer.staff_id == staff_id and attribution.counts_for_people(inspection.line, inspection.reinspects)
        and counting.is_evidence(item, answer.state, answer.borne_by, possible)
    )  # fmt: skip
    return Seen(
        answer.id, inspection.id, inspection.business_day, answer.at or inspection.submitted_at, inspection.line, inspection.author_id,
        checklist.id, dict(checklist.title), item, answer.state, answer.value, answer.is_failed, earned, possible, answer.note,
        answer.is_corrected, answer.is_reminded, answer.basis, counts,
        photos[inspection.id, answer.item, answer.subject] if answer.staff_id == staff_id else (),
    )  # fmt: skip
