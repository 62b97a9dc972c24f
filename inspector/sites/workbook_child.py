"""Reads the first sheet of a workbook from standard input and writes its rows as JSON; run as a process of its own, by its path.

It limits its own memory and time before it looks at the file, and loads nothing of the application.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys

MEMORY_BYTES = 768 * 1024 * 1024
PROCESSOR_SECONDS = 10
MOST_ROWS = 20_002
MOST_CELLS = 2_000_000


def main() -> None:
    """Exit 0 with the rows, anything else without."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheet = book.get_sheet_by_index(0)
    if sheet.total_height * max(1, sheet.total_width) > MOST_CELLS:
        sys.exit(3)
    top, left = sheet.start or (0, 0)
    rows = sheet.to_python(skip_empty_area=True, nrows=MOST_ROWS)
    # What lies above and to the left is put back, so that a row keeps the number the person sees.
    table: list[list[str]] = [[] for _ in range(top)] + [[""] * left + [said(cell) for cell in row] for row in rows]
    sys.stdout.write(json.dumps(table, ensure_ascii=True))


def said(cell: object) -> str:
    """A cell as a person would type it: 1001.0 is 1001, a date is YYYY-MM-DD."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(cell)


if __name__ == "__main__":
    main()
