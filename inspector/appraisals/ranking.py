"""Places in a team, told as far as they can be told: whose ranges overlap share their places. Pure.

Off unless the organisation switches it on (`team_ranking`): an order of people by a number that is not sure does harm. Source:
docs/decisions.md, Ranking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector.measurement.intervals import Interval


@dataclass(frozen=True, slots=True)
class Place:
    """From which place to which one stands; both the same where nobody's range overlaps one's own. of: how many are compared."""

    first: int
    last: int
    of: int


def places(ranges: Mapping[int, Interval]) -> dict[int, Place]:
    """{person: place} by the ranges of their scores. Somebody is above another only with the whole range above the other's."""
    every = list(ranges.values())
    return {
        person: Place(1 + sum(one.lower > own.upper for one in every), len(every) - sum(one.upper < own.lower for one in every), len(every))
        for person, own in ranges.items()
    }
