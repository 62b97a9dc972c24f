"""The figures of a Score as JSON: every figure a string, rounded once, here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from inspector.checklists.definition import Scoring
from inspector.scoring.evaluation import Row, SectionRows
from inspector.scoring.figures import HUNDRED, Figure, digits, fixed, plain
from inspector.scoring.plan import Plan
from inspector.scoring.rollup import Overall
from inspector.scoring.sections import SectionTotals, Total, percent_of
from inspector.scoring.verdicts import Final

Json = dict[str, Any]


@dataclass(slots=True)
class Counts:
    """Shown rows of scored items by state; all_of is counted by its members."""

    answered: int = 0
    na: int = 0
    unseen: int = 0
    unanswered: int = 0

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Counts:
        counts = cls()
        for row in rows:
            counts.add(row)
        return counts

    def add(self, row: Row) -> None:
        item, state = row.item, row.state
        if not item.is_scored or item.is_all_of:
            return
        if state == "answered":
            self.answered += 1
        elif state == "na":
            self.na += 1
        elif state == "unseen":
            self.unseen += 1
        else:
            self.unanswered += 1

    @property
    def completeness(self) -> Fraction | None:
        """Percent of the rows that were dealt with; None when there are none."""
        done = self.answered + self.na
        whole = done + self.unseen + self.unanswered
        return Fraction(HUNDRED * done, whole) if whole else None

    def shown(self, decimals: int) -> str | None:
        done = self.answered + self.na
        whole = done + self.unseen + self.unanswered
        if not whole:
            return None
        return digits((2 * HUNDRED * done * 10**decimals + whole) // (2 * whole), decimals)


class Pool:
    """Unweighted points of some rows, in units."""

    __slots__ = ("earned", "possible")

    def __init__(self) -> None:
        self.earned: Figure = 0
        self.possible: Figure = 0


def observed_percent(rows: Iterable[Row]) -> Fraction | None:
    """Percent of the needed observations that were made; no item counts for more than it needs."""
    needed = seen = 0
    for item, _, state, value, *_ in rows:
        wanted = item.item.needed
        if wanted is not None and state != "na":
            needed += wanted
            if state == "answered":
                seen += min(value[1] if item.item.type == "k_of_n" else 1, wanted)
    return Fraction(HUNDRED * seen, needed) if needed else None


def report(
    plan: Plan,
    sections: list[SectionRows],
    rows: list[Row],
    totals: list[SectionTotals],
    before: Overall,
    final: Final,
    counts: Counts,
) -> Json:
    """All parts of the Score that are figures."""
    scoring = plan.scoring
    decimals = scoring.decimals
    return {
        "score": None if final.score is None else fixed(final.score, decimals),
        "earned": points(before.earned, plan),
        "possible": points(before.possible, plan),
        "percent": percent(before.percent, scoring),
        "final_percent": percent(final.percent, scoring),
        "completeness": counts.shown(decimals),
        "na": counts.na,
        "unseen": counts.unseen,
        "sections": {one.plan.id: _section(one, part.rows, plan) for one, part in zip(totals, sections, strict=True)},
        "subjects": _subjects(rows, plan),
        "groups": {name: _figures(total, plan) for name, total in before.groups.items()},
        "dimensions": _pooled_by(rows, plan, factor=False),
        "factors": _pooled_by(rows, plan, factor=True),
    }


def points(units: Figure, plan: Plan) -> str:
    """Units of the plan as points: "9", "0.333"."""
    shown = plan.shown_points.get(units)
    if shown is None:
        if len(plan.shown_points) > 10_000:
            plan.shown_points.clear()
        shown = plan.shown_points[units] = plain(Fraction(units) / plan.unit)
    return shown


def percent(figure: Figure | None, scoring: Scoring) -> str | None:
    """A percent between 0 and, unless bonus may exceed it, 100, with the digits of the checklist."""
    if figure is None:
        return None
    raised = max(figure, 0)
    return fixed(min(raised, HUNDRED) if scoring.cap_bonus else raised, scoring.decimals)


def _figures(total: Total, plan: Plan) -> Json:
    return {
        "earned": points(total.earned, plan),
        "possible": points(total.possible, plan),
        "percent": percent(total.percent, plan.scoring),
    }


def _section(one: SectionTotals, rows: list[Row], plan: Plan) -> Json:
    subjects = {}
    if one.subjects:
        counted = {subject: Counts() for subject in one.subjects}
        for row in rows:
            counted[row.subject].add(row)
        for subject, (before, final) in one.subjects.items():
            subjects[subject] = _totals(before, final, counted[subject], plan)
    return {**_totals(one.before, one.final, Counts.of(rows), plan), "subjects": subjects}


def _totals(before: Total, final: Total, counts: Counts, plan: Plan) -> Json:
    shown = _figures(before, plan)
    shown["final_percent"] = shown["percent"] if final is before else percent(final.percent, plan.scoring)
    shown["na"] = counts.na
    shown["completeness"] = counts.shown(plan.scoring.decimals)
    return shown


def _pool(pool: Pool, plan: Plan) -> Json:
    return {
        "earned": points(pool.earned, plan),
        "possible": points(pool.possible, plan),
        "percent": percent(percent_of(pool.earned, pool.possible, plan.scoring), plan.scoring),
    }


def _pooled_by(rows: Iterable[Row], plan: Plan, *, factor: bool) -> dict[str, Json]:
    pools: dict[str, Pool] = {}
    for row in rows:
        item = row.item
        name = item.factor if factor else item.dimension
        if name is None or not item.is_scored:
            continue
        pool = pools.get(name)
        if pool is None:
            pool = pools[name] = Pool()
        pool.earned += row.earned
        pool.possible += row.possible
    return {name: _pool(pool, plan) for name, pool in pools.items()}


def _subjects(rows: Iterable[Row], plan: Plan) -> dict[str, Json]:
    own: dict[str, list[Row]] = {}
    for row in rows:
        if row.subject is not None:
            own.setdefault(row.subject, []).append(row)
    found = {}
    for subject, theirs in own.items():
        pool, counts = Pool(), Counts()
        for row in theirs:
            pool.earned += row.earned
            pool.possible += row.possible
            counts.add(row)
        found[subject] = {
            **_pool(pool, plan),
            "na": counts.na,
            "completeness": counts.shown(plan.scoring.decimals),
            "dimensions": _pooled_by(theirs, plan, factor=False),
        }
    return found
