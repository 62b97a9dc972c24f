"""The lists to fill in, as CSV and as a workbook: headings and one example row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from inspector.sites.import_columns import COLUMNS
from inspector.sites.roster_planning import COLUMNS as ROSTER_COLUMNS

Table = Sequence[tuple[str, ...]]

EXAMPLE = {
    "zh": ("W001", "周敏", "SH01", "服务员", "全职", "2026-03-01", "", "晚市", "", "否"),
    "en": ("W001", "Zhou Min", "SH01", "Waiter", "full time", "2026-03-01", "", "Dinner", "", "no"),
}
HEADINGS_EN = ("Number", "Name", "Site", "Position", "Contract", "Joined", "From", "Shift", "Employer", "Under 18")
ROSTER_EXAMPLE = {
    "zh": ("W001", "2026-12-01", "晚市", "周敏", "", "大厅", "A1-A4", "是", ""),
    "en": ("W001", "2026-12-01", "Dinner", "Zhou Min", "", "Hall", "A1-A4", "yes", ""),
}
ROSTER_HEADINGS_EN = ("Number", "Date", "Shift", "Name", "Site", "Areas", "Tables", "Present", "Covers for")


def staff(language: str) -> Table:
    """The headings of a staff list, and one example row."""
    return _table(language, COLUMNS, HEADINGS_EN, EXAMPLE)


def roster(language: str) -> Table:
    """The headings of a roster, and one example row."""
    return _table(language, ROSTER_COLUMNS, ROSTER_HEADINGS_EN, ROSTER_EXAMPLE)


def as_csv(table: Table) -> bytes:
    """UTF-8 with a mark, because Excel takes Chinese without one for something else."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(table)
    return text.getvalue().encode("utf-8-sig")


def as_workbook(table: Table) -> bytes:
    """One sheet with wide columns; every cell is text, so that a staff number keeps its zeros."""
    import xlsxwriter  # only here: it need not be loaded by a server that nobody asks for it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("list")
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet.set_column(0, len(table[0]) - 1, 16, text)
        for number, cells in enumerate(table):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell, bold if number == 0 else text)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _table(
    language: str, columns: Mapping[str, Sequence[str]], english: tuple[str, ...], examples: Mapping[str, tuple[str, ...]]
) -> Table:
    headings = english if language == "en" else tuple(words[0] for words in columns.values())
    return [headings, examples["en" if language == "en" else "zh"]]
