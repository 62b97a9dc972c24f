"""An uploaded file as sheets of text. The content decides what it is, never the name; no file can take the server down."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.checklists.exchange.fates import Unreadable
from inspector.checklists.exchange.workbook_child import MOST_COLUMNS, MOST_ROWS, SAID
from inspector.sites.import_reading import decoded

LARGEST_BYTES = 10 * 1024 * 1024
MOST_CELL_CHARACTERS = 32_767  # what Excel holds
CHILD = Path(__file__).with_name("workbook_child.py")
CHILD_SECONDS = 9
DELIMITERS = ",\t;"
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as text. rows[0] is row 1 of the spreadsheet; rows are of unequal length. more: rows that were not read."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    is_hidden: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a file, and whether it carries macros, which are never run."""

    sheets: tuple[Sheet, ...]
    has_macros: bool = False

    def sheet(self, *names: str) -> Sheet | None:
        """The first sheet with one of these names, whatever the case."""
        return next((sheet for sheet in self.sheets if sheet.name.strip().lower() in names), None)


def is_workbook(content: bytes) -> bool:
    """Whether the content is a spreadsheet program's file, good or bad."""
    return content.startswith((_ZIP, _OLE, b"PK\x05\x06"))


def read_workbook(content: bytes) -> Book:
    """The sheets of an Excel or LibreOffice file. Raises Unreadable with a sentence that says what to do."""
    _check_size(content)
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise Unreadable("locked")
    answer = json.loads(run_child(content))
    sheets = tuple(
        Sheet(one["name"], tuple(tuple(map(_clean, row)) for row in one["rows"]), one["hidden"], one["more"]) for one in answer["sheets"]
    )
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        raise Unreadable("empty")
    return Book(sheets, answer["has_macros"])


def read_csv(text: str) -> Book:
    """The rows of a CSV file as one sheet without a name, or as many as its first column names (as XLSForms in CSV have)."""
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    if head.startswith("|"):  # a table as it is written in Markdown
        text, delimiter = "\n".join(line.strip().strip("|") for line in text.splitlines()), "|"
    rows: list[tuple[str, ...]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(tuple(_clean(cell) for cell in cells[:MOST_COLUMNS]))
            if len(rows) > MOST_ROWS:
                raise Unreadable("too_many_rows", most=MOST_ROWS)
    except csv.Error:
        raise Unreadable("csv_quotes", row=len(rows) + 1) from None
    if not any(any(row) for row in rows):
        raise Unreadable("empty")
    return Book(_sheets(rows) or (Sheet("", tuple(rows)),))


def _sheets(rows: list[tuple[str, ...]]) -> tuple[Sheet, ...]:
    """The sheets of a form whose first column names them, its rows in the columns behind; nothing when this is no such file."""
    if not rows or not rows[0] or rows[0][0].strip().lower() != "survey":
        return ()
    found: dict[str, list[tuple[str, ...]]] = {}
    name = ""
    for row in rows:
        if row and row[0].strip():
            name = row[0].strip()
            found.setdefault(name, [])
        if any(cell.strip() for cell in row[1:]):
            found[name].append(tuple(cell.strip() for cell in row[1:]))
    return tuple(Sheet(name, tuple(lines)) for name, lines in found.items())


def decode(content: bytes) -> str:
    """The text of a file in any encoding that a shop has. Raises Unreadable."""
    _check_size(content)
    text = decoded(content)
    if text is None:
        raise Unreadable("unknown_file")
    return text


def run_child(content: bytes, *arguments: str) -> bytes:
    """What the reading process answers. It has its own limits on memory and time. Raises Unreadable."""
    command = [sys.executable, "-I", str(CHILD), *arguments]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=CHILD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow") from None
    if done.returncode in SAID:
        raise Unreadable(SAID[done.returncode])
    if done.returncode < 0 or b"MemoryError" in done.stderr:  # ended by a limit
        raise Unreadable("too_slow")
    if done.returncode:
        raise Unreadable("damaged")
    return done.stdout


def _check_size(content: bytes) -> None:
    if len(content) > LARGEST_BYTES:
        raise Unreadable("too_large", most=LARGEST_BYTES // 1024**2)


def _clean(cell: str) -> str:
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").replace("\u00a0", " ")
    text = "".join(c for c in text if c in "\n\t" or c >= " " and not "\x7f" <= c < "\xa0" and not "\ud800" <= c <= "\udfff")
    return text[:MOST_CELL_CHARACTERS] if text.strip() else ""


def as_json(value: Any) -> bytes:
    """What the reading process takes."""
    return json.dumps(value).encode("ascii")
