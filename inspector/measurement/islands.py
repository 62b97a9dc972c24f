"""Which people can be compared at all: staff and inspectors hang together through the rounds they share.

Within an island a lenient inspector can be told from a good team, because somebody else saw the same people. Between two islands
nothing can be told. Source: docs/decisions.md, Fair measurement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Island:
    """People who hang together by who saw whom; ids in order."""

    staff: tuple[str, ...]
    inspectors: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many people it holds."""
        return len(self.staff) + len(self.inspectors)


def islands_of(seen: Iterable[tuple[str, str]]) -> tuple[Island, ...]:
    """The islands of (staff, inspector) pairs, largest first; of equal ones that with the smaller id."""
    groups = Groups()
    for staff, inspector in set(seen):
        groups.join(("staff", staff), ("inspector", inspector))
    found = [_island(members) for members in groups.all()]
    return tuple(sorted(found, key=lambda one: (-one.size, one.staff)))


class Groups:
    """Things that are put together step by step (union-find with halved paths)."""

    def __init__(self) -> None:
        self._above: dict[tuple[str, str], tuple[str, str]] = {}

    def root(self, thing: tuple[str, str]) -> tuple[str, str]:
        """The one that stands for the group of a thing; a new thing stands for itself."""
        above = self._above
        above.setdefault(thing, thing)
        while above[thing] != thing:
            above[thing] = thing = above[above[thing]]
        return thing

    def join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        """Put the groups of two things together."""
        self._above[self.root(one)] = self.root(other)

    def all(self) -> list[list[tuple[str, str]]]:
        """Every group."""
        found: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for thing in list(self._above):
            found.setdefault(self.root(thing), []).append(thing)
        return list(found.values())


def _island(members: list[tuple[str, str]]) -> Island:
    staff = tuple(sorted(name for kind, name in members if kind == "staff"))
    return Island(staff, tuple(sorted(name for kind, name in members if kind == "inspector")))
