"""Sums of one section: for each subject, then over its subjects. Points in units of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from inspector.checklists.definition import Scoring
from inspector.scoring.answers import Subject
from inspector.scoring.evaluation import SectionRows
from inspector.scoring.figures import HUNDRED, Figure, floored, lean, share
from inspector.scoring.plan import Plan, SectionPlan


@dataclass(slots=True)
class Sum:
    """Earned of possible of some rows, the bonus apart, with what completeness needs."""

    earned: Figure = 0
    bonus: Figure = 0
    possible: Figure = 0
    failures: int = 0
    counted: int = 0
    is_zeroed: bool = False  # a failed zero_section item


@dataclass(slots=True)
class Total:
    """What a section, a subject of it, a group or a sheet came to; percent None when nothing was possible."""

    earned: Figure
    possible: Figure
    percent: Figure | None
    is_counted: bool


@dataclass(slots=True)
class SectionTotals:
    """One section before critical rules and after zero_section; `final` is `before` when none took effect."""

    plan: SectionPlan
    before: Total
    final: Total
    subjects: dict[Subject, tuple[Total, Total]]


def percent_of(earned: Figure, possible: Figure, scoring: Scoring) -> Figure | None:
    """Earned of possible in percent, uncapped; floored where the checklist rounds down; None of nothing."""
    if possible <= 0:
        return None
    percent = share(HUNDRED * earned, possible)
    return floored(percent, scoring.decimals) if scoring.round_down else percent


def section_totals(section: SectionRows, plan: Plan) -> SectionTotals:
    """Add up one section."""
    sums: dict[Subject, Sum] = {subject: Sum() for subject in section.subjects}
    repeats = section.plan.repeat is not None
    for item, subject, _, _, earned, possible, is_failed, is_counted in section.rows:
        into = sums[subject if repeats else None]
        if is_counted:
            into.counted += 1
            into.possible += possible
            if item.is_bonus:
                into.bonus += earned
            else:
                into.earned += earned
        if is_failed:
            into.failures += 1
            if item.critical == "zero_section":
                into.is_zeroed = True
    before = {subject: _instance(one, section.plan, plan.scoring, zeroing=False) for subject, one in sums.items()}
    final = before
    if any(one.is_zeroed for one in sums.values()):
        final = {subject: _instance(one, section.plan, plan.scoring, zeroing=True) for subject, one in sums.items()}
    whole = _whole(list(before.values()), plan)
    return SectionTotals(
        plan=section.plan,
        before=whole,
        final=whole if final is before else _whole(list(final.values()), plan),
        subjects={subject: (before[subject], final[subject]) for subject in before} if repeats else {},
    )


def _instance(one: Sum, section: SectionPlan, scoring: Scoring, *, zeroing: bool) -> Total:
    earned = one.earned
    if section.by_failures:
        shares = section.by_failures
        earned = lean(one.possible * shares[min(one.failures, len(shares) - 1)])
    earned += one.bonus
    if zeroing and one.is_zeroed:
        earned = 0  # as written: the instance earns 0, its possible stays
    return Total(earned, one.possible, percent_of(earned, one.possible, scoring), one.counted > 0)


def _whole(instances: list[Total], plan: Plan) -> Total:
    possible: Figure = sum(one.possible for one in instances)
    earned: Figure = sum(one.earned for one in instances)
    if plan.scoring.repeat == "mean" and len(instances) > 1:
        earned = _mean_earned(instances, earned, possible, plan)
    is_counted = any(one.is_counted for one in instances)
    return Total(earned, possible, percent_of(earned, possible, plan.scoring), is_counted)


def _mean_earned(instances: list[Total], earned: Figure, possible: Figure, plan: Plan) -> Figure:
    if plan.is_losing:
        counted = sum(one.is_counted for one in instances)
        return lean(possible - Fraction(possible - earned) / max(counted, 1))
    percents = [one.percent for one in instances if one.percent is not None]
    if not percents:
        return 0
    return lean(Fraction(sum(percents)) / (len(percents) * HUNDRED) * possible)
