"""The other sheets of our own workbook: settings, sections, grades, and the options, levels and bands of questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.checklists import nodes
from inspector.checklists.exchange import columns, flat, words
from inspector.checklists.exchange.fates import Ledger, Place, Reason
from inspector.checklists.exchange.outline import Row
from inspector.checklists.exchange.workbook import Sheet
from inspector.checklists.faults import Fault

_KEYS_OF_HEAD = frozenset(("id", "title", "kind", "pack", "filled_by", "minutes", "intro", "scoring", "rectify"))


@dataclass(slots=True)
class Parts:
    """What the sheets beside the questions hold. options: {item as written: rows of its options, levels, bands}."""

    head: Row
    sections: dict[str, Row] = field(default_factory=dict)
    options: dict[str, list[Row]] = field(default_factory=dict)

    def into(self, item: Row, written: str) -> None:
        """Give an item the rows of the sheet options that name it."""
        rows = self.options.pop(written, [])
        for row in rows:
            row.owner = item
            kind = "bands" if _is_band(row) else "levels" if "value" in row.fields else "options"
            item.fields.setdefault(kind, []).append(row)

    def say_unused(self, ledger: Ledger) -> None:
        """Say of which options there is no question."""
        for item, rows in self.options.items():
            for row in rows:
                ledger.left(row.place, Reason("row_unknown_item", {"item": item}))


def read_parts(sheets: Mapping[str, Sheet], ledger: Ledger) -> Parts:
    """The parts of the sheets by their key; a sheet that is not there gives nothing."""
    parts = Parts(Row(Place("settings", 1)))
    if "settings" in sheets:
        parts.head = _head(sheets["settings"], ledger)
    for row, key in _rows(sheets.get("sections"), ledger, "id", "section"):
        parts.sections[key] = row
    for row, item in _rows(sheets.get("options"), ledger, "item", "option"):
        del row.fields["item"]
        parts.options.setdefault(item, []).append(row)
    grades = [row for row, _ in _rows(sheets.get("grades"), ledger, "grade", "other")]
    if grades:
        scoring = parts.head.fields.setdefault("scoring", Row(parts.head.place, {}, parts.head))
        scoring.fields["grades"] = grades
        for grade in grades:
            grade.owner = scoring
    return parts


def _is_band(row: Row) -> bool:
    return bool({"from", "above", "to", "below"} & set(row.fields))


def _rows(sheet: Sheet | None, ledger: Ledger, key: str, part: str) -> Iterator[tuple[Row, str]]:
    """(row, what its key column says) of a sheet whose first row holds our own keys."""
    if sheet is None or not sheet.rows:
        return
    heading = [_own_key(cell) for cell in sheet.rows[0]]
    for number, cells in enumerate(sheet.rows[1:], 2):
        found = {name: text for name, text in zip(heading, cells, strict=False) if name and text.strip()}
        if not found:
            continue
        place = Place(sheet.name, number)
        ledger.row(place, next(iter(found.values())), part)
        try:
            fields = flat.fields_of({name: _said(name, text) for name, text in found.items()})
        except nodes.Unreadable as error:
            ledger.left(place, Fault(1, error.code, error.figures))
            continue
        if key not in found:
            ledger.left(place, Fault(1, "missing_key", {"key": key, "place": part}))
            continue
        yield Row(place, fields), found[key].strip()


def _head(sheet: Sheet, ledger: Ledger) -> Row:
    """The settings: a key in the first column, its value in the second."""
    head = Row(Place(sheet.name, 1))
    cells: dict[str, str] = {}
    for number, row in enumerate(sheet.rows, 1):
        key, value = (*row, "", "")[:2]
        name = _own_key(key)
        if not value.strip() or name in ("", "key", "设置"):
            continue
        place = Place(sheet.name, number)
        ledger.row(place, f"{key.strip()}: {value}", "other")
        base = name.partition("::")[0].split(".")
        if base[0] not in _KEYS_OF_HEAD:
            ledger.left(place, Reason("row_unknown_key", {"key": key.strip()}))
            continue
        cells[name] = _said(name, value)
        head.places[base[-1] if len(base) > 1 else base[0]] = place
    head.fields = _nested(cells, ledger, head)
    return head


def _nested(cells: Mapping[str, str], ledger: Ledger, head: Row) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, text in cells.items():
        try:
            found = flat.fields_of({name: text})
        except nodes.Unreadable as error:
            ledger.left(head.place_of(name.split(".")[-1]), Fault(1, error.code, error.figures))
            continue
        _merge(fields, found)
    for key in ("scoring", "rectify"):
        if isinstance(fields.get(key), dict):
            fields[key] = Row(head.place, fields[key], head, head.places)
    return fields


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        elif isinstance(value, dict) and isinstance(into.get(key), str):
            into[key] = {"und": into[key], **value}
        elif isinstance(into.get(key), dict) and isinstance(value, str):
            into[key]["und"] = value
        else:
            into[key] = value


_HEADINGS = {
    "题号": "item", "题目": "item", "question": "item", "选项": "label", "choice": "label", "分值": "points", "编号": "id", "栏目": "id",
    "名称": "title",
}  # fmt: skip


def _own_key(written: str) -> str:
    base, language = columns.split_language(columns.tidy(written))
    base = _HEADINGS.get(base, base)
    return f"{base}::{language}" if language else base


def _said(name: str, text: str) -> str:
    base = name.partition("::")[0]
    if base in flat.TEXTS:
        return text
    said = columns.tidy(text)
    if base in flat.BOOLEANS:
        return "true" if said in words.YES else "false" if said in words.NO else text
    if base in flat.DURATIONS:
        return columns.duration_of(text) or text
    return text.strip()
