"""When a point that keeps failing at a site becomes a matter of improvement, and when it has become better. Pure.

A round is one observation here: in it the point was in order or somewhere it was not. Source: docs/decisions.md, Improvement items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from inspector.rectification.rules import HABIT, Habit, Observed, needs_coaching

THIRD_REPEAT = 3
LEAST_ROUNDS = 3  # fewer rounds prove nothing
MEASURED_FOR = timedelta(days=30)  # proposed with a plan
ANSWERED_WITHIN = timedelta(days=7)  # from the opening to a plan, and from the end of its time to a word on it
LONGEST_MEASURE = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Round:
    """One round that saw the point."""

    inspection_id: int
    day: date
    failed: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """So many rounds saw the point, so many of them found it wrong."""

    seen: int
    failed: int

    @property
    def percent(self) -> int | None:
        """Of rounds that found it in order, rounded down: nothing is praised that is not there. None where nobody looked."""
        return None if not self.seen else 100 * (self.seen - self.failed) // self.seen


def measured(rounds: Sequence[Round]) -> Measure:
    """Count rounds."""
    return Measure(len(rounds), sum(one.failed for one in rounds))


def is_systemic(rounds: Sequence[Round], brand_rate: Fraction, habit: Habit = HABIT) -> bool:
    """Whether a point fails too often at a site. rounds: newest first; brand_rate: of failing rounds of the brand.

    The rule of the rate: 3 of the last 10 (`habit`), on at least 2 days, above twice the brand's rate.
    """
    return needs_coaching([Observed(one.day, 1, int(one.failed)) for one in rounds], brand_rate, habit)


def origin_of(rounds: Sequence[Round], brand_rate: Fraction, repeats: int, habit: Habit = HABIT) -> str | None:
    """Why an improvement item is opened, None where there is no reason. repeats: the most of one task of the point.

    Self-checks add to a task too, but rounds must have found it wrong as well.
    """
    if is_systemic(rounds, brand_rate, habit):
        return "rate"
    is_measurable = (
        len({one.day for one in rounds if one.failed}) >= habit.days
    )  # else there is nothing to become better
    return "repeats" if repeats >= THIRD_REPEAT and is_measurable else None


def is_reached(after: Measure, target_percent: int) -> bool:
    """Whether enough rounds found the point in order."""
    return after.seen >= LEAST_ROUNDS and after.percent is not None and after.percent >= target_percent
