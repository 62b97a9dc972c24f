"""Reads a written checklist, and finds the ones that come with the packs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.checklists.canonical import from_document
from inspector.checklists.checking import Lines, check
from inspector.checklists.condition_reading import read_conditions
from inspector.checklists.definition import Checklist
from inspector.checklists.faults import Fault
from inspector.checklists.grammar import MISSING, Reading
from inspector.checklists.keys import read_checklist
from inspector.checklists.nodes import Node, Unreadable

PACKS = Path(__file__).parent / "library"


@dataclass(frozen=True, slots=True)
class Read:
    """What a text gave: a checklist, or the faults that keep it from being one. Warnings may stand beside both."""

    checklist: Checklist | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def read(source: Path | str, *, known_attributes: Collection[str] | None = None) -> Read:
    """Read a checklist from a file (Path) or from its text (str), YAML or canonical JSON.

    known_attributes: site attributes declared by the organisation; others are warned about.
    """
    try:
        if isinstance(source, Path):
            node = _parse(_text_of(source), is_json=source.suffix == ".json")
        else:
            node = _parse(source, is_json=source.lstrip().startswith('{"'))
    except Unreadable as error:
        return Read(None, (Fault(error.line, error.code, error.figures),), ())
    return read_tree(node, known_attributes)


def read_tree(node: Node, known_attributes: Collection[str] | None = None) -> Read:
    """The checklist of an already parsed tree."""
    reading = Reading()
    document: Any = read_checklist(node, (), reading)
    if not reading.faults and document is not MISSING:
        read_conditions(reading, document)
    if reading.faults:
        return Read(None, tuple(sorted(reading.faults, key=lambda fault: fault.line)), ())
    checklist = from_document(document)
    found = sorted(check(checklist, Lines(reading.lines), known_attributes), key=lambda fault: fault.line)
    faults = tuple(fault for fault in found if not fault.is_warning)
    warnings = tuple(fault for fault in found if fault.is_warning)
    return Read(None if faults else checklist, faults, warnings)


def pack_files(pack: str | None = None) -> Iterator[Path]:
    """The files of all packs, or of one, in order of name."""
    yield from sorted(PACKS.glob(f"{pack or '*'}/*.yml"))


def find_in_packs(checklist_id: str) -> Path | None:
    """The file of a built-in checklist; its name is the id, with hyphens or underscores."""
    for path in pack_files():
        if path.stem.replace("_", "-") == checklist_id:
            return path
    return None


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(1, "not_text") from None
    except OSError as error:
        raise Unreadable(1, "unreadable_file", problem=error.strerror or "") from None


def _parse(text: str, *, is_json: bool) -> Node:
    if is_json:
        from inspector.checklists.json_reader import read_json

        return read_json(text)
    # PyYAML takes longer to load than a canonical JSON takes to score.
    from inspector.checklists.yaml_reader import read_yaml

    return read_yaml(text)
