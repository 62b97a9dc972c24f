"""How reliable a shopper is, from how the reports turned out. Pure. Source: docs/decisions.md, Reliability of a shopper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST_VISITS = 3  # decided; with fewer a word would be chance
WORDS = ((90, "high"), (75, "good"), (50, "mixed"), (0, "low"))  # from so many percent
HALF = Fraction(1, 2)
BEST_RATING = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decided report. rating: 1 to 5 by who decided, None without; upheld: answers to which the site objected rightly."""

    is_taken: bool
    is_on_time: bool = True
    is_complete: bool = True
    is_consistent: bool = True
    is_revised: bool = False
    rating: int | None = None
    upheld: int = 0


@dataclass(frozen=True, slots=True)
class Reliability:
    """How the reports of a shopper turned out, each kind counted in visits. percent: 0 to 100, None without any."""

    decided: int
    on_time: int
    complete: int
    consistent: int
    taken: int
    revised: int
    upheld: int
    percent: Fraction | None

    @property
    def rejected(self) -> int:
        """Reports turned down."""
        return self.decided - self.taken

    @property
    def word(self) -> str | None:
        """high | good | mixed | low; None with fewer than LEAST_VISITS decided."""
        if self.percent is None or self.decided < LEAST_VISITS:
            return None
        return next(word for least, word in WORDS if self.percent >= least)


def of(outcomes: Sequence[Outcome]) -> Reliability:
    """Sum up; the percent is the mean of the visits, each counting once."""
    percent = Fraction(sum(100 * share(one) for one in outcomes), len(outcomes)) if outcomes else None
    return Reliability(
        len(outcomes), sum(one.is_on_time for one in outcomes), sum(one.is_complete for one in outcomes),
        sum(one.is_consistent for one in outcomes), sum(one.is_taken for one in outcomes),
        sum(one.is_revised for one in outcomes), sum(one.upheld > 0 for one in outcomes), percent,
    )  # fmt: skip


def share(one: Outcome) -> Fraction:
    """What one visit earns, 0 to 1: equal parts for on time, complete, consistent, accepted and, where rated, the rating.

    Asked again costs half of accepted; each upheld objection a whole part. What was turned down earns its being on time alone.
    """
    parts = [Fraction(one.is_on_time)]
    if one.is_taken:
        parts += [Fraction(one.is_complete), Fraction(one.is_consistent), HALF if one.is_revised else Fraction(1)]
    if one.is_taken and one.rating is not None:
        parts.append(Fraction(one.rating - 1, BEST_RATING - 1))
    possible = len(parts) if one.is_taken else 4
    return max(Fraction(0), sum(parts, Fraction(0)) - one.upheld) / possible
