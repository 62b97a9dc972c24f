"""Reads a workbook from standard input and writes its sheets as JSON; run as a process of its own, by its path.

It limits its own memory and time before it looks at the file, and loads nothing of the application. With the argument
`xlsform` the input is the JSON of such sheets, and the output the form as pyxform understands it.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys
from typing import Any

MEMORY_BYTES = 280 * 1024 * 1024
PROCESSOR_SECONDS = 8
MOST_ROWS = 5_000  # of a sheet; what lies below is said to be left out
MOST_CELLS = 1_000_000  # of a sheet as it is stored; a sheet of formats alone may claim thousands of millions
MOST_TOLD = 250_000  # cells of all sheets together that are handed on
MOST_SHEETS = 60
MOST_COLUMNS = 200
TOO_MANY_CELLS, LOCKED = 3, 4  # exit codes; workbook.py says them in words


def main() -> None:
    """Exit 0 with the answer, anything else without."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read()
    answer = form(json.loads(content)) if sys.argv[1:] == ["xlsform"] else sheets(content)
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


def sheets(content: bytes) -> list[dict[str, Any]]:
    """Every visible sheet: its name, its rows as text, the merged ranges, how many rows were more than are read."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        sys.exit(LOCKED)
    found: list[dict[str, Any]] = []
    told = 0
    for about in book.sheets_metadata[:MOST_SHEETS]:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height * max(1, sheet.total_width) > MOST_CELLS:
            sys.exit(TOO_MANY_CELLS)
        top, left = sheet.start or (0, 0)
        rows = sheet.to_python(skip_empty_area=True, nrows=MOST_ROWS)
        # What lies above and to the left is put back, so that a row keeps the number the person sees.
        table: list[list[str]] = [[] for _ in range(top)] + [[""] * left + [said(cell) for cell in row] for row in rows]
        table = [row[:MOST_COLUMNS] for row in table]
        told += sum(len(row) for row in table)
        if told > MOST_TOLD:
            sys.exit(TOO_MANY_CELLS)
        found.append({
            "name": about.name, "rows": table, "hidden": about.visible != SheetVisibleEnum.Visible,
            "more": max(0, sheet.height - MOST_ROWS),
        })  # fmt: skip
    return found


def said(cell: object) -> str:
    """A cell as a person would type it: 1001.0 is 1001, a date is YYYY-MM-DD, a time HH:MM."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(cell, ".12g")
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != datetime.time() else cell.date().isoformat()
    if isinstance(cell, datetime.time):
        return cell.isoformat("minutes" if not cell.second else "seconds")
    return str(cell)


def form(tables: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    """{sheet: rows as {header: text}} as the tree of pyxform, or {"refused": its sentence}."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import DefinitionData

    parts: dict[str, Any] = {"sheet_names": list(tables)}
    for name in ("survey", "choices", "settings", "external_choices"):
        if rows := tables.get(name):
            parts[name] = rows
            parts[name + "_header"] = [dict.fromkeys(header for row in rows for header in row)]
    try:
        return {"form": workbook_to_json(DefinitionData(**parts), warnings=[])}
    except PyXFormError as refused:
        return {"refused": str(refused)}
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as unforeseen:
        # pyxform takes some shapes for granted; a form that has another is refused like any other fault.
        return {"refused": f"{type(unforeseen).__name__}: {unforeseen}"}


if __name__ == "__main__":
    main()
