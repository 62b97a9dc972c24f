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
MOST_CHARACTERS = 4_000_000  # of them
MOST_SHEETS = 60
MOST_COLUMNS = 200
MOST_REFUSED = 60  # rows of a form that are looked for one after another
MOST_ENTRIES = 2_000  # parts of a workbook, its pictures included
MOST_UNPACKED_BYTES = 120 * 1024 * 1024
STRICT = b"http://purl.oclc.org/ooxml"
SAID = {3: "too_many_cells", 4: "locked", 5: "bomb", 6: "strict", 7: "unknown_file"}  # exit codes, and the sentences they stand for
TOO_MANY_CELLS, LOCKED, BOMB, STRICT_FORM, UNKNOWN = SAID


def main() -> None:
    """Exit 0 with the answer, anything else without."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read()
    if sys.argv[1:] == ["xlsform"]:
        answer = form(json.loads(content))
    else:
        answer = {"has_macros": content.startswith(b"PK") and has_macros(content), "sheets": sheets(content)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


def has_macros(content: bytes) -> bool:
    """Whether an archive carries macros. What is no workbook, is written in another dialect, or unpacks to too much ends here."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
            sys.exit(BOMB)
        if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
            sys.exit(UNKNOWN)
        if "xl/workbook.xml" in names:
            with archive.open("xl/workbook.xml") as file:
                if STRICT in file.read(4096):
                    sys.exit(STRICT_FORM)
    return any(name.lower().endswith("vbaproject.bin") for name in names)


def sheets(content: bytes) -> list[dict[str, Any]]:
    """Every visible sheet: its name, its rows as text, the merged ranges, how many rows were more than are read."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        sys.exit(LOCKED)
    found: list[dict[str, Any]] = []
    told = characters = 0
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
        characters += sum(len(cell) for row in table for cell in row)
        if told > MOST_TOLD or characters > MOST_CHARACTERS:
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
    """{sheet: its rows as {header: text}, from row 2} as the tree of pyxform; rows it refuses are emptied and named, one after another.

    Gives {"form": tree or None, "refused": [{"sheet", "row" or None, "problem"}]}.
    """
    refused: list[dict[str, Any]] = []
    for _ in range(MOST_REFUSED):
        try:
            return {"form": _annotated(_converted(tables)), "refused": refused}
        except Refused as error:
            fault = _located(str(error))
            refused.append(fault)
            rows = tables.get(fault["sheet"], [])
            place = (fault["row"] or 0) - 2
            if not 0 <= place < len(rows) or not rows[place] or _opens_or_closes(rows[place]):
                break
            rows[place] = {}
    return {"form": None, "refused": refused}


class Refused(Exception):
    """pyxform does not take the form; the message is its own."""


def _converted(tables: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    from copy import deepcopy

    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import DefinitionData

    parts: dict[str, Any] = {"sheet_names": list(tables)}
    for name in ("survey", "choices", "settings", "external_choices"):
        if any(tables.get(name, ())):
            parts[name] = deepcopy(tables[name])
            parts[name + "_header"] = [dict.fromkeys(header for row in tables[name] for header in row)]
    try:
        found: dict[str, Any] = workbook_to_json(DefinitionData(**parts), warnings=[])
        return found
    except PyXFormError as error:
        raise Refused(str(error)) from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # pyxform takes some shapes for granted; a form that has another is refused like any other fault.
        raise Refused(f"{type(error).__name__}: {error}") from None


def _located(problem: str) -> dict[str, Any]:
    import re

    row, sheet = re.search(r"\[row : (\d+)\]", problem), re.search(r"[Oo]n the '(\w+)' sheet", problem)
    text = re.sub(r"^\[row : \d+\]\s*", "", problem).split("Learn more:")[0].strip()
    return {"sheet": sheet[1] if sheet else "survey", "row": int(row[1]) if row else None, "problem": text[:300]}


def _opens_or_closes(row: dict[str, str]) -> bool:
    kind = next((text for header, text in row.items() if header.strip().lower() in ("type", "command")), "")
    return kind.strip().lower().replace("_", " ").startswith(("begin", "end "))


def _annotated(element: dict[str, Any]) -> dict[str, Any]:
    """Say beside each question what kind of XForm question its type is, whichever of its many names was written."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    for child in element.get("children", ()):
        about = QUESTION_TYPE_DICT.get(child.get("type"), {})
        bind, control = about.get("bind", {}), about.get("control", {})
        child["xform"] = {
            "known": bool(about), "tag": control.get("tag", ""), "media": control.get("mediatype", ""), "type": bind.get("type", ""),
            "readonly": bind.get("readonly", ""), "preload": bind.get("jr:preload", ""),
        }  # fmt: skip
        _annotated(child)
    return element


if __name__ == "__main__":
    main()
