"""How a score came about, step by step, as codes and figures; the words come from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from inspector.scoring.evaluation import Row
from inspector.scoring.figures import Figure, exact, fixed, plain
from inspector.scoring.plan import Plan
from inspector.scoring.report import percent, points
from inspector.scoring.rollup import Overall
from inspector.scoring.sections import SectionTotals, percent_of
from inspector.scoring.verdicts import Final

Step = dict[str, Any]


def trace_of(
    plan: Plan,
    rows: Sequence[Row],
    totals: Sequence[SectionTotals],
    before: Overall,
    final: Final,
    failed: Sequence[Row],
    observed: Fraction | None,
    grade: str | None,
    verdict: str | None,
    reason: str,
) -> list[Step]:
    """Items first, then sections, groups, the total, the critical rules, and what was concluded."""
    steps = [_item(row, plan) for row in rows if row.item.is_scored]
    for one in totals:
        steps += _section(one, plan)
    for name, total in before.groups.items():
        weight = fixed(plan.scoring.total[name], 3)
        steps.append({"rule": "group", "group": name, "weight": weight, "percent": percent(total.percent, plan.scoring)})
    steps.append(_total(before, plan))
    steps += [_critical(row) for row in failed if row.item.critical != "none"]
    if observed is not None:
        needed = fixed(plan.scoring.observed_from, plan.scoring.decimals)
        steps.append({"rule": "observed", "percent": fixed(observed, plan.scoring.decimals), "needed": needed})
    shown = None if final.score is None else fixed(final.score, plan.scoring.decimals)
    steps.append({"rule": "scale", "scale": _scale(plan), "score": shown})
    if plan.scoring.grades:
        steps.append({"rule": "grade", "grade": grade})
    steps.append({"rule": "verdict", "verdict": verdict, "reason": reason})
    return steps


def _item(row: Row, plan: Plan) -> Step:
    item, subject, state, _, earned, possible, _, _ = row
    step = {
        "rule": "item",
        "item": item.id,
        "for": subject,
        "earned": points(earned, plan),
        "possible": points(possible, plan),
    }
    if state != "answered":
        step["state"] = state
    if (earned.numerator * 1000) % (plan.unit * earned.denominator):
        step["earned_exact"] = exact(Fraction(earned) / plan.unit)
    return step


def _section(one: SectionTotals, plan: Plan) -> list[Step]:
    steps: list[Step] = []
    if one.plan.by_failures:
        steps.append({"rule": "by_failures", "section": one.plan.id})
    if one.subjects:
        steps.append(_repeat(one, plan))
    steps.append(
        {
            "rule": "section",
            "section": one.plan.id,
            **_figures(one.before.earned, one.before.possible, plan),
            "percent": percent(one.before.percent, plan.scoring),
        }
    )
    return steps


def _repeat(one: SectionTotals, plan: Plan) -> Step:
    """Both ways of looking at several subjects, whichever the checklist uses."""
    instances = [before for before, _ in one.subjects.values()]
    pooled = percent_of(sum(i.earned for i in instances), sum(i.possible for i in instances), plan.scoring)
    percents = [Fraction(i.percent) for i in instances if i.percent is not None]
    mean = sum(percents, Fraction(0)) / len(percents) if percents else None
    return {
        "rule": "repeat",
        "section": one.plan.id,
        "used": plan.scoring.repeat,
        "pool": percent(pooled, plan.scoring),
        "mean": percent(mean, plan.scoring),
    }


def _total(before: Overall, plan: Plan) -> Step:
    step = {
        "rule": "total",
        "roll_up": "blend" if before.groups else plan.scoring.roll_up,
        **_figures(before.earned, before.possible, plan),
        "percent": percent(before.percent, plan.scoring),
    }
    if before.losses is not None:
        step |= {"roll_up": "losses", "losses": points(before.losses, plan)}
    if before.uncapped is not None and before.uncapped != before.percent:
        step["uncapped"] = fixed(before.uncapped, plan.scoring.decimals)
    return step


def _critical(row: Row) -> Step:
    step = {"rule": row.item.critical, "item": row.item.id, "for": row.subject}
    if row.item.critical == "cap":
        step["cap"] = row.item.item.cap
    return step


def _figures(earned: Figure, possible: Figure, plan: Plan) -> Step:
    return {"earned": points(earned, plan), "possible": points(possible, plan)}


def _scale(plan: Plan) -> str:
    start = plan.scoring.start
    return plan.scoring.scale if start is None or plan.scoring.scale == "demerits" else f"start {plain(start)}"
