"""How much must have been seen before a person is put in a band, and what is missing.

Source: docs/decisions.md, Fair measurement. At 48 answers a person who truly does 95 % right gets the best band in 57 % of months.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

FEWEST_OUTSIDERS = 1


@dataclass(frozen=True, slots=True)
class Least:
    """What the organisation asks of a month before it has a band. outside_percent: of the scored evidence, from outside the store."""

    answers: int = 64
    rounds: int = 8
    days: int = 3
    inspectors: int = 2
    outside_percent: int = 40


USUAL = Least()


@dataclass(frozen=True, slots=True)
class Have:
    """What was seen of a person. outsiders: inspectors from outside; outside_share: their part of the evidence, 0..1, None without any."""

    answers: int
    rounds: int
    days: int
    inspectors: int
    outsiders: int
    outside_share: Fraction | None


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing for a band: answers, rounds, days, inspectors, outsiders or outside_share (percent)."""

    what: str
    have: int
    need: int


def lacks_of(have: Have, least: Least = USUAL) -> tuple[Lack, ...]:
    """What is missing for a band; empty when it is enough. The share from outside is asked only once there is somebody from outside."""
    asked = (
        Lack("answers", have.answers, least.answers),
        Lack("rounds", have.rounds, least.rounds),
        Lack("days", have.days, least.days),
        Lack("inspectors", have.inspectors, least.inspectors),
        Lack("outsiders", have.outsiders, FEWEST_OUTSIDERS),
    )
    missing = tuple(lack for lack in asked if lack.have < lack.need)
    if have.outsiders and have.outside_share is not None and have.outside_share < Fraction(least.outside_percent, 100):
        missing += (Lack("outside_share", int(have.outside_share * 100), least.outside_percent),)
    return missing
