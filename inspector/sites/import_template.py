"""The staff list to fill in, as CSV and as a workbook."""

from __future__ import annotations

import csv
import io

from inspector.sites.import_columns import COLUMNS

EXAMPLE = {
    "zh": ("W001", "周敏", "SH01", "服务员", "全职", "2026-03-01", "", "晚市", "", "否"),
    "en": ("W001", "Zhou Min", "SH01", "Waiter", "full time", "2026-03-01", "", "Dinner", "", "no"),
}
HEADINGS_EN = ("Number", "Name", "Site", "Position", "Contract", "Joined", "From", "Shift", "Employer", "Under 18")


def rows(language: str) -> list[tuple[str, ...]]:
    """The headings, and one example row."""
    headings = HEADINGS_EN if language == "en" else tuple(words[0] for words in COLUMNS.values())
    return [headings, EXAMPLE["en" if language == "en" else "zh"]]


def as_csv(language: str) -> bytes:
    """UTF-8 with a mark, because Excel takes Chinese without one for something else."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows(language))
    return text.getvalue().encode("utf-8-sig")


def as_workbook(language: str) -> bytes:
    """One sheet with wide columns; every cell is text, so that a staff number keeps its zeros."""
    import xlsxwriter  # only here: it need not be loaded by a server that nobody asks for it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("staff")
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet.set_column(0, len(COLUMNS) - 1, 16, text)
        for number, cells in enumerate(rows(language)):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell, bold if number == 0 else text)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
