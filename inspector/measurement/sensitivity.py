"""Whether the adjustment of people's figures hangs on the scale: the same model on the logit, because percents crowd just under 100.

Near 100 a point is worth more than in the middle, which the model on percents does not know. Where the two scales correct somebody
very differently, the correction is not to be leaned upon. Loads numpy. Source: docs/decisions.md, Severity of inspectors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log

from inspector.measurement.rounds import Rounds
from inspector.measurement.severity import Severity, estimate


@dataclass(frozen=True, slots=True)
class Correction:
    """By how many points a person's figure is corrected (adjusted less raw) on percents and on the logit."""

    on_percents: float
    on_logit: float

    @property
    def apart(self) -> float:
        """How far the two lie apart, in points."""
        return abs(self.on_percents - self.on_logit)


def compare(rounds: Rounds, found: Severity) -> dict[str, Correction]:
    """The corrections on both scales of everybody who has an adjusted figure.

    found: the estimate of the same rounds on percents. Percents beyond 0 and 100 count as those.
    """
    other = estimate(replace(rounds, percent=[_logit(value, items) for value, items in zip(rounds.percent, rounds.items, strict=True)]))
    corrections = {}
    for name, person in found.staff.items():
        there = other.staff[name]
        if person.adjusted is not None and there.adjusted is not None:
            on_logit = _percent(there.adjusted.estimate) - _percent(there.raw)
            corrections[name] = Correction(person.adjusted.estimate - person.raw, on_logit)
    return corrections


def _logit(percent: float, items: float) -> float:
    """The empirical logit: half an item is added on both sides, so that all right and all wrong have one too."""
    hits = min(max(percent, 0.0), 100.0) / 100 * items
    return log((hits + 0.5) / (items - hits + 0.5))


def _percent(logit: float) -> float:
    return 100 / (1 + exp(-logit))
