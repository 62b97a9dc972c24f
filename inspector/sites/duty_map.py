"""The duty map as a value: who has which areas and tables, and what a change during the shift leaves behind. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part of a shift. from_at, to_at: the span of a swap or cover, None = from the start, to the end."""

    staff_id: int
    area_ids: frozenset[int] = frozenset()
    tables: frozenset[str] = frozenset()
    is_present: bool = True
    covers_for_id: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether the person was there with this part at a moment."""
        return (
            self.is_present
            and (self.from_at is None or self.from_at <= moment)
            and (self.to_at is None or moment < self.to_at)
        )

    def says_same(self, other: Part) -> bool:
        """Whether two parts differ in nothing but their span."""
        return replace(self, from_at=None, to_at=None) == replace(other, from_at=None, to_at=None)


@dataclass(frozen=True, slots=True)
class Duty:
    """The map of one shift of one business day. table_areas: {label: area id} of the site, to find who has the area of a table."""

    site_id: int
    business_day: date
    shift_id: int
    parts: tuple[Part, ...] = ()
    table_areas: Mapping[str, int] = field(default_factory=dict)

    @property
    def standing(self) -> tuple[Part, ...]:
        """The parts in force: nobody has taken over from them yet."""
        return tuple(part for part in self.parts if part.to_at is None)

    @property
    def is_bare(self) -> bool:
        """Whether it says who is there and nobody has a place yet, as a roster leaves it."""
        return bool(self.standing) and not any(part.area_ids or part.tables for part in self.parts)

    @property
    def swaps(self) -> tuple[Part, ...]:
        """The parts that were taken over during the shift."""
        return tuple(part for part in self.parts if part.to_at is not None)


def holders(duty: Duty, place: str, moment: datetime) -> tuple[int, ...]:
    """The ids of the people who had a place at a moment, in order of id.

    place: `area:3` or `table:A5`. Whoever has the table itself goes before whoever has its area. Empty = nobody, then the team bears it.
    Source: practice, Who gets the blame.
    """
    kind, _, key = place.partition(":")
    there = [part for part in duty.parts if part.holds_at(moment)]
    if kind == "table":
        named = {part.staff_id for part in there if key in part.tables}
        area_id = duty.table_areas.get(key)
        return tuple(sorted(named or {part.staff_id for part in there if area_id in part.area_ids}))
    return tuple(
        sorted(part.staff_id for part in there if kind == "area" and key.isdigit() and int(key) in part.area_ids)
    )


def carried_over(
    parts: Iterable[Part], staff_ids: frozenset[int], area_ids: frozenset[int], tables: frozenset[str]
) -> tuple[Part, ...]:
    """A map of another day made fit for today: only people, areas and tables that are still there; cover and spans do not carry over."""
    kept = {}
    for part in parts:
        if part.to_at is None and part.is_present and part.staff_id in staff_ids:
            kept[part.staff_id] = Part(part.staff_id, part.area_ids & area_ids, part.tables & tables)
    return tuple(kept[staff_id] for staff_id in sorted(kept))


def placed_like(parts: Iterable[Part], last: Iterable[Part]) -> tuple[Part, ...]:
    """A roster with the places that the same people had last time; who is absent or new has none. Cover stays as the roster says."""
    had = {part.staff_id: part for part in last}
    return tuple(
        replace(part, area_ids=had[part.staff_id].area_ids, tables=had[part.staff_id].tables)
        if part.is_present and part.staff_id in had else part
        for part in parts
    )  # fmt: skip


def stamped(before: Duty, board: Iterable[Part], at: datetime) -> tuple[Part, ...]:
    """The parts after a change in the middle of a shift: what changed ends at that moment, what is new begins at it.

    Whoever had a place before the moment goes on having had it, so a table that was dirty at seven stays with whoever had it at seven.
    """
    wanted = {part.staff_id: part for part in board}
    kept: list[Part] = list(before.swaps)
    for part in before.standing:
        new = wanted.pop(part.staff_id, None)
        if new is not None and part.says_same(new):
            kept.append(part)
            continue
        if part.from_at is None or part.from_at < at:
            kept.append(replace(part, to_at=at))
        if new is not None:
            kept.append(replace(new, from_at=at, to_at=None))
    kept.extend(replace(part, from_at=at, to_at=None) for part in wanted.values())
    return tuple(kept)
