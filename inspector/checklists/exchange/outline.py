"""A checklist as it is gathered from rows, and how it becomes one: what is at fault is taken out and said, the rest stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from inspector.checklists import library
from inspector.checklists.exchange.fates import Ledger, Place, Reason, Unreadable
from inspector.checklists.faults import Fault
from inspector.checklists.library import Read
from inspector.checklists.nodes import Mapping, Node, Scalar, Sequence

MOST_PASSES = 24  # each takes at least one thing out; a condition about what was taken out goes in the next one
_NEEDED = {"id", "ask", "type", "options", "levels", "bands", "each", "items", "max"}  # an item is nothing without them


@dataclass(frozen=True, slots=True)
class Plain:
    """A value that is no text: a number, true, a duration such as 48h."""

    text: str


@dataclass(slots=True, eq=False)
class Row:
    """A part of the checklist that stands in one row. fields: str (a text), Plain, Node, dict, list or Row by key.

    owner: the row it belongs to, as an option to its item. places: rows of single keys, where they have their own.
    """

    place: Place
    fields: dict[str, Any] = field(default_factory=dict)
    owner: Row | None = None
    places: dict[str, Place] = field(default_factory=dict)

    def place_of(self, key: str | None) -> Place:
        """Where a key was written."""
        return self.places.get(key or "", self.place)


@dataclass(slots=True, eq=False)
class Section:
    """A section and its items, each with its row."""

    row: Row
    items: list[Row] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Outline:
    """Everything of one checklist. head: id, title, scoring …"""

    head: Row
    sections: list[Section] = field(default_factory=list)

    @property
    def items(self) -> Iterator[Row]:
        """All items in written order."""
        return (item for section in self.sections for item in section.items)


def settle(outline: Outline, ledger: Ledger) -> Read:
    """The checklist of an outline. What the format refuses is left out, row by row, and entered in the ledger.

    Raises Unreadable when nothing is left, or when what is refused cannot be left out.
    """
    for _ in range(MOST_PASSES):
        outline.sections = [section for section in outline.sections if section.items]
        if not outline.sections:
            raise Unreadable("nothing_left")
        lines = _Lines()
        found = library.read_tree(lines.of_outline(outline))
        if found.checklist is not None:
            return found
        taken_out = [_take_out(fault, lines, outline, ledger) for fault in found.faults]
        if not any(taken_out):
            break
    raise Unreadable("faulty_head", sentence=found.faults[0])


class _Lines:
    """The tree of an outline; each line of it names one key of one row, so that a fault finds its way back."""

    def __init__(self) -> None:
        self._known: list[tuple[Row, str | None]] = []

    def at(self, line: int) -> tuple[Row, str | None]:
        return self._known[line - 1]

    def of_outline(self, outline: Outline) -> Node:
        head = self._mapping(outline.head)
        key = Scalar("sections", head.line, "plain")
        sections = Sequence(tuple(self._section(section) for section in outline.sections), head.line)
        return Mapping((*head.pairs, (key, sections)), head.line)

    def _section(self, section: Section) -> Node:
        row = self._mapping(section.row)
        line = self._new(section.row, "items")
        items = Sequence(tuple(self._mapping(item) for item in section.items), line)
        return Mapping((*row.pairs, (Scalar("items", line, "plain"), items)), row.line)

    def _mapping(self, row: Row) -> Mapping:
        line = self._new(row, None)
        pairs = []
        for key, value in row.fields.items():
            here = self._new(row, key)
            pairs.append((Scalar(key, here, "plain"), self._node(value, here)))
        return Mapping(tuple(pairs), line)

    def _node(self, value: Any, line: int) -> Node:
        if isinstance(value, Row):
            return self._mapping(value)
        if isinstance(value, str):
            return Scalar(value, line, "quoted")
        if isinstance(value, Plain):
            return Scalar(value.text, line, "plain")
        if isinstance(value, dict):
            return Mapping(tuple((Scalar(key, line, "plain"), self._node(one, line)) for key, one in value.items()), line)
        if isinstance(value, list):
            return Sequence(tuple(self._node(one, line) for one in value), line)
        return moved(value, line)

    def _new(self, row: Row, key: str | None) -> int:
        self._known.append((row, key))
        return len(self._known)


def moved(node: Node, line: int) -> Node:
    """The same tree with everything on one line."""
    if isinstance(node, Scalar):
        return Scalar(node.text, line, node.kind)
    if isinstance(node, Sequence):
        return Sequence(tuple(moved(one, line) for one in node.items), line)
    return Mapping(tuple((Scalar(key.text, line, key.kind), moved(value, line)) for key, value in node.pairs), line)


def _take_out(fault: Fault, lines: _Lines, outline: Outline, ledger: Ledger) -> bool:
    """Take out what a fault is about; whether there was anything to take out."""
    row, key = lines.at(fault.line)
    section = next((one for one in outline.sections if row in (one.row, *one.items)), None)
    if section is not None and row is not section.row:
        return _from_item(section, row, key, fault, ledger)
    if section is None and row.owner is not None and row.owner is not outline.head:
        return _with_part(row, outline, fault, ledger)
    if key is None or key not in row.fields or key in ("id", "title"):
        return False
    del row.fields[key]
    code = "condition_dropped" if key == "when" else "fault_dropped"
    ledger.changed(row.place_of(key), Reason(code, {"key": key, "sentence": fault}))
    return True


def _from_item(section: Section, item: Row, key: str | None, fault: Fault, ledger: Ledger) -> bool:
    if key == "when" and key in item.fields:
        del item.fields[key]
        ledger.changed(item.place, Reason("condition_dropped", {"sentence": fault}))
    elif key is None or key in _NEEDED or key not in item.fields:
        if item not in section.items:
            return True  # another fault of the same row took it out already
        section.items.remove(item)
        ledger.left(item.place, fault)
    else:
        del item.fields[key]
        ledger.changed(item.place, Reason("fault_dropped", {"key": key, "sentence": fault}))
    return True


def _with_part(part: Row, outline: Outline, fault: Fault, ledger: Ledger) -> bool:
    """An option, level, band or grade at fault: an item is not what was meant without it; a grade goes alone."""
    ledger.left(part.place, fault)
    for section in outline.sections:
        if part.owner in section.items:
            section.items.remove(part.owner)
            about = {"row": part.place.row, "sheet": part.place.sheet, "sentence": fault}
            ledger.left(part.owner.place, Reason("item_of_option", about))
            return True
    fields = part.owner.fields if part.owner else {}
    for key, value in list(fields.items()):
        if isinstance(value, list) and part in value:
            value.remove(part)
            if not value:
                del fields[key]
    return True
