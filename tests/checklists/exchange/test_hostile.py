"""Files that would take the server down, or pass for an empty list, get a sentence: in ten seconds and 300 MB, in another process."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.checklists import library
from inspector.checklists.exchange import importing, workbook
from inspector.checklists.exchange.fates import Unreadable
from inspector.checklists.exchange.workbook import Book, Sheet
from inspector.checklists.exchange.xlsx_export import as_xlsx
from tests.checklists.exchange.sheets import workbook as made

LONGEST_SECONDS = 10
GOOD = (("检查内容", "分值"), ("地面", 2))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def changed(content: bytes, **parts: bytes | None) -> bytes:
    """A workbook with parts of its archive replaced or added: sheet1, book, macros, strings, or a whole name."""
    names = {
        "sheet1": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml", "macros": "xl/vbaProject.bin", "strings": "xl/sharedStrings.xml",
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        replaced = {names.get(name, name): part for name, part in parts.items()}
        for entry in old.infolist():
            if entry.filename not in replaced:
                new.writestr(entry, old.read(entry))
        for name, part in replaced.items():
            new.writestr(name, part)
    return buffer.getvalue()


def sheet(cells: str, dimension: str = "A1") -> bytes:
    return f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/><sheetData>{cells}</sheetData></worksheet>'.encode()


def laughing(levels: int = 12) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>&l{levels - 1};</t></is></c></row>'
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'.encode() + sheet(cell)


HOSTILE = {
    "two cells at the ends of the sheet": lambda good: changed(
        good, sheet1=sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "A1:XFD1048576")
    ),
    "two hundred megabytes of one letter": lambda good: changed(good, sheet1=sheet('<row r="1">' + " " * 200_000_000 + "</row>")),
    "a text of a hundred megabytes": lambda good: changed(
        good, strings=f'<sst xmlns="{MAIN}"><si><t>'.encode() + b"a" * 100_000_000 + b"</t></si></sst>"
    ),
    "millions of empty cells": lambda good: changed(
        good, sheet1=sheet("".join(f'<row r="{n}">' + '<c s="1"/>' * 50 + "</row>" for n in range(1, 60_000)))
    ),
    "entities that multiply": lambda good: changed(good, sheet1=laughing()),
    "Strict Open XML": lambda good: changed(good, book=b'<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'),
    "a password": lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(4000),
    "no sheet at all": lambda good: changed(good, book=f'<workbook xmlns="{MAIN}"><sheets/></workbook>'.encode()),
    "a document of another kind": lambda good: changed(b"PK\x05\x06" + bytes(18), **{"word/document.xml": b"<x/>"}),
    "half a file": lambda good: good[: len(good) // 2],
    "old Excel, and rubbish": lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40,
    "a picture": lambda good: b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "an empty sheet": lambda good: made(()),
    "headings only": lambda good: made(GOOD[:1]),
    "nothing but sums": lambda good: made((*GOOD[:1], ("合计", 100))),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence_in_time_and_never_an_empty_list(name):
    content = HOSTILE[name](made(GOOD))
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        importing.read(content[: workbook.LARGEST_BYTES + 1], "list.xlsx")
    assert time.monotonic() - began < LONGEST_SECONDS
    assert refused.value.reason.sentence("zh") != refused.value.reason.sentence("en")


def test_macros_are_said_and_not_kept():
    found = importing.read(changed(made(GOOD), macros=b"\xd0\xcf\x11\xe0 whatever"))
    assert found.questions == 1
    assert [note.code for note in found.notes] == ["macros"]


def test_a_long_sheet_says_what_it_did_not_read():
    found = importing.read(made((*GOOD[:1], *((f"第{number}题", 1) for number in range(6_000)))))
    assert (found.questions, [note.figures for note in found.notes]) == (4_999, [{"sheet": "Sheet1", "count": 1_001}])


def test_the_parent_never_loads_what_reads_workbooks():
    heavy = "{'pyxform', 'openpyxl', 'python_calamine', 'xlsxwriter'}"
    code = f"import sys; from inspector.checklists.exchange import importing, routes; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def outcome(reading: Callable[[], importing.Imported]) -> int | str:
    """How many questions were read, or the sentence that says why none."""
    try:
        return reading().questions
    except Unreadable as refused:
        return refused.reason.sentence("zh")


CELL = st.one_of(
    st.sampled_from([
        "", "检查内容", "ask::zh", "type", "points", "id", "section", "when", "label", "name", "分值", "标准", "项目", "合计", "罚款",
        "yes", "否", "5分", "-1", "1e9", "{item: a, is: pass}", "{", "[", "*a", "&a b", "!!x", "never", "select_one a", "begin group",
        "end group", "${a} = 1",
        "settings", "id::zh", "scoring.total.a", "title::zh", "x::y::z", "verdict", "choice", "0", "null", "~", "true", "2026-01-01",
    ]),
    st.text(max_size=12),
)  # fmt: skip
ROWS = st.lists(st.lists(CELL, max_size=6).map(tuple), max_size=8).map(tuple)
NAME = st.sampled_from(["Sheet1", "checklist", "options", "sections", "settings", "grades", "前厅", ""])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(NAME, ROWS), max_size=4))
def test_no_rows_whatever_stop_the_reading(sheets):
    book = Book(tuple(Sheet(name, rows) for name, rows in sheets))
    assert outcome(lambda: importing.read_book(book, "x"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damage_to_a_workbook_stops_the_reading(data):
    content = bytearray(as_xlsx(library.read(library.find_in_packs("quick-round")).checklist.document))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(lambda: importing.read(bytes(content)))
