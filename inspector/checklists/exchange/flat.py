"""A part of the canonical document as the cells of one row, and back. Pure; both Excel formats write and read it.

A text has a column for each language (`ask::zh`; `ask` alone when it has none). What no plain cell can say (a condition, notes of
unequal languages) stands in its cell in the flow style of YAML, as `{item: smoking_area, is: pass}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from inspector.checklists.exchange.outline import Plain
from inspector.checklists.grammar import decimal_text, duration_text
from inspector.checklists.yaml_reader import read_yaml

TEXTS = frozenset(("ask", "guide", "script", "action", "unit", "title", "intro", "label", "rectify.action"))
LISTS = frozenset(("standards", "positions", "items", "by_failures"))  # of words or numbers
FLOWS = frozenset(("when", "notes", "options", "levels", "bands", "scoring.grades"))
BOOLEANS = frozenset((
    "bonus", "required", "bulk", "moment", "subjective", "multiline", "scored", "fails", "scoring.round_down", "scoring.cap_bonus",
))  # fmt: skip
DURATIONS = frozenset(("within", "target", "limit", "rectify.within"))
# Columns with a name of their own for a value that lies deeper; on_fail itself is its kind, or never.
PATHS: dict[str, tuple[str, ...]] = {
    "on_fail": ("on_fail", "kind"),
    "fail_note": ("on_fail", "note"),
    "fail_photo": ("on_fail", "photo"),
    "severity": ("on_fail", "rectify", "severity"),
    "within": ("on_fail", "rectify", "within"),
    "task_owner": ("on_fail", "rectify", "owner"),
    "action": ("on_fail", "rectify", "action"),
    "site_has": ("applies", "site", "has"),
    "site_lacks": ("applies", "site", "lacks"),
}
ITEM_COLUMNS = (
    "section", "id", "type", "ask", "points", "critical", "cap", "na", "dimension", "factor", "standards", "guide", "severity", "within",
    "when", "required", "on_fail", "fail_note", "fail_photo", "task_owner", "action", "qsc", "observe", "needed", "bulk", "owner",
    "positions", "moment", "subjective", "bonus", "script", "reference", "notes", "na_reason", "na_score", "unseen", "site_has",
    "site_lacks", "possible", "max", "fails_at", "fails_below", "step", "unit", "min", "tolerance", "target", "limit", "each", "floor",
    "items", "multiline", "min_length", "source", "by",
)  # fmt: skip
SECTION_COLUMNS = (
    "id", "title", "repeat", "group", "weight", "dimension", "factor", "positions", "by_failures", "when", "site_has", "site_lacks",
)  # fmt: skip
PART_COLUMNS = ("item", "id", "value", "label", "points", "scored", "fails", "from", "above", "to", "below")
GRADE_COLUMNS = ("grade", "title", "from", "above", "to", "below", "unless.criticals", "unless.any_item_above")
PARTS = ("options", "levels", "bands")  # lists of an item that have rows of their own
_TABLES = frozenset(("on_fail", "applies", "scoring", "rectify", "unless"))  # an empty one is {}
_SPLIT = re.compile(r"[,，、;；\s]+")
_BACK = {path: column for column, path in PATHS.items()}


def cells_of(part: Mapping[str, Any], *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """{column: text} of an item, a section, an option … of a canonical document; `without` names keys told elsewhere."""
    return dict(_cells({key: value for key, value in part.items() if key not in without}, ()))


def flow(value: Any) -> str:
    """A value in the flow style of YAML, on one line."""
    return str(yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**9)).strip()


def fields_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """The fields of an outline row, of cells by column. Raises nodes.Unreadable for a cell in flow style that is none."""
    found: dict[str, Any] = {}
    for column, text in cells.items():
        base, _, language = column.partition("::")
        if base == "notes" and language:
            continue
        path = PATHS.get(base, tuple(base.split(".")))
        value = _value(base, text)
        if language:
            path = (*path, language)
        if base == "on_fail" and (text.strip() == "never" or text.startswith("{")):
            path = ("on_fail",)
        _put(found, path, value)
    if any(column.startswith("notes::") for column in cells):
        found["notes"] = _notes(cells)
    return found


def _cells(part: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for key, value in part.items():
        path = (*above, key)
        column = _BACK.get(path, ".".join(path))
        if column in TEXTS:
            for language, text in value.items():
                yield (column if language == "und" else f"{column}::{language}"), text
        elif column == "notes" and value and _is_regular(value):
            for language in value[0]:
                yield f"notes::{language}", "\n".join(note[language] for note in value)
        elif column in FLOWS:
            yield column, flow(value)
        elif column in LISTS:
            yield column, ", ".join(value) or "[]"
        elif isinstance(value, Mapping) and value:
            yield from _cells(value, path)
        else:
            yield column, _said(column, value)


def _said(column: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{}"
    return duration_text(value) if column in DURATIONS else str(value)


def _value(base: str, text: str) -> Any:
    if base in FLOWS or text.startswith("{") and (base in _TABLES or "." in base):
        return read_yaml(text)
    if base in TEXTS:
        return text
    if base in LISTS:
        return [] if text.strip() == "[]" else [Plain(word) for word in _SPLIT.split(text.strip()) if word]
    return Plain(text.strip())


def _put(found: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value deep in a tree. A text in one language beside one without gets both; what is no table gives way."""
    for key in path[:-1]:
        inner = found.get(key)
        if not isinstance(inner, dict):
            inner = found[key] = {"und": inner} if isinstance(inner, str) else {}
        found = inner
    before = found.get(path[-1])
    if isinstance(before, dict) and isinstance(value, str):
        before["und"] = value
    else:
        found[path[-1]] = value


def _is_regular(notes: list[Mapping[str, str]]) -> bool:
    """Whether every note has the same languages and stands in one line, so that languages can stand in columns."""
    return all(
        list(note) == list(notes[0]) and "und" not in note and all(text.strip() and "\n" not in text for text in note.values())
        for note in notes
    )


def _notes(cells: Mapping[str, str]) -> list[dict[str, str]]:
    columns = {column[len("notes::") :]: text.split("\n") for column, text in cells.items() if column.startswith("notes::")}
    length = max(len(lines) for lines in columns.values())
    return [
        {language: lines[place].strip() for language, lines in columns.items() if place < len(lines) and lines[place].strip()}
        for place in range(length)
        if any(place < len(lines) and lines[place].strip() for lines in columns.values())
    ]


def is_number_text(text: str) -> bool:
    """Whether a cell holds a plain number."""
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text.strip()))


def tidy_number(text: str) -> str:
    """The shortest decimal of a number that a spreadsheet wrote as 05 or 5.0."""
    return decimal_text(text.strip())
