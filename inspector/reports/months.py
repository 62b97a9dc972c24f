"""What the record of one person's month tells: figures, the evidence behind them, reminders, praise, and who signed what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from inspector.accounts.access import Actor
from inspector.accounts.models import Account
from inspector.appraisals import evidence, month_appraisals, records
from inspector.appraisals.evidence import Seen
from inspector.appraisals.models import MonthRecord
from inspector.appraisals.summary import Month
from inspector.checklists.definition import Item, Text
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Attachment
from inspector.rectification.models import Reminder
from inspector.reports.figures import HASH_SHOWN, Picture
from inspector.scoring.figures import fixed, plain
from inspector.sites.models import Organisation, Position, Site, StaffAssignment, StaffMember

MOST_PICTURES = 24  # in one record; more would bury the figures


@dataclass(frozen=True, slots=True)
class LoweringLine:
    """One answer that took something from the rate. at: on the clock of the site."""

    item: Item
    day: date
    at: datetime
    checklist: Text
    line: str
    state: str
    value: Any
    earned: str
    possible: str
    note: str | None
    is_corrected: bool
    is_reminded: bool
    basis: str
    inspection_id: int
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One question over the month. rate: percent of its points, None = it never counted; counted, seen: numbers of answers."""

    question: Text
    rate: Fraction | None
    counted: int
    seen: int


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One inspection that says something about the person. counted: answers in the rate; lowered: those that lost points."""

    inspection_id: int
    day: date
    checklist: Text
    line: str
    counted: int
    lowered: int


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A behaviour that failed and was only spoken about."""

    day: date
    question: Text
    was_told: bool


@dataclass(frozen=True, slots=True)
class PraiseLine:
    """What the person did well."""

    day: date
    note: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That the figures were confirmed and frozen. signature: of the person, one of SIGNATURES, None = not yet."""

    by: str
    at: datetime
    note: str | None
    evidence: str  # the first digits of the hash over the inspections used
    signature: str | None
    signed_at: datetime | None
    signature_note: str | None


@dataclass(frozen=True, slots=True)
class MonthReport:
    """Everything the record of a month shows. confirmation: None = a draft, the figures as of now."""

    organisation: str
    name: str
    number: str
    position: Text
    site: str
    month: date  # its first day
    made_at: datetime
    figures: Month
    lowering: Sequence[LoweringLine]
    items: Sequence[ItemLine]
    rounds: Sequence[RoundLine]
    reminders: Sequence[ReminderLine]
    praise: Sequence[PraiseLine]
    confirmation: Confirmation | None

    @property
    def lowering_by_item(self) -> Sequence[tuple[Item, Sequence[LoweringLine]]]:
        """What lowered the rate, the question that was lost most often first."""
        groups: dict[tuple[str, str], list[LoweringLine]] = {}
        for line in self.lowering:
            groups.setdefault((str(line.checklist), line.item.id), []).append(line)
        return [(lines[0].item, lines) for lines in sorted(groups.values(), key=len, reverse=True)]

    @staticmethod
    def percent(share: Fraction | float | None, whole: int = 100) -> str:
        """A share as a percent with one digit, half up; a dash for none. whole: 1 when it is a percent already."""
        return "—" if share is None else fixed(Fraction(share) * whole, 1)

    @property
    def pictures(self) -> Iterable[Picture]:
        """Every image the record wants to show."""
        return tuple(picture for line in self.lowering for picture in line.pictures)


def month_report(actor: Actor, staff_id: int, month: str, now: datetime) -> MonthReport:
    """Read one person's month, for herself or for whoever may read appraisals where she worked last in it.

    month: "YYYY-MM". Raises Problem not_found when there is no such person or month, or it is not the asker's to read.
    """
    first, last = _bounds(month)
    staff, site, position = _person(staff_id, first, last)
    figures, record = records.of_person(staff_id, month)
    if staff_id != actor.staff_id and not actor.may("appraisals.read", record.site_id if record else site.id):
        raise Problem("not_found")
    zone = ZoneInfo(site.timezone)
    seen = evidence.seen_of(staff_id, month, is_for_staff=True)
    return MonthReport(
        organisation=db.session.execute(select(Organisation.name)).scalar() or "", name=staff.name, number=staff.number,
        position=position.name, site=site.name, month=first, made_at=now.astimezone(zone), figures=figures,
        lowering=_lowering(seen, zone), items=_items(seen), rounds=_rounds(seen), reminders=_reminders(staff_id, first, last, seen),
        praise=tuple(PraiseLine(one.business_day, one.note) for one in evidence.praise_of(staff_id, month)),
        confirmation=_confirmation(record, zone),
    )  # fmt: skip


def _bounds(month: str) -> tuple[date, date]:
    try:
        return evidence.bounds_of(month)
    except ValueError:
        raise Problem("not_found") from None


def _person(staff_id: int, first: date, last: date) -> tuple[StaffMember, Site, Position]:
    """The person with the last place of work in the month."""
    row = db.session.execute(
        select(StaffMember, Site, Position)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Site, Site.id == StaffAssignment.site_id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(StaffMember.id == staff_id, StaffAssignment.from_on <= last)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= first))
        .order_by(StaffAssignment.from_on.desc(), StaffAssignment.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise Problem("not_found")
    return row[0], row[1], row[2]


def _lowering(seen: Iterable[Seen], zone: ZoneInfo) -> tuple[LoweringLine, ...]:
    lowering = [one for one in seen if one.is_lowering]
    pictures = _pictures([photo for one in lowering for photo in one.photos][:MOST_PICTURES], zone)
    return tuple(
        LoweringLine(
            one.item, one.day, one.at.astimezone(zone), one.title, one.line, one.state, one.value, plain(one.earned), plain(one.possible),
            one.note, one.is_corrected, one.is_reminded, one.basis, one.inspection_id,
            tuple(pictures[photo] for photo in one.photos if photo in pictures),
        )
        for one in lowering
    )  # fmt: skip


def _pictures(attachment_ids: list[int], zone: ZoneInfo) -> Mapping[int, Picture]:
    rows = db.session.execute(
        select(Attachment.id, Attachment.sha256, Attachment.taken_at).where(Attachment.id.in_(attachment_ids))
    )
    return {row.id: Picture(row.sha256, row.taken_at.astimezone(zone) if row.taken_at else None) for row in rows}


def _items(seen: Iterable[Seen]) -> tuple[ItemLine, ...]:
    by_item: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        by_item.setdefault((one.checklist, one.item.id), []).append(one)
    return tuple(
        sorted((_item(ones) for ones in by_item.values()), key=lambda line: (line.rate is None, line.rate or 0))
    )


def _item(ones: Sequence[Seen]) -> ItemLine:
    counted = [one for one in ones if one.counts]
    possible = sum((one.possible for one in counted), Fraction(0))
    rate = 100 * sum((one.earned for one in counted), Fraction(0)) / possible if possible else None
    return ItemLine(ones[0].item.ask, rate, len(counted), sum(1 for one in ones if one.state == "answered"))


def _rounds(seen: Iterable[Seen]) -> tuple[RoundLine, ...]:
    by_round: dict[int, list[Seen]] = {}
    for one in seen:
        by_round.setdefault(one.inspection_id, []).append(one)
    return tuple(
        RoundLine(
            number, ones[0].day, ones[0].title, ones[0].line, sum(one.counts for one in ones), sum(one.is_lowering for one in ones)
        )
        for number, ones in by_round.items()
    )  # fmt: skip


def _reminders(staff_id: int, first: date, last: date, seen: Iterable[Seen]) -> tuple[ReminderLine, ...]:
    questions = {one.answer_id: one.item.ask for one in seen}
    rows = db.session.execute(
        select(Reminder.business_day, Reminder.answer_id, Reminder.was_told)
        .where(Reminder.staff_id == staff_id, Reminder.business_day.between(first, last))
        .order_by(Reminder.business_day.desc(), Reminder.id.desc())
    )
    return tuple(
        ReminderLine(row.business_day, questions[row.answer_id], row.was_told)
        for row in rows
        if row.answer_id in questions
    )


def _confirmation(record: MonthRecord | None, zone: ZoneInfo) -> Confirmation | None:
    """A month that has its appraisal was signed there."""
    if record is None:
        return None
    signed = month_appraisals.of(record.month, [record.staff_id]).get(record.staff_id, record)
    return Confirmation(
        by=db.session.get_one(Account, record.confirmed_by_id).name, at=record.confirmed_at.astimezone(zone), note=record.confirmation_note,
        evidence=record.evidence_sha256[:HASH_SHOWN], signature=signed.signature,
        signed_at=signed.signed_at.astimezone(zone) if signed.signed_at else None, signature_note=signed.signature_note,
    )  # fmt: skip
