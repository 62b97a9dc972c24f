"""From components to a score: which count, with what weight, and the range of the sum.

Pure. Rates are exact fractions 0..1. What follows from a score: `outcomes.py`. Source: docs/decisions.md, Schemes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from inspector.appraisals.scheme_rules import EVIDENCE, FOR_THE_TALK, OPINIONS, SAMPLED, WHOLE, Rules
from inspector.measurement.intervals import Interval

LEAST_VISITS = 9  # attributed mystery visits before they may be a component of a person


@dataclass(frozen=True, slots=True)
class Measured:
    """One component of one person as gathered. rate: 0..1, None where there is nothing; n: how often seen or counted.

    interval: of sampled components; what is counted in full has none. source: where it comes from, for people to read.
    """

    key: str
    rate: Fraction | None
    n: int
    interval: Interval | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One component as it was used. weight: of the scheme; used: with what it took over from missing ones, None where it is missing.

    why_missing: nothing | few_visits, None where it was used.
    """

    key: str
    rate: Fraction | None
    n: int
    interval: Interval | None
    source: str
    weight: int
    used: Fraction | None
    why_missing: str | None = None

    @property
    def points(self) -> Fraction | None:
        """What it gives to the score, in points of 100."""
        return None if self.used is None or self.rate is None else self.used * self.rate


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one stretch under one scheme. rate None: nothing to score, or only an opinion is left."""

    parts: tuple[Part, ...]
    rate: Fraction | None
    interval: Interval | None
    answer_weight: Fraction  # by how much of the score one scored answer moves it, 0..1


def used_weights(weights: Mapping[str, int], present: Iterable[str]) -> dict[str, Fraction]:
    """The weights with which components count when some are missing; they sum to 100, or to less where only opinions are left.

    What a missing component leaves goes to the others in proportion; an opinion keeps its own weight, so nothing is passed to it.
    """
    here = [key for key in weights if key in set(present)]
    takers = {key: Fraction(weights[key]) for key in here if key not in OPINIONS}
    kept = {key: Fraction(weights[key]) for key in here}
    free, base = WHOLE - sum(kept.values(), Fraction(0)), sum(takers.values(), Fraction(0))
    return {key: weight + free * takers[key] / base if key in takers else weight for key, weight in kept.items()}


def score(rules: Rules, measured: Sequence[Measured]) -> Scored:
    """Score one stretch under one scheme. Components the scheme does not weigh are left out, but for those of the talk."""
    by_key = {one.key: one for one in measured}
    missing = {key: why for key in rules.weights if (why := _why_missing(by_key.get(key)))}
    used = used_weights(rules.weights, [key for key in rules.weights if key not in missing])
    parts = tuple(
        _part(key, by_key.get(key), rules.weights.get(key, 0), used.get(key), missing.get(key))
        for key in (*rules.weights, *(key for key in FOR_THE_TALK if key in by_key))
    )
    if sum(used.values(), Fraction(0)) != WHOLE:
        return Scored(parts, None, None, Fraction(0))
    rate = sum((part.points for part in parts if part.points is not None), Fraction(0)) / WHOLE
    seen = [part for part in parts if part.key in EVIDENCE and part.used is not None and part.n]
    heaviest = max((part.used / WHOLE / part.n for part in seen if part.used is not None), default=Fraction(0))
    return Scored(parts, rate, _range(rate, [(part.used, part) for part in parts if part.used is not None]), heaviest)


def join(stretches: Sequence[tuple[int, Scored]]) -> Scored:
    """Put the stretches of a person who moved together, each by its days; one that has no score passes its days to the others."""
    if len(stretches) == 1:
        return stretches[0][1]
    scored = [(days, one) for days, one in stretches if one.rate is not None and days > 0]
    parts = tuple(part for _, one in stretches for part in one.parts)
    total = sum(days for days, _ in scored)
    if not total:
        return Scored(parts, None, None, Fraction(0))
    rate = sum((one.rate * days for days, one in scored if one.rate is not None), Fraction(0)) / total
    shares = [
        (part.used * days / total, part) for days, one in scored for part in one.parts if part.used is not None
    ]  # fmt: skip
    heaviest = max(one.answer_weight * days / total for days, one in scored)
    return Scored(parts, rate, _range(rate, shares), heaviest)


def _why_missing(one: Measured | None) -> str | None:
    if one is None or one.rate is None or one.n <= 0:
        return "nothing"
    return "few_visits" if one.key == "mystery" and one.n < LEAST_VISITS else None


def _part(key: str, one: Measured | None, weight: int, used: Fraction | None, why: str | None) -> Part:
    if one is None:
        return Part(key, None, 0, None, "", weight, None, why)
    return Part(key, one.rate, one.n, one.interval, one.source, weight, used, why)


def _range(rate: Fraction, shares: Sequence[tuple[Fraction, Part]]) -> Interval | None:
    """The range of a weighted sum whose parts were sampled apart (MOVER: the squares of the distances to the bounds add up)."""
    sampled = [(float(used) / WHOLE, part) for used, part in shares if part.key in SAMPLED and part.interval is not None]
    if not sampled:
        return None
    down = sqrt(sum((w * (float(p.rate or 0) - p.interval.lower)) ** 2 for w, p in sampled if p.interval))
    up = sqrt(sum((w * (p.interval.upper - float(p.rate or 0))) ** 2 for w, p in sampled if p.interval))
    return Interval(max(0.0, float(rate) - down), min(1.0, float(rate) + up))
