"""When a task is due, by the site's own clock: opening hours and shifts. Pure.

Source: docs/decisions.md, What a failure leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from inspector.clock import business_day

SHORTEST_SHIFT_REST = timedelta(minutes=30)  # with less left, the next shift's end counts
COUNTED_IN_OPENING_HOURS = timedelta(hours=12)  # written deadlines up to this run only while the site is open
THREE_DAYS = timedelta(days=3)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the organisation set: at once (food, gas, a guest hurt) whatever the hours; the longest a vendor may take."""

    contain: timedelta = timedelta(minutes=30)
    works: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Hours:
    """A site's clock: IANA zone, local opening, closing (not after opening = past midnight), end of day, its shifts, its limits."""

    zone: str
    opens_at: time
    closes_at: time
    day_ends_at: time
    shifts: tuple[tuple[time, time], ...] = ()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment until a moment, UTC."""

    start: datetime
    end: datetime


def due_at(grade: str, within_seconds: Fraction | None, found_at: datetime, hours: Hours) -> datetime:
    """The deadline (UTC) of a task of a grade found at a moment (aware).

    within_seconds: a deadline written in the checklist; None = the grade's own.
    """
    within = None if within_seconds is None else timedelta(seconds=float(within_seconds))
    if grade == "at_once":
        return (found_at + min(within or hours.limits.contain, hours.limits.contain)).astimezone(UTC)
    if within is not None:
        if within <= COUNTED_IN_OPENING_HOURS:
            return add_open_time(found_at, within, hours)
        return into_opening(found_at + within, hours)
    if grade == "this_shift":
        return shift_end(found_at, hours)
    if grade == "day":
        today = business_day(found_at, hours.zone, hours.day_ends_at)
        return _span(today + timedelta(days=1), hours.opens_at, hours.closes_at, hours.zone).start
    longest = {"three_days": THREE_DAYS, "week": WEEK, "works": hours.limits.works}[grade]
    return into_opening(found_at + longest, hours)


def shift_end(moment: datetime, hours: Hours) -> datetime:
    """The end of the shift that runs; between shifts, or shortly before the end, of the next one."""
    spans = hours.shifts or ((hours.opens_at, hours.closes_at),)
    ends = (span.end for day in _days_around(moment, hours.zone) for span in (_span(day, *s, hours.zone) for s in spans))
    return min(end for end in ends if end >= moment + SHORTEST_SHIFT_REST)


def add_open_time(moment: datetime, amount: timedelta, hours: Hours) -> datetime:
    """A moment later by an amount of opening time."""
    cursor, left = moment.astimezone(UTC), amount
    for span in _openings(moment, hours):
        start = max(span.start, cursor)
        if span.end <= start:
            continue
        if left <= span.end - start:
            return start + left
        left -= span.end - start
    raise AssertionError("openings never end")


def into_opening(moment: datetime, hours: Hours) -> datetime:
    """The moment itself while the site is open, else its next opening."""
    return next(max(span.start, moment.astimezone(UTC)) for span in _openings(moment, hours) if span.end > moment)


def _openings(moment: datetime, hours: Hours) -> Iterator[Span]:
    day = moment.astimezone(ZoneInfo(hours.zone)).date() - timedelta(days=1)
    while True:
        yield _span(day, hours.opens_at, hours.closes_at, hours.zone)
        day += timedelta(days=1)


def _days_around(moment: datetime, zone: str) -> list[date]:
    today = moment.astimezone(ZoneInfo(zone)).date()
    return [today + timedelta(days=n) for n in (-1, 0, 1, 2)]


def _span(day: date, starts: time, ends: time, zone: str) -> Span:
    last = day if ends > starts else day + timedelta(days=1)
    local = ZoneInfo(zone)
    start, end = datetime.combine(day, starts, local), datetime.combine(last, ends, local)
    return Span(start.astimezone(UTC), end.astimezone(UTC))
