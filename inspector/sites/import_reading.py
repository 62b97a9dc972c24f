"""Reads an uploaded list into rows of text. The content decides what it is, never the name; no file can take the server down."""

from __future__ import annotations

import csv
import io
import json
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from inspector.sites.refusals import N_

LARGEST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_CELL_CHARACTERS = 500
MOST_ENTRIES = 300  # parts of a workbook
MOST_UNPACKED_BYTES = 60 * 1024 * 1024
CHILD = Path(__file__).with_name("workbook_child.py")
CHILD_SECONDS = 20
DELIMITERS = ",\t;"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text; `number` counts from 1 as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a list may hold. keeps_lines: a cell may have several lines."""

    rows: int = MOST_ROWS
    columns: int = MOST_COLUMNS
    characters: int = MOST_CELL_CHARACTERS  # what is longer is cut
    keeps_lines: bool = False


USUAL = Limits()


class Unreadable(Exception):
    """The file gives no rows. sentence: a gettext message id; figures fill its placeholders."""

    def __init__(self, sentence: str, **figures: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.figures = figures


def read(content: bytes, limits: Limits = USUAL) -> list[Row]:
    """The rows of a CSV or XLSX file, empty ones left out. Raises Unreadable with a sentence that says what to do."""
    if len(content) > LARGEST_BYTES:
        raise Unreadable(N_("The file is larger than %(most)s MB. Split it."), most=LARGEST_BYTES // 1024**2)
    if content.startswith(b"PK\x03\x04"):
        table = _read_workbook(content, limits)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(N_("This is an old Excel file (.xls). Save it as .xlsx or CSV and send it again."))
    else:
        table = _read_csv(_decode(content), limits)
    rows = [Row(number, cells) for number, cells in enumerate(table, 1) if any(cells)]
    if not rows:
        raise Unreadable(N_("The file is empty."))
    if len(rows) > limits.rows:
        raise Unreadable(N_("The file has more than %(most)s rows. Split it."), most=limits.rows)
    return rows


def decoded(content: bytes) -> str | None:
    """The text of a file in any encoding that a shop has (UTF-8, what Excel calls Unicode text, GB18030); None when it is no text."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    return None


def _decode(content: bytes) -> str:
    text = decoded(content)
    if text is None:
        raise Unreadable(N_("This is neither a CSV nor an XLSX file. Save the list as one of them."))
    return text


def _read_csv(text: str, limits: Limits) -> list[tuple[str, ...]]:
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    table: list[tuple[str, ...]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            table.append(_clean(cells, limits))
            if len(table) > MOST_ROWS + 1:
                raise Unreadable(N_("The file has more than %(most)s rows. Split it."), most=MOST_ROWS)
    except csv.Error:
        raise Unreadable(
            N_("Row %(row)s cannot be read: a quotation mark is not closed."), row=len(table) + 1
        ) from None
    return table


def _read_workbook(content: bytes, limits: Limits) -> list[tuple[str, ...]]:
    _check_archive(content)
    # In a process of its own with limits on memory and time: a sheet of two cells can ask for more memory than the machine has.
    try:
        done = subprocess.run(
            [sys.executable, str(CHILD)], input=content, capture_output=True, timeout=CHILD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(N_("The workbook takes too long to read. Save the list alone as CSV.")) from None
    if done.returncode != 0:
        raise Unreadable(N_("The workbook cannot be read. Save the list as CSV and send it again."))
    return [_clean(cells, limits) for cells in json.loads(done.stdout)]


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            is_workbook = any(entry.filename == "xl/workbook.xml" for entry in entries)
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError):
        raise Unreadable(N_("The workbook cannot be read. Save the list as CSV and send it again.")) from None
    if not is_workbook:
        raise Unreadable(N_("This is neither a CSV nor an XLSX file. Save the list as one of them."))
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
        raise Unreadable(
            N_("The workbook unpacks to more than a list of people needs. Save the list alone as a new file.")
        )


def _clean(cells: list[str], limits: Limits) -> tuple[str, ...]:
    if len(cells) > limits.columns and any(cell.strip() for cell in cells[limits.columns :]):
        raise Unreadable(N_("The list has more than %(most)s columns."), most=limits.columns)
    kept = " \n" if limits.keeps_lines else " "
    return tuple(
        "".join(c for c in cell if c.isprintable() or c in kept).strip()[: limits.characters]
        for cell in cells[: limits.columns]
    )
