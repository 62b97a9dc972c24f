"""What may be said of an inspector's severity, and of a person's figure put right for it, without the model and without numpy.

Source: docs/decisions.md, Severity of inspectors and Looks, not verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

SLIGHT_POINTS = 1.0  # nobody is told to be strict or lenient for less
FEWEST_SHARED = (
    5  # people whom another inspector saw too; with fewer a strict inspector cannot be told from a weak team
)
Z = 1.959964  # of a 95 % interval
MOST_LEFT = 0.5
QUIET_CYCLES = 2  # so many cycles lie behind the first estimate before an adjusted figure may touch anything


@dataclass(frozen=True, slots=True)
class Leaning:
    """word: strict, lenient, usual or unknown. points: given above (+) or below (-) usual inspectors, lower and upper: its 95 % range."""

    word: str
    points: float | None = None
    lower: float | None = None
    upper: float | None = None


def leaning(effect: float | None, sd: float | None, shared_staff: int, island: int) -> Leaning:
    """How an inspector leans.

    effect, sd: percent points, None where the model could not be estimated. shared_staff: people another inspector saw too. island: 0 is
    the largest; those of other islands cannot be told from their teams.
    """
    if effect is None or sd is None or island or shared_staff < FEWEST_SHARED:
        return Leaning("unknown")
    lower, upper = effect - Z * sd, effect + Z * sd
    if upper < 0 and effect <= -SLIGHT_POINTS:
        word = "strict"
    elif lower > 0 and effect >= SLIGHT_POINTS:
        word = "lenient"
    else:
        word = "usual"
    return Leaning(word, effect, lower, upper)


@dataclass(frozen=True, slots=True)
class Part:
    """One round of a person: share 0..1 of weight > 0, seen by an inspector on a checklist at a site (ids as the model knows them)."""

    weight: float
    share: float
    inspector: str
    checklist: str
    site: str


@dataclass(frozen=True, slots=True)
class Effects:
    """What an estimate knows: points and standard deviation by id, of inspectors of the largest island, of checklists and sites."""

    inspector: Mapping[str, tuple[float, float]]
    checklist: Mapping[str, tuple[float, float]]
    site: Mapping[str, tuple[float, float]]
    residual: float  # variance of one scored item, squared points


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A figure put right, never shrunk. Percent; raw and adjusted are comparable. sd: how well it is known, roughly.

    left: the part of the evidence, 0..1, that stands as it was, because its inspector cannot be told from a team.
    """

    raw: float
    adjusted: float
    sd: float
    left: float

    @property
    def correction(self) -> float:
        """By how many points it differs from the raw figure."""
        return self.adjusted - self.raw


def adjust(parts: Iterable[Part], effects: Effects) -> Adjusted | None:
    """Raw less the weighted mean of what inspectors, checklists and sites brought in the same rounds.

    Rounds of an inspector who cannot be told from a team stay as they are; None where that is more than MOST_LEFT of the evidence, or
    without any. What several effects have in common is not counted as such: the spread is a rough one.
    """
    parts = [part for part in parts if part.weight > 0]
    whole = sum(part.weight for part in parts)
    told = [part for part in parts if part.inspector in effects.inspector]
    left = 1 - sum(part.weight for part in told) / whole if whole else 1.0
    if left > MOST_LEFT:
        return None
    raw = 100 * sum(part.weight * part.share for part in parts) / whole
    brought, variance = 0.0, effects.residual / whole
    for column, known in (("inspector", effects.inspector), ("checklist", effects.checklist), ("site", effects.site)):
        for name, weight in _weights(told, column).items():
            points, sd = known.get(name, (0.0, 0.0))
            brought += points * weight / whole
            variance += (sd * weight / whole) ** 2
    return Adjusted(raw, raw - brought, sqrt(variance), left)


def may_touch_pay(cycles_since_first_estimate: int, is_wanted_by_scheme: bool, is_switched_on: bool) -> bool:
    """Whether an adjusted figure may enter a band: the scheme says so, it is switched on, and two cycles were only looked at."""
    return is_wanted_by_scheme and is_switched_on and cycles_since_first_estimate >= QUIET_CYCLES


def _weights(parts: Sequence[Part], column: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in parts:
        name = getattr(part, column)
        found[name] = found.get(name, 0.0) + part.weight
    return found
