"""From sections to the total: the roll-up within each group, the blend of groups, or the sum of losses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspector.checklists.definition import Scoring
from inspector.scoring.figures import HUNDRED, Figure, floored, lean, weighted_mean
from inspector.scoring.plan import Plan, SectionPlan
from inspector.scoring.sections import Total, percent_of


@dataclass(slots=True)
class Overall:
    """The whole sheet. percent lies between 0 and the bonus cap; losses (in units) only where they are counted."""

    earned: Figure
    possible: Figure
    percent: Figure | None
    uncapped: Figure | None
    losses: Figure | None
    groups: dict[str, Total]


Part = tuple[SectionPlan, Total]


def roll_up(parts: Sequence[Part], plan: Plan) -> Overall:
    """The total of the sections, as the checklist combines them."""
    scoring = plan.scoring
    if plan.is_losing:
        return _losses(parts, plan)
    if scoring.total:
        return _blend(parts, plan)
    whole = _combined(parts, plan)
    return Overall(whole.earned, whole.possible, bounded(whole.percent, scoring), whole.percent, None, {})


def bounded(percent: Figure | None, scoring: Scoring, most: Figure = HUNDRED) -> Figure | None:
    """Not below 0, and not above the full score unless bonus may exceed it."""
    if percent is None:
        return None
    raised = max(percent, 0)
    return min(raised, most) if scoring.cap_bonus else raised


def _combined(parts: Sequence[Part], plan: Plan) -> Total:
    scoring = plan.scoring
    weighted = scoring.roll_up == "weighted_points"
    earned: Figure = sum(total.earned * (section.weight if weighted else 1) for section, total in parts)
    possible: Figure = sum(total.possible * (section.weight if weighted else 1) for section, total in parts)
    if scoring.roll_up == "mean":
        percent = _mean([(total.percent, section.weight) for section, total in parts], scoring)
    else:
        percent = percent_of(earned, possible, plan)
    return Total(earned, possible, percent, any(total.is_counted for _, total in parts))


def _mean(percents: Iterable[tuple[Figure | None, Figure]], scoring: Scoring) -> Figure | None:
    """Weighted mean of the percents there are; the weights of the others are shared in proportion."""
    present = [(percent, weight) for percent, weight in percents if percent is not None]
    if not present:
        return None
    mean = weighted_mean(present)
    return floored(mean, scoring.decimals) if scoring.round_down else mean


def _blend(parts: Sequence[Part], plan: Plan) -> Overall:
    scoring = plan.scoring
    groups = {name: _combined([part for part in parts if part[0].group == name], plan) for name in scoring.total}
    percent = _mean([(groups[name].percent, weight) for name, weight in scoring.total.items()], scoring)
    earned: Figure = sum(total.earned for _, total in parts)
    possible: Figure = sum(total.possible for _, total in parts)
    return Overall(earned, possible, bounded(percent, scoring), percent, None, groups)


def _losses(parts: Sequence[Part], plan: Plan) -> Overall:
    scoring = plan.scoring
    earned: Figure = sum(total.earned for _, total in parts)
    possible: Figure = sum(total.possible for _, total in parts)
    if not any(total.is_counted for _, total in parts):
        return Overall(earned, possible, None, None, None, {})
    losses = lean(sum(section.weight * (total.possible - total.earned) for section, total in parts))
    percent = None
    if scoring.start is not None:
        start = scoring.start * plan.unit
        left = bounded(start - losses, scoring, start)
        percent = lean(HUNDRED * Fraction(left or 0) / start)
        percent = floored(percent, scoring.decimals) if scoring.round_down else percent
    return Overall(earned, possible, percent, percent, losses, {})
