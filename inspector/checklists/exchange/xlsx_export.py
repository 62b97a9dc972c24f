"""A checklist as a workbook that can be edited and taken in again without loss. No formula, no link, whatever a text begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from inspector.checklists.exchange import flat
from inspector.checklists.exchange.fates import Unreadable
from inspector.checklists.exchange.workbook import MOST_CELL_CHARACTERS

WIDTHS = {"id": 18, "ask": 46, "guide": 56, "script": 40, "label": 34, "title": 34, "when": 28, "notes": 36, "value": 60, "key": 26}
ALWAYS = (
    "section", "id", "type", "ask::zh", "ask::en", "points", "critical", "na", "dimension", "factor", "standards", "guide::zh",
    "guide::en", "severity", "within", "when",
)  # fmt: skip
CREATED = datetime(2026, 1, 1, tzinfo=UTC)
Rows = list[dict[str, str]]


def as_xlsx(document: Mapping[str, Any]) -> bytes:
    """The workbook: sheets checklist, sections, options, grades and settings, as docs/checklist-format.md describes them."""
    sections = [flat.cells_of(section, without=("items",)) for section in document["sections"]]
    placed = [(section["id"], item) for section in document["sections"] for item in section["items"]]
    items = [{"section": section, **flat.cells_of(item, without=flat.PARTS)} for section, item in placed]
    parts = [
        {"item": item["id"], **flat.cells_of(part)} for _, item in placed for kind in flat.PARTS for part in item.get(kind, ())
    ]
    scoring = {key: value for key, value in document.get("scoring", {}).items() if key != "grades"}
    head = {key: value for key, value in document.items() if key != "sections"} | ({"scoring": scoring} if "scoring" in document else {})
    settings = [{"key": key, "value": value} for key, value in flat.cells_of(head).items()]
    grades = [flat.cells_of(grade) for grade in document.get("scoring", {}).get("grades", ())]
    return write({
        "checklist": table(items, flat.ITEM_COLUMNS, ALWAYS),
        "sections": table(sections, flat.SECTION_COLUMNS, ("id",)),
        "options": table(parts, flat.PART_COLUMNS, ("item", "id")),
        "grades": table(grades, flat.GRADE_COLUMNS, ("grade",)),
        "settings": (["key", "value"], settings),
    })  # fmt: skip


def table(rows: Rows, order: Sequence[str], always: Iterable[str] = ()) -> tuple[list[str], Rows]:
    """The columns that rows need, in order, the languages of a text beside each other; columns nobody knows stand last."""
    used = dict.fromkeys(always) | dict.fromkeys(column for row in rows for column in row)
    rank = {name: place for place, name in enumerate(order)}
    languages = {"": 0, "zh": 1, "en": 2}

    def place(column: str) -> tuple[int, int, str]:
        base, _, language = column.partition("::")
        return rank.get(base, len(rank)), languages.get(language, 3), column

    return sorted(used, key=place), rows


def write(sheets: Mapping[str, tuple[list[str], Rows]]) -> bytes:
    """A workbook of tables; a sheet without rows is left out, save the first. Raises Unreadable for a text no cell can hold."""
    buffer = io.BytesIO()
    with new_book(buffer) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for number, (name, (columns, rows)) in enumerate(sheets.items()):
            if number and not rows:
                continue
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns):
                sheet.set_column(place, place, WIDTHS.get(column.partition("::")[0], max(10, len(column) + 2)), text)
                sheet.write_string(0, place, column, bold)
            for row_number, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    _write(sheet, row_number, place, row.get(column, ""), text)
    return buffer.getvalue()


def new_book(buffer: io.BytesIO) -> Any:
    """A workbook to write into: every cell is what it is, and the same list gives the same bytes whenever it is asked for."""
    import xlsxwriter  # only here: a server that nobody asks for it need not load it

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": CREATED})
    return book


def _write(sheet: Any, row: int, column: int, content: str, style: Any) -> None:
    if len(content) > MOST_CELL_CHARACTERS:
        raise Unreadable("cell_too_long", most=MOST_CELL_CHARACTERS)
    if content:
        sheet.write_string(row, column, content, style)
