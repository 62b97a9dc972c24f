"""Workbooks made for a test, as people make them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

Cells = Sequence[object]


def workbook(sheets: Mapping[str, Iterable[Cells]] | Iterable[Cells], merges: Iterable[tuple[int, int, int, int]] = ()) -> bytes:
    """A workbook of rows by sheet; rows alone are one sheet. merges: ranges of the first sheet, in rows and columns from 0."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for number, (name, rows) in enumerate(named.items()):
            sheet = book.add_worksheet(name)
            for row_number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell not in (None, ""):
                        sheet.write(row_number, place, cell)
            for first_row, first, last_row, last in merges if number == 0 else ():
                content = list(rows)[first_row][first]
                sheet.merge_range(first_row, first, last_row, last, content)
    return buffer.getvalue()
