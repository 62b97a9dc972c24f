"""What the check says of a draft: the same reader and the same checks as for a written file, each fault with the part it belongs to."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Any

from inspector.checklists import library
from inspector.checklists.definition import Checklist
from inspector.checklists.editing.outline import HEAD, Target
from inspector.checklists.faults import Fault
from inspector.checklists.nodes import Mapping, Node, Scalar, Sequence

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One fault or warning. field: the way inside the part (`on_fail.rectify.within`), "" for the part as a whole."""

    target: Target
    field: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Checked:
    """The checklist, None while there are faults; what was found in the order of the draft."""

    checklist: Checklist | None
    found: tuple[Found, ...]

    @property
    def faults(self) -> tuple[Found, ...]:
        """What keeps the draft from being published."""
        return tuple(one for one in self.found if not one.fault.is_warning)

    @property
    def warnings(self) -> tuple[Found, ...]:
        """What is worth a look and stops nothing."""
        return tuple(one for one in self.found if one.fault.is_warning)

    def of(self, target: Target) -> tuple[Found, ...]:
        """What was found in one part."""
        return tuple(one for one in self.found if one.target == target)


def check(document: Table[str, Any], known_attributes: Collection[str] | None = None) -> Checked:
    """Read a draft as if it were a written checklist.

    document: a draft of `outline.begin`. known_attributes: site attributes of the organisation, None when they are not known.
    """
    places: list[Path] = []
    read = library.read_tree(_node(document, (), places), known_attributes)
    found = [_found(document, places[fault.line - 1], fault) for fault in (*read.faults, *read.warnings)]
    return Checked(read.checklist, tuple(found))


def _node(value: Any, path: Path, places: list[Path]) -> Node:
    """The tree of a value; its lines count its values, so that a line leads back to a path."""
    places.append(path)
    line = len(places)
    if isinstance(value, Table):
        # A key and what it holds are one place.
        pairs = [(Scalar(str(key), len(places) + 1, "quoted"), _node(inner, (*path, str(key)), places)) for key, inner in value.items()]
        return Mapping(tuple(pairs), line)
    if isinstance(value, list):
        return Sequence(tuple(_node(inner, (*path, place), places) for place, inner in enumerate(value)), line)
    if isinstance(value, bool):
        return Scalar("true" if value else "false", line, "boolean")
    return Scalar("" if value is None else str(value), line, "quoted")


def _found(document: Table[str, Any], path: Path, fault: Fault) -> Found:
    target, rest = Target(HEAD), path
    if path[:1] == ("sections",) and len(path) > 1:
        section = document["sections"][path[1]]
        target, rest = Target("section", section["id"]), path[2:]
        if path[2:3] == ("items",) and len(path) > 3:
            target, rest = Target("item", section["items"][path[3]]["id"]), path[4:]
    return Found(target, ".".join(str(one) for one in rest), fault)
