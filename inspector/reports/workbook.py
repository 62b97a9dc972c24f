"""Tables as an Excel file: inspections, their answers, and what the columns mean. No formula, no link, whatever a text begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, Select

from inspector.checklists.definition import text_in
from inspector.reports import cells, tables
from inspector.reports.cells import cell

MOST_ROWS = 200_000  # of a sheet; more would keep everybody else waiting, and the CSV has no end
WIDEST = 44
PART = 16_000  # signs of a long text in one cell; each may count twice


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. more: a sentence for the last row when there are more rows than a sheet takes."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]
    more: str


def sheets(connection: Connection, ids: Select[Any], language: str) -> Iterator[Sheet]:
    """The sheets of an export of inspections: one row each, one row for each answer, and the questions behind the columns."""
    columns = tables.item_columns(connection, ids)
    more = gettext("There are more rows. Narrow the filter, or take the CSV, which has no end.")
    header = (*tables.INSPECTION_COLUMNS, *(column.name for column in columns))
    yield Sheet("inspections", header, tables.inspection_rows(connection, ids, columns, language), more)
    yield Sheet("answers", tables.ANSWER_COLUMNS, tables.answer_rows(connection, ids, language), more)
    questions = (
        [column.name, column.checklist, column.item, text_in(column.question, "zh"), text_in(column.question, "en")]
        for column in columns
    )
    yield Sheet("items", ("column", "checklist", "item", "question_zh", "question_en"), questions, more)


def write(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write an Excel file row by row."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        bold, notes = book.add_format({"bold": True, "bottom": 1}), Notes()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.title), sheet, bold, notes)
        for sheet in notes.sheets():
            _write_sheet(book.add_worksheet(sheet.title), sheet, bold, Notes())


@dataclass(slots=True)
class Notes:
    """What the cells of a file could not hold as it was: signs that were replaced, and the rest of texts too long for a cell."""

    replaced: int = 0
    long: list[tuple[str, int, str, str]] = field(default_factory=list)  # sheet, row as Excel counts, column, the whole text

    def look(self, sheet: Sheet, row: int, column: int, value: object) -> None:
        """Note what happened to one text on its way into a cell."""
        text = str(value)
        self.replaced += cells.count_replaced(text)
        if cells.is_cut(text):
            self.long.append((sheet.title, row + 1, sheet.header[column], cells.whole(text)))

    def sheets(self) -> Iterator[Sheet]:
        """Nothing, or a sheet that says so and one with the long texts in parts, in order."""
        if not self.replaced and not self.long:
            return
        rows = [(gettext("Signs that no file may hold, replaced by a mark"), self.replaced),
                (gettext("Texts too long for a cell, whole in the sheet \"continued\""), len(self.long))]  # fmt: skip
        yield Sheet("notes", ("what", "count"), rows, "")
        if self.long:
            parts = (
                (sheet, row, column, number + 1, text[number * PART : (number + 1) * PART])
                for sheet, row, column, text in self.long for number in range(-(-len(text) // PART))
            )  # fmt: skip
            yield Sheet("continued", ("sheet", "row", "column", "part", "text"), parts, "")


def _write_sheet(target: Any, sheet: Sheet, bold: Any, notes: Notes) -> None:
    target.freeze_panes(1, 1)
    for column, name in enumerate(sheet.header):
        target.set_column(column, column, min(max(len(name) + 2, 9), WIDEST))
        target.write_string(0, column, str(cell(name)), bold)
    last = 0
    rows = iter(sheet.rows)
    for last, row in enumerate(islice(rows, MOST_ROWS), 1):
        _write_row(target, last, row, sheet, notes)
    target.autofilter(0, 0, max(last, 1), len(sheet.header) - 1)
    if next(rows, None) is not None:
        target.write_string(last + 1, 0, sheet.more, bold)


def _write_row(target: Any, number: int, row: Sequence[Any], sheet: Sheet, notes: Notes) -> None:
    for column, value in enumerate(row):
        content = cell(value)
        if isinstance(content, str):
            if content is not value:  # a harmless text comes back as it is
                notes.look(sheet, number, column, value)
            target.write_string(number, column, content)
        elif content is not None:
            target.write_number(number, column, content)
