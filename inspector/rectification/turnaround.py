"""How long tasks take and how often they come back, read from their events. Pure.

Each figure is a set of tasks, so that the list behind it can be opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

REOPENING = frozenset(("not_improved", "reopened"))


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a task. state: the one it led to where the event says so, else empty."""

    task_id: int
    kind: str
    at: datetime
    state: str = ""


@dataclass(slots=True)
class Turnaround:
    """Tasks by what happened to them in a time. fixed: from finding to the first handing in; verified: from the last handing in."""

    opened: set[int] = field(default_factory=set)
    fixed: dict[int, timedelta] = field(default_factory=dict)
    verified: dict[int, timedelta] = field(default_factory=dict)
    returned: set[int] = field(default_factory=set)
    reopened: set[int] = field(default_factory=set)
    repeats: set[int] = field(default_factory=set)
    effective: set[int] = field(default_factory=set)  # a later round found it right, and it was closed
    closed: set[int] = field(default_factory=set)

    @property
    def proved(self) -> set[int]:
        """Tasks whose watch ended, either way; what `effective` is a share of."""
        return self.closed | self.reopened


@dataclass(slots=True)
class _Life:
    opened_at: datetime
    fixed_at: datetime | None = None
    was_fixed: bool = False


def read(events: Iterable[Happened], since: datetime, until: datetime) -> Turnaround:
    """What happened to tasks from a moment until another (not included).

    events: the whole life of each task, oldest first; several tasks may be mixed.
    """
    found, lives = Turnaround(), dict[int, _Life]()
    for event in events:
        life = lives.setdefault(event.task_id, _Life(event.at))
        _step(found, life, event, since <= event.at < until)
    return found


def hours(spans: Mapping[int, timedelta]) -> float | None:
    """The median in hours, None of nothing."""
    return median(span.total_seconds() for span in spans.values()) / 3600 if spans else None


def _step(found: Turnaround, life: _Life, event: Happened, is_in: bool) -> None:
    kind, task = event.kind, event.task_id
    is_good_again = kind == "improved" and event.state in ("watching", "closed")
    if kind == "fixed":
        if is_in and not life.was_fixed:
            found.fixed[task] = event.at - life.opened_at
        life.fixed_at, life.was_fixed = event.at, True
    elif (kind == "verified" or is_good_again) and life.fixed_at is not None:
        if is_in:
            found.verified[task] = event.at - life.fixed_at
        life.fixed_at = None
    elif kind == "returned":
        life.fixed_at = None
    _count(found, life, event, is_in)
    if kind in ("verified", "closed") or is_good_again:
        life.was_fixed = True


def _count(found: Turnaround, life: _Life, event: Happened, is_in: bool) -> None:
    kind, task = event.kind, event.task_id
    is_reopening = kind in REOPENING and event.state in ("", "open") and life.was_fixed
    if is_in:
        if kind == "opened":
            found.opened.add(task)
        elif kind == "returned":
            found.returned.add(task)
        elif kind == "repeated":
            found.repeats.add(task)
        elif is_reopening:
            found.reopened.add(task)
        elif kind == "closed":
            found.closed.add(task)
        elif kind == "improved" and event.state == "closed":
            found.closed.add(task)
            found.effective.add(task)
    if is_reopening:
        life.was_fixed, life.fixed_at = False, None
