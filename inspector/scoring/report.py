"""The figures of a Score as JSON: every figure a string, rounded once, here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from inspector.scoring.evaluation import Row, SectionRows
from inspector.scoring.figures import HUNDRED, Figure, digits, lean, plain
from inspector.scoring.plan import Exact, Plan
from inspector.scoring.rollup import Overall
from inspector.scoring.sections import SectionTotals, Sum, Total, no_states, shown_percent, shown_percent_of
from inspector.scoring.verdicts import Final

Json = dict[str, Any]
Label = str | None
MOST_POINTS = 10_000  # remembered per plan


def report(
    plan: Plan, sections: Sequence[SectionRows], totals: Sequence[SectionTotals], before: Overall, final: Final
) -> Json:
    """All parts of the Score that are figures."""
    scoring = plan.scoring
    states = states_of(totals)
    by_label = _pooled(zip(sections, totals, strict=True))
    return {
        "score": None if final.shown is None else digits(final.shown, scoring.decimals),
        "earned": points(before.earned, plan),
        "possible": points(before.possible, plan),
        "percent": shown_percent(before.percent, scoring),
        "final_percent": shown_percent(final.percent, scoring),
        "completeness": completeness(states, scoring.decimals),
        "na": states["na"],
        "unseen": states["unseen"],
        "sections": {one.plan.id: _section(one, plan) for one in totals},
        "subjects": _subjects(sections, plan),
        "groups": {name: _figures(total, plan) for name, total in before.groups.items()},
        "dimensions": _labelled(by_label, 0, plan),
        "factors": _labelled(by_label, 1, plan),
    }


def states_of(totals: Iterable[SectionTotals]) -> dict[str, int]:
    """How many shown scored items are in which state; all_of is counted by its members."""
    states = no_states()
    for one in totals:
        for part in one.sums.values():
            for state, count in part.states.items():
                states[state] += count
    return states


def completeness_of(states: dict[str, int]) -> Fraction | None:
    """Percent of the items that were dealt with; None when there are none."""
    whole = sum(states.values())
    return Fraction(HUNDRED * (states["answered"] + states["na"]), whole) if whole else None


def completeness(states: dict[str, int], decimals: int) -> str | None:
    """The same as shown, without a Fraction on the way."""
    whole = sum(states.values())
    done = HUNDRED * (states["answered"] + states["na"])
    return digits((2 * done * 10**decimals + whole) // (2 * whole), decimals) if whole else None


def points(units: Figure, plan: Plan) -> str:
    """Units of the plan as points: "9", "0.333"."""
    shown = plan.shown_points.get(units)
    if shown is None:
        if len(plan.shown_points) >= MOST_POINTS:
            plan.shown_points.clear()
        shown = plan.shown_points[units] = plain(Fraction(units) / plan.unit)
    return shown


def exact_points(units: Figure, plan: Plan) -> Exact:
    """Units of the plan as exact points."""
    found = plan.exact_points.get(units)
    if found is None:
        if len(plan.exact_points) >= MOST_POINTS:
            plan.exact_points.clear()
        figure = lean(Fraction(units) / plan.unit)
        found = plan.exact_points[units] = Exact(figure, str(figure))
    return found


def figures(earned: Figure, possible: Figure, shown: str | None, plan: Plan) -> Json:
    return {"earned": points(earned, plan), "possible": points(possible, plan), "percent": shown}


def _figures(total: Total, plan: Plan) -> Json:
    return figures(total.earned, total.possible, shown_percent(total.percent, plan.scoring), plan)


def _section(one: SectionTotals, plan: Plan) -> Json:
    subjects = {
        subject: _totals(before, final, [one.sums[subject]], plan) for subject, (before, final) in one.subjects.items()
    }
    return {**_totals(one.before, one.final, one.sums.values(), plan), "subjects": subjects}


def _totals(before: Total, final: Total, sums: Iterable[Sum], plan: Plan) -> Json:
    states = no_states()
    for part in sums:
        for state, count in part.states.items():
            states[state] += count
    shown = _pool(before.earned, before.possible, plan)
    is_same = final is before
    shown["final_percent"] = shown["percent"] if is_same else shown_percent_of(final.earned, final.possible, plan)
    shown["na"] = states["na"]
    shown["completeness"] = completeness(states, plan.scoring.decimals)
    return shown


Pools = dict[tuple[Label, Label], list[Figure]]  # {(dimension, factor): [earned, possible]}, bonus included


def _pooled(parts: Iterable[tuple[SectionRows, SectionTotals]]) -> Pools:
    pools: Pools = {}
    for section, totals in parts:
        label = section.plan.label
        if label is None:
            _pool_rows(pools, section.rows)
        elif label != (None, None) and any(item.is_scored for item, _, _ in section.rows):
            pool = pools.setdefault(label, [0, 0])
            for part in totals.sums.values():
                pool[0] += part.earned + part.bonus
                pool[1] += part.possible
    return pools


def _pool_rows(pools: Pools, rows: Iterable[Row]) -> None:
    for item, _, outcome in rows:
        if item.is_scored:
            pool = pools.setdefault((item.dimension, item.factor), [0, 0])
            pool[0] += outcome.earned
            pool[1] += outcome.possible


def _labelled(pools: Pools, which: int, plan: Plan) -> dict[str, Json]:
    merged: dict[str, list[Figure]] = {}
    for labels, (earned, possible) in pools.items():
        name = labels[which]
        if name is not None:
            pool = merged.setdefault(name, [0, 0])
            pool[0] += earned
            pool[1] += possible
    return {name: _pool(earned, possible, plan) for name, (earned, possible) in merged.items()}


def _pool(earned: Figure, possible: Figure, plan: Plan) -> Json:
    return figures(earned, possible, shown_percent_of(earned, possible, plan), plan)


def _subjects(sections: Iterable[SectionRows], plan: Plan) -> dict[str, Json]:
    own: dict[str, list[Row]] = {}
    for section in sections:
        for row in section.rows:
            if row[1] is not None:
                own.setdefault(row[1], []).append(row)
    return {subject: _subject(rows, plan) for subject, rows in own.items()}


def _subject(rows: list[Row], plan: Plan) -> Json:
    found: Json = plan.subjects.of([row[2] for row in rows], lambda: _figures_of(rows, plan))
    return found


def _figures_of(rows: list[Row], plan: Plan) -> Json:
    total = Sum()
    total.add(rows)
    pools: Pools = {}
    _pool_rows(pools, rows)
    return {
        **_pool(total.earned + total.bonus, total.possible, plan),
        "na": total.states["na"],
        "completeness": completeness(total.states, plan.scoring.decimals),
        "dimensions": _labelled(pools, 0, plan),
    }
