"""How a score came about, step by step, as codes and figures; the words come from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from inspector.scoring.answers import Subject
from inspector.scoring.evaluation import Row, SectionRows
from inspector.scoring.figures import digits, fixed
from inspector.scoring.plan import Plan
from inspector.scoring.report import figures, points
from inspector.scoring.rollup import Overall
from inspector.scoring.sections import SectionTotals, percent_of, shown_percent, shown_percent_of
from inspector.scoring.steps import encode
from inspector.scoring.verdicts import Final

Step = dict[str, Any]


def item_steps(sections: Iterable[SectionRows]) -> list[str]:
    """One step as JSON text for each shown scored item of each subject."""
    names: dict[Subject, str] = {}
    steps = []
    for section in sections:
        for item, subject, outcome in section.rows:
            if not item.is_scored:
                continue
            if subject is None:
                steps.append(outcome.unnamed_step)
                continue
            if subject not in names:
                names[subject] = encode(subject)
            steps.append(names[subject].join(outcome.step))
    return steps


def section_steps(totals: Sequence[SectionTotals], before: Overall, plan: Plan) -> list[Step]:
    """What the items came to in sections, groups and the whole."""
    steps: list[Step] = []
    for one in totals:
        if one.plan.by_failures:
            failures = sum(part.failures for part in one.sums.values())
            steps.append({"rule": "by_failures", "section": one.plan.id, "failures": str(failures)})
        if one.subjects:
            steps.append(_repeat(one, plan))
        shown = shown_percent_of(one.before.earned, one.before.possible, plan)
        step = {"rule": "section", "section": one.plan.id}
        steps.append(step | figures(one.before.earned, one.before.possible, shown, plan))
    for name, total in before.groups.items():
        weight = points(plan.scoring.total[name] * plan.unit, plan)
        shown = shown_percent(total.percent, plan.scoring)
        steps.append({"rule": "group", "group": name, "weight": weight, "percent": shown})
    return [*steps, _total(before, plan)]


def concluding_steps(
    final: Final, failed: Iterable[Row], observed: Fraction | None, grade: str | None, verdict: Step, plan: Plan
) -> list[Step]:
    """Critical rules that took effect, then scale, grade and verdict."""
    steps = [_critical(row) for row in failed if row[0].critical != "none"]
    decimals = plan.scoring.decimals
    if observed is not None:
        needed = fixed(plan.scoring.observed_from, decimals)
        steps.append({"rule": "observed", "percent": fixed(observed, decimals), "needed": needed})
    shown = None if final.shown is None else digits(final.shown, decimals)
    steps.append({"rule": "scale", "scale": plan.scoring.scale, "start": _start(plan), "score": shown})
    if plan.scoring.grades:
        steps.append({"rule": "grade", "grade": grade})
    return [*steps, verdict]


def _repeat(one: SectionTotals, plan: Plan) -> Step:
    """Both ways of looking at several subjects, whichever the checklist uses."""
    instances = [before for before, _ in one.subjects.values()]
    pooled = percent_of(sum(i.earned for i in instances), sum(i.possible for i in instances), plan)
    percents = [Fraction(i.percent) for i in instances if i.percent is not None]
    mean = sum(percents, Fraction(0)) / len(percents) if percents else None
    shown = {"pool": shown_percent(pooled, plan.scoring), "mean": shown_percent(mean, plan.scoring)}
    return {"rule": "repeat", "section": one.plan.id, "used": plan.scoring.repeat} | shown


def _total(before: Overall, plan: Plan) -> Step:
    shown = figures(before.earned, before.possible, shown_percent(before.percent, plan.scoring), plan)
    step = {"rule": "total", "roll_up": "blend" if before.groups else plan.scoring.roll_up} | shown
    if before.losses is not None:
        step |= {"roll_up": "losses", "losses": points(before.losses, plan)}
    if before.uncapped is not None and before.uncapped != before.percent:
        step["uncapped"] = fixed(before.uncapped, plan.scoring.decimals)
    return step


def _critical(row: Row) -> Step:
    item, subject, _ = row
    step = {"rule": item.critical, "item": item.id, "for": subject}
    return step | {"cap": item.item.cap} if item.critical == "cap" else step


def _start(plan: Plan) -> str | None:
    return None if plan.scoring.start is None else points(plan.scoring.start * plan.unit, plan)
