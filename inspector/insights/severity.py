"""How severe inspectors are, as the newest estimate has it: everybody's for the quality lead, one's own for each inspector."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inspector.accounts.naming import names_of
from inspector.fairness import estimates
from inspector.fairness.models import InspectorSeverity, SeverityEstimate
from inspector.measurement.leaning import Leaning, leaning

STRIP_POINTS = 8  # the strip of a page reaches so far to both sides


@dataclass(frozen=True, slots=True)
class Line:
    """One inspector as the page shows him."""

    account_id: int
    name: str
    leaning: Leaning
    rounds: int
    shared_staff: int
    island: int


@dataclass(frozen=True, slots=True)
class Board:
    """lines: those who can be told, strictest first, then the others. islands: names of inspectors and number of people of each."""

    estimate: SeverityEstimate
    lines: Sequence[Line]
    islands: Sequence[tuple[Sequence[str], int]]


@dataclass(frozen=True, slots=True)
class Own:
    """One inspector. course: (day of the estimate, leaning), oldest first."""

    estimate: SeverityEstimate
    line: Line | None
    course: Sequence[tuple[datetime, Leaning]]


def board() -> Board | None:
    """Everybody in the newest estimate; None before there is one."""
    estimate = estimates.newest()
    if estimate is None:
        return None
    rows = estimates.of_inspectors(estimate)
    names = names_of(row.account_id for row in rows)
    assert estimate.figures is not None
    islands = [(_names(one["inspector"], names), len(one["staff"])) for one in estimate.figures["islands"]]
    return Board(
        estimate, sorted((_line(row, names) for row in rows), key=lambda one: one.leaning.word == "unknown"), islands
    )


def own(account_id: int) -> Own | None:
    """One inspector's own; None before there is an estimate."""
    estimate = estimates.newest()
    if estimate is None:
        return None
    row = estimates.of_inspector(estimate, account_id)
    course = [
        (at.made_at, leaning(one.effect, one.sd, one.shared_staff, one.island))
        for at, one in estimates.course_of(account_id)
    ]
    return Own(
        estimate,
        _line(row, names_of([account_id])) if row else None,
        [one for one in course if one[1].word != "unknown"],
    )


def reach(first: date, last: date) -> int:
    """How many weeks of rounds an estimate rests on, at least 1."""
    return max(1, round((last - first).days / 7))


def _line(row: InspectorSeverity, names: dict[int, str]) -> Line:
    found = leaning(row.effect, row.sd, row.shared_staff, row.island)
    return Line(row.account_id, names.get(row.account_id, ""), found, row.round_count, row.shared_staff, row.island)


def _names(ids: Iterable[str], names: dict[int, str]) -> list[str]:
    return [names.get(int(one), one) for one in ids]
