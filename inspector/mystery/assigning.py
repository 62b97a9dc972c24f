"""Proposes who makes which visit: no conflict, no too short rest, the load shared, nobody twice running at a site. Pure.

Source: docs/decisions.md, Mystery visits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit that nobody makes yet."""

    visit_id: int
    site_id: int
    first_on: date
    last_on: date


@dataclass(slots=True)
class Candidate:
    """Somebody who may be sent. load: visits they still have to make; days: {site: days on which they were, or are to be, there}."""

    shopper_id: int
    rest_days: int
    avoided_site_ids: frozenset[int]
    load: int
    days: dict[int, list[date]] = field(default_factory=dict)

    def obstacle(self, visit: Wanted) -> str | None:
        """conflict, rest, or None when nothing stands against it. The rest holds before and after a visit."""
        if visit.site_id in self.avoided_site_ids:
            return "conflict"
        rest = timedelta(days=self.rest_days)
        near = any(visit.first_on - rest < day < visit.last_on + rest for day in self.days.get(visit.site_id, ()))
        return "rest" if near else None


def propose(visits: Sequence[Wanted], candidates: Iterable[Candidate]) -> dict[int, int | None]:
    """{visit: who should make it}; None where nobody may. Each proposal counts as load and as a visit for the next.

    The visits with the fewest candidates are given first, so that whoever alone may go somewhere is not spent elsewhere.
    Of those who may, who has least to do goes; then who was longest not at this site; then the lower number.
    """
    people = list(candidates)
    found: dict[int, int | None] = {}
    for visit in sorted(visits, key=lambda one: (_choice(one, people), one.first_on, one.visit_id)):
        fit = [one for one in people if one.obstacle(visit) is None]
        best = min(fit, key=lambda one: (one.load, max(one.days.get(visit.site_id, ()), default=date.min), one.shopper_id), default=None)
        found[visit.visit_id] = best.shopper_id if best else None
        if best:
            best.load += 1
            best.days.setdefault(visit.site_id, []).append(visit.last_on)
    return found


def _choice(visit: Wanted, people: Sequence[Candidate]) -> int:
    return sum(one.obstacle(visit) is None for one in people)
