"""Sums of one section: for each subject, then over its subjects. Points in units of the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from inspector.checklists.definition import Scoring
from inspector.scoring.answers import Subject
from inspector.scoring.evaluation import Row, SectionRows
from inspector.scoring.figures import HUNDRED, Figure, fixed, floored, lean, share
from inspector.scoring.plan import Plan, SectionPlan

MOST_PERCENTS = 50_000  # remembered per plan


def no_states() -> dict[str, int]:
    return {"answered": 0, "na": 0, "unseen": 0, "unanswered": 0}


@dataclass(slots=True)
class Sum:
    """Some rows added up: the bonus apart from the rest, and the states that completeness needs."""

    earned: Figure = 0
    bonus: Figure = 0
    possible: Figure = 0
    failures: int = 0
    counted: int = 0
    is_zeroed: bool = False  # a failed zero_section item
    states: dict[str, int] = field(default_factory=no_states)

    def add(self, rows: Iterable[Row]) -> None:
        states = self.states
        earned_sum, possible_sum = self.earned, self.possible  # the loop runs for every answer: locals are quicker
        for item, _, (state, _, earned, possible, is_failed, is_counted, _, _) in rows:
            if item.is_stated:
                states[state] += 1
            if is_counted:
                self.counted += 1
                possible_sum += possible
                if item.is_bonus:
                    self.bonus += earned
                else:
                    earned_sum += earned
            if is_failed:
                self.failures += 1
                self.is_zeroed = self.is_zeroed or item.critical == "zero_section"
        self.earned, self.possible = earned_sum, possible_sum


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
    sums: dict[Subject, Sum]
    subjects: dict[Subject, tuple[Total, Total]]  # empty where the section does not repeat


def percent_of(earned: Figure, possible: Figure, plan: Plan) -> Figure | None:
    """Earned of possible in percent, uncapped; floored where the checklist rounds down; None of nothing."""
    return _percent(earned, possible, plan)[0] if possible > 0 else None


def shown_percent_of(earned: Figure, possible: Figure, plan: Plan) -> str | None:
    """The same as it is shown."""
    return _percent(earned, possible, plan)[1] if possible > 0 else None


def shown_percent(figure: Figure | None, scoring: Scoring) -> str | None:
    """A percent between 0 and, unless bonus may exceed it, 100, with the digits of the checklist."""
    if figure is None:
        return None
    raised = max(figure, 0)
    return fixed(min(raised, HUNDRED) if scoring.cap_bonus else raised, scoring.decimals)


def _percent(earned: Figure, possible: Figure, plan: Plan) -> tuple[Figure, str]:
    known = plan.percents.get((earned, possible))
    if known is None:
        percent = share(HUNDRED * earned, possible)
        if plan.scoring.round_down:
            percent = floored(percent, plan.scoring.decimals)
        if len(plan.percents) >= MOST_PERCENTS:
            plan.percents.clear()
        known = plan.percents[earned, possible] = percent, shown_percent(percent, plan.scoring) or ""
    return known


def section_totals(section: SectionRows, plan: Plan) -> SectionTotals:
    """Add up one section."""
    repeats = section.plan.repeat is not None
    rows: dict[Subject, list[Row]] = {subject: [] for subject in section.subjects}
    for row in section.rows:
        rows[row[1] if repeats else None].append(row)
    sums = {subject: _sum(own, plan) if repeats else _added(own) for subject, own in rows.items()}
    before = {subject: _instance(one, section.plan, plan, zeroing=False) for subject, one in sums.items()}
    final = before
    if any(one.is_zeroed for one in sums.values()):
        final = {subject: _instance(one, section.plan, plan, zeroing=True) for subject, one in sums.items()}
    whole = _whole(list(before.values()), plan)
    return SectionTotals(
        plan=section.plan,
        before=whole,
        final=whole if final is before else _whole(list(final.values()), plan),
        sums=sums,
        subjects={subject: (before[subject], final[subject]) for subject in before} if repeats else {},
    )


def _sum(rows: list[Row], plan: Plan) -> Sum:
    found: Sum = plan.sums.of([row[2] for row in rows], lambda: _added(rows))
    return found


def _added(rows: list[Row]) -> Sum:
    one = Sum()
    one.add(rows)
    return one


def _instance(one: Sum, section: SectionPlan, plan: Plan, *, zeroing: bool) -> Total:
    earned = one.earned
    if section.by_failures:
        shares = section.by_failures
        earned = lean(one.possible * shares[min(one.failures, len(shares) - 1)])
    earned += one.bonus
    if zeroing and one.is_zeroed:
        earned = 0  # as the rule is written, even where more than the whole was lost
    return Total(earned, one.possible, percent_of(earned, one.possible, plan), one.counted > 0)


def _whole(instances: list[Total], plan: Plan) -> Total:
    if len(instances) == 1:
        return instances[0]
    possible: Figure = sum(one.possible for one in instances)
    earned: Figure = sum(one.earned for one in instances)
    if plan.scoring.repeat == "mean":
        earned = _mean_earned(instances, earned, possible, plan)
    is_counted = any(one.is_counted for one in instances)
    return Total(earned, possible, percent_of(earned, possible, plan), is_counted)


def _mean_earned(instances: list[Total], earned: Figure, possible: Figure, plan: Plan) -> Figure:
    if plan.is_losing:
        counted = sum(one.is_counted for one in instances)
        return lean(possible - Fraction(possible - earned) / max(counted, 1))
    percents = [one.percent for one in instances if one.percent is not None]
    if not percents:
        return 0
    return lean(Fraction(sum(percents)) / (len(percents) * HUNDRED) * possible)
