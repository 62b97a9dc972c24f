"""Periods of appraisals and the calendar that follows them: until when data count, objections are decided, figures locked and handed on.

Pure. A month is "2026-11", a quarter "2026-Q4". Source: docs/decisions.md, Cycles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

APPEALS_DAY, LOCK_DAY, EXPORT_DAY = 4, 6, 7  # days after the last day of the period
KINDS = ("monthly", "quarterly")
_PERIOD = re.compile(r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))")


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter of business days, both ends included."""

    key: str
    kind: str
    first_on: date
    last_on: date

    @property
    def previous(self) -> Period:
        """The period of the same kind before this one."""
        return containing(self.first_on - timedelta(days=1), self.kind)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is due when. cut_on: the last day whose data count; appeals_until: objections that come by then are decided before the lock."""

    cut_on: date
    appeals_until: date
    lock_on: date
    export_on: date


def read(key: str) -> Period:
    """The period of a key. Raises ValueError for another text."""
    found = _PERIOD.fullmatch(key)
    if found is None:
        raise ValueError(key)
    year, month, quarter = int(found[1]), found[2], found[3]
    if year < 1:
        raise ValueError(key)
    start = int(month) if month else 3 * int(quarter) - 2
    first = date(year, start, 1)
    return Period(key, "monthly" if month else "quarterly", first, _month_end(first if month else date(year, start + 2, 1)))


def containing(day: date, kind: str) -> Period:
    """The period of a kind in which a day lies."""
    return read(f"{day.year:04}-{day.month:02}" if kind == "monthly" else f"{day.year:04}-Q{(day.month + 2) // 3}")


def calendar_of(period: Period) -> Calendar:
    """The payroll calendar of a period."""
    last = period.last_on
    return Calendar(
        last, last + timedelta(days=APPEALS_DAY), last + timedelta(days=LOCK_DAY), last + timedelta(days=EXPORT_DAY)
    )


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
