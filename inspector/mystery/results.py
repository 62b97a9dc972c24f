"""What released visits say of a site: score with how sure it is, by dimension and factor, and the gap to what supervisors saw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspector.accounts.access import Actor, scoped
from inspector.checklists import publishing
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.measurement.intervals import Interval, wilson

ROLLING = timedelta(days=183)
GRADED_FROM = 9  # visits of a site
SHOWN_FROM = 3
WEIGHTS = {"graded": 20, "shown": 10, "few": 0}  # percent, in the result of a store
FLOOR = ("area", "audit")  # the lines a mystery score is compared with


@dataclass(frozen=True, slots=True)
class Pool:
    """Points earned of possible, over some records. percent: None where nothing was possible."""

    earned: Fraction
    possible: Fraction
    records: int

    @property
    def percent(self) -> float | None:
        """0-100; below nought counts as nought."""
        return max(0.0, float(100 * self.earned / self.possible)) if self.possible > 0 else None

    @property
    def interval(self) -> Interval | None:
        """How sure the percent is: each record counts once, because answers of one visit are alike."""
        if self.possible <= 0:
            return None
        return wilson(max(Fraction(0), min(Fraction(1), self.earned / self.possible)) * self.records, self.records)


@dataclass(frozen=True, slots=True)
class Line:
    """One dimension or factor: what guests and what supervisors saw of it."""

    name: str
    mystery: Pool
    floor: Pool | None

    @property
    def gap(self) -> float | None:
        """Mystery minus supervisors, in points of percent; None where one of them saw nothing."""
        if self.floor is None or self.mystery.percent is None or self.floor.percent is None:
            return None
        return self.mystery.percent - self.floor.percent


@dataclass(frozen=True, slots=True)
class Result:
    """One site over the rolling half year. standing: graded, shown or few; percent is None for few.

    interval: of the mean of visits, each counting once; wide on purpose, because visits are few and each is one guest.
    """

    site_id: int
    visits: Sequence[Inspection]
    standing: str
    percent: float | None
    interval: Interval | None
    floor_percent: float | None
    floor_rounds: int
    dimensions: Sequence[Line]
    factors: Sequence[Line]
    grade: str | None = None  # of the form, only of what is graded

    @property
    def weight(self) -> int:
        """How much it weighs in the result of the store, in percent."""
        return WEIGHTS[self.standing]

    @property
    def gap(self) -> float | None:
        """Mystery minus supervisors; None where one of them is missing."""
        return None if self.percent is None or self.floor_percent is None else self.percent - self.floor_percent


def of_sites(actor: Actor, today: date, site_id: int | None = None) -> dict[int, Result]:
    """{site id: Result} of the sites whose inspections the asker may read, where something was released."""
    statement = (
        scoped(select(Inspection), Inspection.site_id, actor, "inspections.read")
        .where(Inspection.business_day > today - ROLLING, Inspection.line.in_(("mystery", *FLOOR)), Inspection.flag.is_(None))
        .where(Inspection.reinspects.is_(None))  # a second look asks only what failed
        .options(joinedload(Inspection.version).joinedload(ChecklistVersion.checklist))
        .order_by(Inspection.business_day.desc(), Inspection.id)
    )
    if site_id is not None:
        statement = statement.where(Inspection.site_id == site_id)
    by_site: dict[int, list[Inspection]] = {}
    for one in db.session.scalars(statement):
        by_site.setdefault(one.site_id, []).append(one)
    return {site: _result(site, found) for site, found in by_site.items() if any(one.line == "mystery" for one in found)}


def _result(site_id: int, found: Sequence[Inspection]) -> Result:
    visits, rounds = [one for one in found if one.line == "mystery"], [one for one in found if one.line != "mystery"]
    percents, floor = _percents(visits), _percents(rounds)
    is_shown = len(percents) >= SHOWN_FROM
    shares = sum((max(Fraction(0), min(Fraction(100), one)) for one in percents), Fraction(0)) / 100
    standing = "graded" if len(percents) >= GRADED_FROM else "shown" if is_shown else "few"
    return Result(
        site_id, visits, standing,
        float(100 * shares / len(percents)) if is_shown else None, wilson(shares, len(percents)) if is_shown else None,
        float(sum(floor) / len(floor)) if floor else None, len(rounds),
        _lines(visits, rounds, "dimensions") if is_shown else (), _lines(visits, rounds, "factors") if is_shown else (),
        _grade(visits, 100 * shares / len(percents)) if standing == "graded" else None,
    )  # fmt: skip


def _grade(visits: Sequence[Inspection], percent: Fraction) -> str | None:
    """By the newest form; None where visits were made with different lists, whose grades may mean different things."""
    if len({one.version.checklist_id for one in visits}) > 1:
        return None
    grades = publishing.compiled(visits[0].version.sha256).scoring.grades
    return next((one.grade for one in grades if one.bounds.holds(percent)), None)


def _percents(found: Iterable[Inspection]) -> list[Fraction]:
    return [Fraction(one.percent) for one in found if one.percent is not None]


def _lines(visits: Sequence[Inspection], rounds: Sequence[Inspection], label: str) -> list[Line]:
    seen, floor = _pools(visits, label), _pools(rounds, label)
    lines = [Line(name, pool, floor.get(name)) for name, pool in seen.items()]
    return sorted(lines, key=lambda line: (line.gap is None, line.gap or 0.0, line.name))


def _pools(found: Iterable[Inspection], label: str) -> dict[str, Pool]:
    pools: dict[str, Pool] = {}
    for one in found:
        document: Mapping[str, Any] = json.loads(one.score_document)
        for name, figures in (document.get(label) or {}).items():
            known = pools.get(name, Pool(Fraction(0), Fraction(0), 0))
            earned, possible = Fraction(figures["earned"]), Fraction(figures["possible"])
            pools[name] = Pool(known.earned + earned, known.possible + possible, known.records + 1)
    return pools
