"""Which joint visits tie islands of inspectors together most cheaply, so that their severity can be told apart from their teams.

An inspector who goes along to a site of another island sees people whom that island's inspectors see. With two islands at each site the
choice is the cheapest one (Kruskal's); where a site holds several, each step takes the visit with the least cost for each island won.
Source: docs/decisions.md, Fair measurement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector.measurement.islands import Groups


@dataclass(frozen=True, slots=True)
class Trip:
    """A visit that could be made. cost: in any one unit, such as hours on the way; not below 0."""

    inspector: str
    site: str
    cost: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """visits: those to make, in the order in which they were chosen. cost: of all of them. islands_left: 1 when all then hang together."""

    visits: tuple[Trip, ...]
    cost: float
    islands_left: int


def propose(seen: Iterable[tuple[str, str]], site_of: Mapping[str, str], trips: Iterable[Trip]) -> Proposal:
    """The cheapest joint visits that tie the islands of (staff, inspector) pairs together.

    site_of: where each person works; people without a site are reached by no visit. trips: what could be done, by inspectors old or new.
    """
    groups, there = Groups(), dict[str, set[tuple[str, str]]]()
    for staff, inspector in set(seen):
        groups.join(("staff", staff), ("inspector", inspector))
        if staff in site_of:
            there.setdefault(site_of[staff], set()).add(("staff", staff))
    open_trips = [trip for trip in trips if trip.site in there]
    for trip in open_trips:
        groups.root(("inspector", trip.inspector))
    chosen: list[Trip] = []
    while True:
        won = {trip: _islands(groups, trip, there) for trip in open_trips}
        useful = [trip for trip in open_trips if len(won[trip]) > 1]
        if not useful:
            return Proposal(tuple(chosen), sum(trip.cost for trip in chosen), len(groups.all()))
        best = min(useful, key=lambda trip: (trip.cost / (len(won[trip]) - 1), trip.inspector, trip.site))
        for person in there[best.site]:
            groups.join(person, ("inspector", best.inspector))
        chosen.append(best)
        open_trips = useful


def shared_staff(seen: Iterable[tuple[str, str]]) -> dict[str, int]:
    """For each inspector, how many people another inspector has seen too: what the estimate of severity rests on."""
    pairs = set(seen)
    by_staff: dict[str, set[str]] = {}
    for staff, inspector in pairs:
        by_staff.setdefault(staff, set()).add(inspector)
    found = dict.fromkeys(sorted({inspector for _, inspector in pairs}), 0)
    for staff, inspector in pairs:
        found[inspector] += len(by_staff[staff]) > 1
    return found


def _islands(groups: Groups, trip: Trip, there: Mapping[str, set[tuple[str, str]]]) -> set[tuple[str, str]]:
    return {groups.root(person) for person in there[trip.site]} | {groups.root(("inspector", trip.inspector))}
