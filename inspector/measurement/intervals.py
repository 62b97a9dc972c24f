"""How sure a rate is: Wilson's interval, with fractional hits and with answers that are alike within a round.

Source: docs/decisions.md, Fair measurement. Exact fractions go in; what is estimated comes out as floating point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

DEFAULT_LEVEL = 0.95
FEWEST_ROUNDS = 30  # below it the likeness within rounds is not estimated but assumed
ASSUMED_LIKENESS = 0.1


@dataclass(frozen=True, slots=True)
class Interval:
    """A rate lies between lower and upper, 0..1, with the given level of certainty."""

    lower: float
    upper: float
    level: float = DEFAULT_LEVEL


@dataclass(frozen=True, slots=True)
class Round:
    """The answers about one person in one round of one checklist.

    n: their number (sum of weights), > 0. total: sum of shares, square: sum of squared shares, both weighted.
    """

    checklist: str
    n: float
    total: float
    square: float


def wilson(hits: Fraction | float, n: Fraction | float, level: float = DEFAULT_LEVEL, effect: float = 1.0) -> Interval | None:
    """Wilson's interval of the rate hits / n.

    hits: 0..n, may be fractional. effect: the design effect; n counts as n / effect. None when n is 0.
    Raises ValueError when hits lie outside 0..n or level outside 0..1.
    """
    if n == 0:
        return None
    if not 0 <= hits <= n or not 0 < level < 1:
        raise ValueError("hits must lie in 0..n and the level in 0..1")
    rate, size = float(Fraction(hits) / Fraction(n)), float(n) / effect
    z = NormalDist().inv_cdf((1 + level) / 2)
    shrink = 1 + z * z / size
    middle = (rate + z * z / (2 * size)) / shrink
    reach = z / shrink * sqrt(rate * (1 - rate) / size + z * z / (4 * size * size))
    # At the ends the exact bound is 0 or 1; only rounding errors would lie beyond.
    return Interval(0.0 if hits == 0 else max(0.0, middle - reach), 1.0 if hits == n else min(1.0, middle + reach), level)


def design_effect(sizes: Sequence[int | Fraction], likeness: float) -> float:
    """By how much answers in groups are worth less than single ones: 1 + (m - 1) rho, at least 1.

    sizes: answers per round; m is their size-weighted mean, sum(n^2) / sum(n). likeness: rho, 0..1. 1 without answers.
    """
    total = sum(sizes)
    if total == 0:
        return 1.0
    typical = float(Fraction(sum(size * size for size in sizes)) / Fraction(total))
    return max(1.0, 1 + (typical - 1) * likeness)


def likeness(rounds: Iterable[Round]) -> float:
    """How alike shares of one round are: the intraclass correlation of a one-way analysis of variance within checklists.

    0..1. ASSUMED_LIKENESS with fewer than FEWEST_ROUNDS rounds, or where every round has a single answer.
    """
    found = [one for one in rounds if one.n > 0]
    by_checklist: dict[str, list[Round]] = {}
    for one in found:
        by_checklist.setdefault(one.checklist, []).append(one)
    n, groups, lists = sum(one.n for one in found), len(found), len(by_checklist)
    if groups < FEWEST_ROUNDS or groups == lists or n <= groups:
        return ASSUMED_LIKENESS
    within = sum(one.square - one.total * one.total / one.n for one in found) / (n - groups)
    between = sum(_between(of_list) for of_list in by_checklist.values()) / (groups - lists)
    typical = (n - sum(_squared_sizes(of_list) for of_list in by_checklist.values())) / (groups - lists)
    spread = between + (typical - 1) * within
    return min(1.0, max(0.0, (between - within) / spread)) if spread > 0 else 0.0


def _between(rounds: list[Round]) -> float:
    mean = sum(one.total for one in rounds) / sum(one.n for one in rounds)
    return sum(one.n * (one.total / one.n - mean) ** 2 for one in rounds)


def _squared_sizes(rounds: list[Round]) -> float:
    return sum(one.n * one.n for one in rounds) / sum(one.n for one in rounds)
