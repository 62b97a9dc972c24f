"""When a task is due, by the site's own clock: opening hours, shifts, days on which it is closed. Pure.

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
SHORTEST_LOOK = timedelta(hours=1)  # whoever looks at a fix has at least so long, however late it was handed in
ONE_DAY = timedelta(days=1)
THREE_DAYS = timedelta(days=3)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the organisation set. At once (food, gas, a guest hurt): begun, contained, cause found, plan made, whatever the hours.

    ticket: a vendor is asked; works: the longest a vendor may take; verify: a fix is looked at by somebody else.
    """

    contain: timedelta = timedelta(minutes=30)
    works: timedelta = timedelta(days=30)
    start: timedelta = timedelta(minutes=5)
    cause: timedelta = timedelta(hours=24)
    plan: timedelta = timedelta(hours=72)
    ticket: timedelta = timedelta(hours=24)
    verify: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Hours:
    """A site's clock: IANA zone, local opening, closing (not after opening = past midnight), end of day, its shifts, its limits.

    shut: holidays and excused business days; on them the clock stands still, except for what must be put right at once.
    """

    zone: str
    opens_at: time
    closes_at: time
    day_ends_at: time
    shifts: tuple[tuple[time, time], ...] = ()
    limits: Limits = Limits()
    shut: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment until a moment, UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step on the way of a task that has a deadline of its own. what: start, contain, cause, plan or ticket; by: UTC."""

    what: str
    by: datetime


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
        return _after_days(found_at, within, hours)
    if grade == "this_shift":
        return shift_end(found_at, hours)
    if grade == "day":
        day = business_day(found_at, hours.zone, hours.day_ends_at) + ONE_DAY
        while day in hours.shut:
            day += ONE_DAY
        return _span(day, hours.opens_at, hours.closes_at, hours.zone).start
    longest = {"three_days": THREE_DAYS, "week": WEEK, "works": hours.limits.works}[grade]
    return _after_days(found_at, longest, hours)


def milestones(grade: str, found_at: datetime, hours: Hours) -> tuple[Milestone, ...]:
    """What a grade asks for on the way to its deadline, in order; empty for most."""
    limits, moment = hours.limits, found_at.astimezone(UTC)
    if grade == "at_once":
        steps = (("start", limits.start), ("contain", limits.contain), ("cause", limits.cause), ("plan", limits.plan))
        return tuple(Milestone(what, moment + within) for what, within in steps)
    if grade == "works":
        return (Milestone("ticket", _after_days(moment, limits.ticket, hours)),)
    return ()


def verify_by(grade: str, fixed_at: datetime, hours: Hours) -> datetime:
    """Until when somebody else must have looked at a fix (UTC): at once the same business day, else within the time that was set."""
    if grade != "at_once":
        return _after_days(fixed_at, hours.limits.verify, hours)
    day = business_day(fixed_at, hours.zone, hours.day_ends_at) + ONE_DAY
    ends = datetime.combine(day, hours.day_ends_at, ZoneInfo(hours.zone)).astimezone(UTC)
    return max(ends, fixed_at.astimezone(UTC) + SHORTEST_LOOK)


def shift_end(moment: datetime, hours: Hours) -> datetime:
    """The end of the shift that runs; between shifts, or shortly before the end, of the next one."""
    spans = hours.shifts or ((hours.opens_at, hours.closes_at),)
    for day in _days_from(moment, hours):
        ends = (_span(day, *shift, hours.zone).end for shift in spans)
        left = [end for end in ends if end >= moment + SHORTEST_SHIFT_REST]
        if left:
            return min(left)
    raise AssertionError("shifts never end")


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


def _after_days(moment: datetime, amount: timedelta, hours: Hours) -> datetime:
    """A moment later by an amount of the clock that stands still on days when the site is shut, moved into opening hours."""
    first = business_day(moment, hours.zone, hours.day_ends_at)
    counted, due = first - ONE_DAY, moment + amount
    while (last := business_day(due, hours.zone, hours.day_ends_at)) > counted:
        due += ONE_DAY * sum(1 for day in hours.shut if counted < day <= last)
        counted = last
    return into_opening(due, hours)


def _openings(moment: datetime, hours: Hours) -> Iterator[Span]:
    for day in _days_from(moment, hours):
        yield _span(day, hours.opens_at, hours.closes_at, hours.zone)


def _days_from(moment: datetime, hours: Hours) -> Iterator[date]:
    """The open days from the one before a moment on: what began yesterday may still run."""
    day = moment.astimezone(ZoneInfo(hours.zone)).date() - ONE_DAY
    while True:
        if day not in hours.shut:
            yield day
        day += ONE_DAY


def _span(day: date, starts: time, ends: time, zone: str) -> Span:
    last = day if ends > starts else day + ONE_DAY
    local = ZoneInfo(zone)
    start, end = datetime.combine(day, starts, local), datetime.combine(last, ends, local)
    return Span(start.astimezone(UTC), end.astimezone(UTC))
