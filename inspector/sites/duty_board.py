"""The duty map as a board: who is there, which places there are, who has what; and back from what the board sends. No database here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from inspector.sites.duty_map import Duty, Part

MOST_PARTS = 200
STATES = ("on", "absent", "off")  # the order on the board; off: not on this shift


@dataclass(frozen=True, slots=True)
class Chip:
    """One person. state: on | absent | off (not on this shift). place_count: areas and tables held."""

    staff_id: int
    name: str
    position: dict[str, str]
    state: str
    place_count: int
    covers_for_id: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One place and who has it. place: area:3 or table:A5; label: the table's, or the name of the area."""

    place: str
    label: str | dict[str, str]
    holder_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One area with its tables."""

    area: Cell
    tables: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Swap:
    """A part that ended during the shift."""

    staff_id: int
    places: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page draws; `parts` is the JSON the page begins with and sends back."""

    chips: tuple[Chip, ...]
    blocks: tuple[Block, ...]
    swaps: tuple[Swap, ...]
    parts: str

    @property
    def names(self) -> dict[int, str]:
        """{staff id: name}."""
        return {chip.staff_id: chip.name for chip in self.chips}


def draw(
    duty: Duty | None,
    people: Iterable[tuple[int, str, dict[str, str]]],
    areas: Sequence[tuple[int, dict[str, str], list[str]]],
) -> Board:
    """The board of a map. people: (id, name, position); areas: (id, name, tables)."""
    standing = {part.staff_id: part for part in duty.standing} if duty else {}
    chips = [_chip(staff_id, name, position, standing.get(staff_id)) for staff_id, name, position in people]
    blocks = [
        Block(
            Cell(
                f"area:{area_id}", name, _ids(part.staff_id for part in standing.values() if area_id in part.area_ids)
            ),
            tuple(
                Cell(f"table:{label}", label, _ids(part.staff_id for part in standing.values() if label in part.tables))
                for label in tables
            ),
        )
        for area_id, name, tables in areas
    ]
    swaps = [
        Swap(part.staff_id, _places(part, blocks), part.to_at) for part in (duty.swaps if duty else ()) if part.to_at
    ]
    chips.sort(key=lambda chip: STATES.index(chip.state))
    known = {chip.staff_id for chip in chips}
    return Board(
        tuple(chips),
        tuple(blocks),
        tuple(swaps),
        _as_json(part for part in standing.values() if part.staff_id in known),
    )


def read(text: str) -> tuple[Part, ...]:
    """The parts of what a board sends. Raises ValueError for anything that is no such list."""
    found = json.loads(text)
    if not isinstance(found, list) or len(found) > MOST_PARTS:
        raise ValueError("a list of parts")
    return tuple(_part(one) for one in found)


def _part(one: object) -> Part:
    if not isinstance(one, dict):
        raise ValueError("a part")
    staff, areas, tables, covers = one.get("staff"), one.get("areas"), one.get("tables"), one.get("covers")
    if not isinstance(staff, int) or not isinstance(areas, list) or not isinstance(tables, list):
        raise ValueError("a part")
    if not all(isinstance(area, int) for area in areas) or not all(isinstance(label, str) for label in tables):
        raise ValueError("a place")
    if covers is not None and not isinstance(covers, int):
        raise ValueError("a cover")
    return Part(staff, frozenset(areas), frozenset(tables), one.get("present") is not False, covers)


def _chip(staff_id: int, name: str, position: dict[str, str], part: Part | None) -> Chip:
    if part is None:
        return Chip(staff_id, name, position, "off", 0, None)
    count = len(part.area_ids) + len(part.tables)
    return Chip(staff_id, name, position, "on" if part.is_present else "absent", count, part.covers_for_id)


def _ids(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(ids))


def _places(part: Part, blocks: Iterable[Block]) -> tuple[str, ...]:
    return tuple(
        cell.place for block in blocks for cell in (block.area, *block.tables)
        if cell.place in {*(f"area:{one}" for one in part.area_ids), *(f"table:{one}" for one in part.tables)}
    )  # fmt: skip


def _as_json(parts: Iterable[Part]) -> str:
    return json.dumps(
        [
            {"staff": part.staff_id, "areas": sorted(part.area_ids), "tables": sorted(part.tables), "present": part.is_present,
             "covers": part.covers_for_id}
            for part in parts
        ],
        ensure_ascii=False,
    )  # fmt: skip
