"""Tables as an Excel file: inspections, their answers, and what the columns mean. No formula, no link, whatever a text begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, Select

from inspector.checklists.definition import text_in
from inspector.reports import tables
from inspector.reports.cells import cell

MOST_ROWS = 200_000  # of a sheet; more would keep everybody else waiting, and the CSV has no end
WIDEST = 44


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
        bold = book.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.title), sheet, bold)


def _write_sheet(target: Any, sheet: Sheet, bold: Any) -> None:
    target.freeze_panes(1, 1)
    for column, name in enumerate(sheet.header):
        target.set_column(column, column, min(max(len(name) + 2, 9), WIDEST))
        target.write_string(0, column, str(cell(name)), bold)
    last = 0
    rows = iter(sheet.rows)
    for last, row in enumerate(islice(rows, MOST_ROWS), 1):
        _write_row(target, last, row)
    target.autofilter(0, 0, max(last, 1), len(sheet.header) - 1)
    if next(rows, None) is not None:
        target.write_string(last + 1, 0, sheet.more, bold)


def _write_row(target: Any, number: int, row: Sequence[Any]) -> None:
    for column, value in enumerate(_cells(row)):
        if isinstance(value, str):
            target.write_string(number, column, value)
        elif value is not None:
            target.write_number(number, column, value)


def _cells(row: Sequence[Any]) -> Iterator[Any]:
    return map(cell, row)
