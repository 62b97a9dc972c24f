"""Everything the pages of monthly records show, read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from inspector.accounts.access import Actor
from inspector.accounts.naming import names_of
from inspector.appraisals import duty_days, evidence, month_appraisals, records, windows
from inspector.appraisals.cycle_models import Appraisal
from inspector.appraisals.evidence import Seen
from inspector.appraisals.models import MonthRecord, Praise
from inspector.appraisals.summary import Month
from inspector.checklists.definition import Item
from inspector.errors import Problem
from inspector.extensions import db
from inspector.sites.models import Position, Site, StaffAssignment, StaffMember


@dataclass(frozen=True, slots=True)
class Round:
    """One inspection that says something about the person, with its answers."""

    inspection_id: int
    day: date
    title: dict[str, str]
    line: str
    inspector: str
    seen: Sequence[Seen]


@dataclass(frozen=True, slots=True)
class Lowered:
    """One question and all times of a month it was not met, newest first."""

    item: Item
    seen: Sequence[Seen]

    @property
    def photo(self) -> int | None:
        """The newest photo of it, as an attachment id."""
        return next((photo for one in self.seen for photo in one.photos), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """One person's month.

    month: as frozen, else as of now; later: as of now where that differs from what was frozen, else None. lowering: answers that took
    from the rate; uncounted: failures that only inform (new, learning, exempt, self-check). object_until: None before it is confirmed.
    appraisal: of the cycle of this month, which then is what the person signs; is_told: the person sees it yet;
    signature: what was given on it, or delivered.
    """

    staff: StaffMember
    site: Site
    position: dict[str, str]
    key: str  # YYYY-MM
    first: date
    last: date
    month: Month
    later: Month | None
    record: MonthRecord | None
    confirmed_by: str
    rounds: Sequence[Round]
    lowering: Sequence[Lowered]
    uncounted: Sequence[Lowered]
    praise: Sequence[Praise]
    object_until: date | None
    zone: ZoneInfo
    appraisal: Appraisal | None = None
    signature: str | None = None

    @property
    def is_told(self) -> bool:
        """Whether the person is asked to sign the appraisal of this month."""
        return self.appraisal is not None and month_appraisals.is_told(self.appraisal)


def show(staff_id: int, key: str, moment: datetime, is_for_staff: bool) -> Shown:
    """One person's month for a page. Raises Problem not_found for a month or person that is none."""
    first, last = bounds(key)
    staff, site, position = _person(staff_id, first, last)
    month, record = records.of_person(staff_id, key)
    now = records.as_of_now(staff_id, key) if record is not None else month
    seen = evidence.seen_of(staff_id, key, is_for_staff)
    zone, appraisal = ZoneInfo(site.timezone), month_appraisals.of(key, [staff_id]).get(staff_id)
    return Shown(
        staff=staff, site=site, position=position, key=key, first=first, last=last, month=month,
        later=now if (now.rate, now.n) != (month.rate, month.n) else None, record=record,
        confirmed_by=names_of({record.confirmed_by_id}).get(record.confirmed_by_id, "") if record else "",
        rounds=_rounds(seen), lowering=_by_item(one for one in seen if one.is_lowering),
        uncounted=_by_item(one for one in seen if one.is_failed and not one.counts), praise=evidence.praise_of(staff_id, key),
        object_until=_object_until(record, moment.astimezone(zone).date(), zone) if record else None, zone=zone,
        appraisal=appraisal, signature=month_appraisals.signature_of(appraisal, moment) if appraisal else None,
    )  # fmt: skip


def check_readable(actor: Actor, shown: Shown) -> None:
    """Raises Problem not_found when a record is of a site whose appraisals someone may not read."""
    if not actor.may("appraisals.read", shown.site.id):
        raise Problem("not_found")


def bounds(key: str) -> tuple[date, date]:
    """The first and last day of a month of an address. Raises Problem not_found for what is no month."""
    try:
        is_month = evidence.is_month(key)
    except ValueError:
        is_month = False
    if not is_month:
        raise Problem("not_found")
    return evidence.bounds_of(key)


def percent(share: Fraction | float | None) -> str | None:
    """A share 0..1 as a percent with one digit, half up from the exact figure; None for none."""
    if share is None:
        return None
    tenths = int(Fraction(share) * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def _person(staff_id: int, first: date, last: date) -> tuple[StaffMember, Site, dict[str, str]]:
    row = db.session.execute(
        select(StaffMember, Site, Position.name)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Site, Site.id == StaffAssignment.site_id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(StaffMember.id == staff_id, StaffAssignment.from_on <= last)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= first))
        .order_by(StaffAssignment.from_on.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise Problem("not_found")
    return row[0], row[1], row[2]


def _rounds(seen: Sequence[Seen]) -> list[Round]:
    names = names_of({one.inspector_id for one in seen})
    grouped: dict[int, list[Seen]] = {}
    for one in seen:
        grouped.setdefault(one.inspection_id, []).append(one)
    return [
        Round(inspection_id, ones[0].day, ones[0].title, ones[0].line, names.get(ones[0].inspector_id, ""), ones)
        for inspection_id, ones in grouped.items()
    ]


def _by_item(seen: Iterable[Seen]) -> list[Lowered]:
    """By question, the one that cost most first."""
    groups: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        groups.setdefault((one.checklist, one.item.id), []).append(one)
    found = [Lowered(ones[0].item, ones) for ones in groups.values()]
    return sorted(found, key=lambda one: -sum((answer.possible - answer.earned for answer in one.seen), Fraction(0)))


def _object_until(record: MonthRecord, today: date, zone: ZoneInfo) -> date:
    confirmed_on = record.confirmed_at.astimezone(zone).date()
    return windows.window(confirmed_on, duty_days.after(record.staff_id, confirmed_on), today).until
