"""The duty map of a shift: read, saved, copied from last time; swaps and cover stamped with their moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from inspector.extensions import db
from inspector.prepared import Prepared
from inspector.sites.duty_map import Duty, Part, carried_over, placed_like, stamped
from inspector.sites.models import Area, DutyEntry, DutyMap, Shift, Site, StaffAssignment
from inspector.sites.refusals import N_, Refused

LOOK_BACK_DAYS = 60  # an older map says nothing about tonight
EARLY_CORRECTIONS_MINUTES = 15  # the shift meeting runs over; until then a change is a correction and no swap

_MAPS = DutyMap.__table__.c
_SAVED = Prepared(
    select(_MAPS.id).where(_MAPS.site_id == bindparam("site"), _MAPS.business_day == bindparam("day"), _MAPS.shift_id == bindparam("shift"))
)


class Line(Protocol):
    """One person's line of the duty map that a round froze: `inspector.inspections.submission.DutyLine`."""

    @property
    def staff_id(self) -> int:
        """Who."""

    @property
    def area_ids(self) -> Sequence[int]:
        """Which areas."""

    @property
    def tables(self) -> Sequence[str]:
        """Which tables, by label."""

    @property
    def is_present(self) -> bool:
        """Whether there."""


class Round(Protocol):
    """What is asked of a submission."""

    @property
    def site_id(self) -> int:
        """Where."""

    @property
    def shift_id(self) -> int | None:
        """In which shift; None = not known."""

    @property
    def author_id(self) -> int:
        """Who inspected."""

    @property
    def duty(self) -> Sequence[Line]:
        """The map."""


def on(site_id: int, day: date, shift_id: int) -> Duty | None:
    """The saved map of a shift; None when none was saved."""
    row = _row(site_id, day, shift_id)
    return _duty(row) if row else None


def last_like(site_id: int, day: date, shift_id: int) -> Duty | None:
    """The map to begin from: the last one of this shift on the same weekday, else the last of this shift."""
    rows = db.session.scalars(
        select(DutyMap)
        .where(
            DutyMap.site_id == site_id,
            DutyMap.shift_id == shift_id,
            DutyMap.business_day < day,
            DutyMap.business_day >= day - timedelta(days=LOOK_BACK_DAYS),
        )
        .order_by(DutyMap.business_day.desc())
    ).all()
    row = next((one for one in rows if one.business_day.weekday() == day.weekday()), rows[0] if rows else None)
    return _duty(row) if row else None


def proposal(site: Site, day: date, shift_id: int) -> Duty | None:
    """The last map like this one with whoever and whatever is still there; None when there was none."""
    last = last_like(site.id, day, shift_id)
    if last is None:
        return None
    areas = _areas(site.id)
    parts = carried_over(
        last.parts, staff_on(site.id, day), frozenset(area.id for area in areas), frozenset(_table_areas(areas))
    )
    return Duty(site.id, day, shift_id, parts, _table_areas(areas))


def copy_last(site: Site, day: date, shift: Shift, by: int | None, at: datetime) -> Duty:
    """Save the last map like this one for this shift; of a roster without places keep the people. Raises Refused when there was none."""
    last, saved = proposal(site, day, shift.id), on(site.id, day, shift.id)
    if last is None:
        raise Refused("shift", N_("There is no duty map of this shift to copy yet."))
    is_roster = saved is not None and saved.is_bare
    return save(site, day, shift, placed_like(saved.standing, last.parts) if saved and is_roster else last.parts, by, at)


def save(site: Site, day: date, shift: Shift, board: Iterable[Part], by: int | None, at: datetime) -> Duty:
    """Save who has what. A change of a saved map in the middle of the shift is a swap and is stamped; after it nothing changes any more.

    Raises Refused for people, areas or tables that are not of this site, and for a saved map whose shift is over.
    """
    parts = _checked(site, day, tuple(board))
    starts_at, ends_at = span(site, day, shift)
    row = _row(site.id, day, shift.id)
    if row is None:
        row = DutyMap(site_id=site.id, business_day=day, shift_id=shift.id)
        db.session.add(row)
    elif at >= ends_at:
        raise Refused("shift", N_("This shift is over. Its duty map stays as it was, because records rest on it."))
    elif at >= starts_at + timedelta(minutes=EARLY_CORRECTIONS_MINUTES):
        parts = stamped(_duty(row), parts, at)
    row.saved_by_id, row.saved_at = by, at
    row.entries = [_entry(part) for part in parts]
    db.session.flush()
    return _duty(row)


def keep_from_round(submission: Round, business_day: date, at: datetime) -> None:
    """Keep the map that a round carried when nobody saved one for that shift; what is not of the site is left out."""
    if (
        submission.shift_id is None
        or not submission.duty
        or _row(submission.site_id, business_day, submission.shift_id)
    ):
        return
    if db.session.scalar(select(Shift.site_id).where(Shift.id == submission.shift_id)) != submission.site_id:
        return
    people, areas = staff_on(submission.site_id, business_day), _areas(submission.site_id)
    area_ids, tables = {area.id for area in areas}, _table_areas(areas)
    lines = {line.staff_id: line for line in submission.duty if line.staff_id in people}
    if lines:
        entries = [
            _entry(
                Part(
                    line.staff_id,
                    frozenset(line.area_ids) & area_ids,
                    frozenset(line.tables) & set(tables),
                    line.is_present,
                )
            )
            for line in lines.values()
        ]
        db.session.add(
            DutyMap(
                site_id=submission.site_id, business_day=business_day, shift_id=submission.shift_id,
                saved_by_id=submission.author_id, saved_at=at, entries=entries,
            )
        )  # fmt: skip
        db.session.flush()


def span(site: Site, day: date, shift: Shift) -> tuple[datetime, datetime]:
    """When a shift of a business day begins and ends.

    A time before the site's end of day belongs to the calendar day after: a shift from 01:00 on the 5th is the night of the 5th to the 6th.
    """
    zone = ZoneInfo(site.timezone)
    starts, ends = time.fromisoformat(shift.starts_at), time.fromisoformat(shift.ends_at)
    first = day + timedelta(days=1) if starts < time.fromisoformat(site.day_ends_at) else day
    last = first + timedelta(days=1) if ends <= starts else first
    return datetime.combine(first, starts, zone), datetime.combine(last, ends, zone)


def staff_on(site_id: int, day: date) -> frozenset[int]:
    """The ids of everybody who works at a site on a day."""
    return frozenset(
        db.session.scalars(
            select(StaffAssignment.staff_id).where(
                StaffAssignment.site_id == site_id,
                StaffAssignment.from_on <= day,
                (StaffAssignment.to_on.is_(None)) | (StaffAssignment.to_on >= day),
            )
        )
    )


def _row(site_id: int, day: date, shift_id: int) -> DutyMap | None:
    return db.session.scalar(
        select(DutyMap).where(DutyMap.site_id == site_id, DutyMap.business_day == day, DutyMap.shift_id == shift_id)
    )


def _areas(site_id: int) -> list[Area]:
    return list(db.session.scalars(select(Area).where(Area.site_id == site_id, Area.is_active)))


def _table_areas(areas: Iterable[Area]) -> dict[str, int]:
    return {label: area.id for area in areas for label in area.tables}


def _checked(site: Site, day: date, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    people, areas = staff_on(site.id, day), _areas(site.id)
    area_ids, tables = {area.id for area in areas}, _table_areas(areas)
    borrowed = {part.staff_id for part in parts} - people
    if borrowed:
        raise Refused("people", N_("Somebody on this map does not work here on that day."))
    if len({part.staff_id for part in parts}) != len(parts):
        raise Refused("people", N_("Somebody is on this map twice."))
    covered = {part.covers_for_id for part in parts if part.covers_for_id is not None}
    if any(part.covers_for_id == part.staff_id for part in parts) or not covered <= people:
        raise Refused("people", N_("Nobody can cover for himself or for somebody who is not here."))
    if any(part.area_ids - area_ids or part.tables - set(tables) for part in parts):
        raise Refused("places", N_("An area or table of this map is not in use any more. Open the map again."))
    return parts


def _duty(row: DutyMap) -> Duty:
    parts = tuple(
        Part(e.staff_id, frozenset(e.area_ids), frozenset(e.tables), e.is_present, e.covers_for_id, e.from_at, e.to_at)
        for e in sorted(row.entries, key=lambda e: (e.staff_id, e.from_at or row.saved_at))
    )
    return Duty(row.site_id, row.business_day, row.shift_id, parts, _table_areas(_areas(row.site_id)))


def _entry(part: Part) -> DutyEntry:
    return DutyEntry(
        staff_id=part.staff_id, area_ids=sorted(part.area_ids), tables=sorted(part.tables), is_present=part.is_present,
        covers_for_id=part.covers_for_id, from_at=part.from_at, to_at=part.to_at,
    )  # fmt: skip
