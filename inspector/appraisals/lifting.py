"""What would lift a person a band: which of one's own repeated failures, put right, would have been enough. Pure.

It looks back, it promises nothing: had these been as they should, the rate would have been so high. Source: docs/decisions.md, What lifts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

MOST_NAMED = 3  # three things to work on are as many as one keeps in mind


@dataclass(frozen=True, slots=True)
class Loss:
    """One question that took something. weight: of the times it was not met, as in the rate; lost: weight x share missing; times."""

    key: str
    lost: Fraction
    times: int
    is_open: bool = False  # a task about it is open still


@dataclass(frozen=True, slots=True)
class Lift:
    """What to work on. steps: (key, times), what gains most first; rate: what it would have been, 0..1; band: what that is.

    state: top (nothing above), lifts (these few reach the next band), helps (they help, and do not reach it), none (nothing was lost).
    """

    state: str
    band: str | None
    rate: Fraction | None
    steps: tuple[tuple[str, int], ...]


def lift(n: int, shares: Fraction, losses: Iterable[Loss], bands: Sequence[tuple[str, Fraction]]) -> Lift:
    """What of one's own losses would lift a month of n weights and a sum of shares to the next band.

    Repeated and open ones come first, because one time may be chance; among these what gains most. At most three are named.
    bands: (name, from), best first.
    """
    if not n:
        return Lift("none", None, None, ())
    rate = shares / n
    above = [(name, edge) for name, edge in bands if edge > rate]
    ordered = sorted((one for one in losses if one.lost > 0), key=lambda one: (not (one.times > 1 or one.is_open), -one.lost, one.key))
    if not ordered:
        return Lift("none", None, rate, ())
    if not above:
        return Lift("top", None, rate, tuple((one.key, one.times) for one in ordered[:MOST_NAMED]))
    name, edge = above[-1]
    gained, steps = shares, []
    for one in ordered[:MOST_NAMED]:
        gained += one.lost
        steps.append((one.key, one.times))
        if gained / n >= edge:
            return Lift("lifts", name, gained / n, tuple(steps))
    return Lift("helps", name, gained / n, tuple(steps))
