"""When who is reminded of a task: the owner at half time and when it is late, then the store manager, then the area manager. Pure.

Source: docs/decisions.md, Reminders and escalation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

HALF, LATE_OWNER, LATE_STORE, LATE_AREA = STEPS = ("half", "late_owner", "late_store", "late_area")
TOLD_LATE = timedelta(days=2)  # what was reached longer ago (the server stood still) is left to the digest
# grade -> how long after the deadline the store manager and the area manager usually hear of it; own ones: ruling.Way
WAITS: Mapping[str, tuple[timedelta, timedelta]] = {
    "at_once": (timedelta(0), timedelta(minutes=30)),
    "this_shift": (timedelta(hours=2), timedelta(hours=12)),
    "day": (timedelta(hours=4), timedelta(hours=24)),
    "three_days": (timedelta(hours=12), timedelta(hours=48)),
    "week": (timedelta(hours=24), timedelta(hours=72)),
    "works": (timedelta(hours=24), timedelta(hours=72)),
}
LONGEST_WAIT = timedelta(days=14)  # no own rule may wait longer
LONGEST = LONGEST_WAIT + TOLD_LATE  # after its deadline nothing more is told of a task by itself


def half_time(opened_at: datetime, due_at: datetime) -> datetime:
    """The moment at which half of the time for a task is over."""
    return opened_at + (due_at - opened_at) / 2


def moments(waits: tuple[timedelta, timedelta], opened_at: datetime, due_at: datetime) -> dict[str, datetime]:
    """{step: when it is reached} of a task that nobody puts right. waits: after the deadline, of the store and of the area manager."""
    store, area = waits
    return {
        HALF: half_time(opened_at, due_at),
        LATE_OWNER: due_at,
        LATE_STORE: due_at + store,
        LATE_AREA: due_at + area,
    }


def reached(waits: tuple[timedelta, timedelta], opened_at: datetime, due_at: datetime, moment: datetime) -> list[str]:
    """The steps of a task that hold at a moment and are fresh enough to be told; half time only while it is not late yet."""
    return [
        step for step, at in moments(waits, opened_at, due_at).items()
        if at <= moment <= at + TOLD_LATE and (step != HALF or moment < due_at)
    ]  # fmt: skip
