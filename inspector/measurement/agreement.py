"""Whether inspectors who saw the same thing said the same: percent agreement and, beside it, what is left of it beyond chance.

Percent alone flatters: of 100 cases, 85 good for both, 3 bad for both, 88 % are agreed and kappa is 0.27. So both are always shown.
Source: J. Cohen (1960), J. L. Fleiss (1971), K. Krippendorff, Content Analysis; docs/decisions.md, Fair measurement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater said of one case. value: a number where the level is not nominal."""

    case: Hashable
    rater: Hashable
    value: Any


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far raters agree; a figure is None where it is not defined.

    percent: 0..1, the mean over cases of the part of pairs who said the same. cohen_kappa: of exactly two raters, over the cases both
    rated. fleiss_kappa: where every case has the same number of ratings. krippendorff_alpha: takes gaps, and the level of the values.
    All three are 1 for full agreement, 0 for chance, below 0 for worse than chance, and not defined where everybody always says the
    same single thing. cases: how many have two ratings or more; only they count.
    """

    percent: float | None
    cohen_kappa: float | None
    fleiss_kappa: float | None
    krippendorff_alpha: float | None
    cases: int


def agreement(ratings: Iterable[Rating], level: str = "nominal") -> Agreement:
    """Measure the agreement of ratings.

    level: one of LEVELS; ratio asks for values that are not negative. Raises ValueError for a case rated twice by one rater.
    """
    by_case: dict[Hashable, dict[Hashable, Any]] = {}
    for one in ratings:
        if one.rater in by_case.setdefault(one.case, {}):
            raise ValueError(f"{one.rater} rated {one.case} twice")
        by_case[one.case][one.rater] = one.value
    units = [tuple(said.values()) for said in by_case.values() if len(said) > 1]
    return Agreement(
        percent=sum(map(_agreed, units)) / len(units) if units else None,
        cohen_kappa=_cohen(list(by_case.values())),
        fleiss_kappa=_fleiss([tuple(said.values()) for said in by_case.values()]),
        krippendorff_alpha=_alpha(units, level),
        cases=len(units),
    )


def _agreed(values: Sequence[Any]) -> float:
    pairs = list(combinations(values, 2))
    return sum(1 for one, other in pairs if one == other) / len(pairs)


def _cohen(cases: list[dict[Hashable, Any]]) -> float | None:
    raters = list(dict.fromkeys(rater for said in cases for rater in said))
    both = [said for said in cases if len(said) == 2]
    if len(raters) != 2 or not both:
        return None
    of_one, of_other = (Counter(said[rater] for said in both) for rater in raters)
    by_chance = sum(count * of_other[value] for value, count in of_one.items()) / len(both) ** 2
    return _beyond(sum(_agreed(list(said.values())) for said in both) / len(both), by_chance)


def _fleiss(cases: list[tuple[Any, ...]]) -> float | None:
    sizes = {len(values) for values in cases}
    if len(sizes) != 1 or sizes == {1}:
        return None
    said = Counter(value for values in cases for value in values)
    by_chance = sum((count / said.total()) ** 2 for count in said.values())
    return _beyond(sum(map(_agreed, cases)) / len(cases), by_chance)


def _beyond(agreed: float, by_chance: float) -> float | None:
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else None


def _alpha(units: list[tuple[Any, ...]], level: str) -> float | None:
    said = Counter(value for values in units for value in values)
    apart = DISTANCES[level](said)
    seen = sum(2 * sum(apart(one, other) for one, other in combinations(values, 2)) / (len(values) - 1) for values in units)
    expected = sum(2 * said[one] * said[other] * apart(one, other) for one, other in combinations(said, 2))
    return 1 - (said.total() - 1) * seen / expected if expected > 0 else None


Distance = Callable[[Any, Any], float]


def _nominal(_: Mapping[Any, int]) -> Distance:
    return lambda one, other: float(one != other)


def _ordinal(said: Mapping[Any, int]) -> Distance:
    """Ranks: the distance is how many ratings lie between two values, half of their own included."""
    place, below = {}, 0
    for value in sorted(said):
        place[value] = below + said[value] / 2
        below += said[value]
    return lambda one, other: (place[one] - place[other]) ** 2


def _interval(_: Mapping[Any, int]) -> Distance:
    return lambda one, other: float((one - other) ** 2)


def _ratio(_: Mapping[Any, int]) -> Distance:
    return lambda one, other: float(((one - other) / (one + other)) ** 2) if one != other else 0.0


DISTANCES: dict[str, Callable[[Mapping[Any, int]], Distance]] = {
    "nominal": _nominal, "ordinal": _ordinal, "interval": _interval, "ratio": _ratio,
}  # fmt: skip
