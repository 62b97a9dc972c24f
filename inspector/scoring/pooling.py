"""Pools an item over several filled checklists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from inspector.scoring.score import Score


@dataclass(frozen=True, slots=True)
class PooledCounts:
    """k of n over several sheets; percent None when nothing was seen on any."""

    k: int
    n: int

    @property
    def percent(self) -> Fraction | None:
        return Fraction(100 * self.k, self.n) if self.n else None


def pool_counts(item: str, scores: Iterable[Score]) -> PooledCounts:
    """Add up k and n of a k_of_n item, so that a sheet with many occurrences weighs more than one with few."""
    seen = [one.value for score in scores for one in score.instances if one.item == item and one.state == "answered"]
    return PooledCounts(sum(k for k, _ in seen), sum(n for _, n in seen))
