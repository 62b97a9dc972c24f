"""Cells of exports: no formula is run, no file broken, nothing cut in silence."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from inspector.reports.cells import CUT_MARK, LONGEST, cell
from inspector.reports.delimited import csv_bytes

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "  =1",
    "\u3000=1",
    "\u00a0@x",
    "\u200b=1",
    "\ufeff=1",
    "\n=1",
    "\u202e=1",
    "﹦1",
    "−1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_begins_with_an_apostrophe(text):
    assert str(cell(text)).startswith("'")
    assert str(cell(text)).endswith(text.strip("\n").lstrip()[-1:])


@pytest.mark.parametrize("text", ["\tx", "\rx", "\nx"])
def test_a_text_that_begins_with_a_tab_or_a_break_begins_with_an_apostrophe(text):
    assert str(cell(text))[0] == "'"


@pytest.mark.parametrize("text", ["地面有水", "5-3", "a=b", "门前堆货 @收银台", "100 %", "", "（=）", "*", "周敏"])
def test_a_harmless_text_stays_as_it_is(text):
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-5, -5), (2.5, 2.5), (None, None), (True, 1), (False, 0), (Fraction(2, 3), 0.666667), (Fraction(-4), -4)],
)
def test_figures_stay_figures_also_when_they_are_negative(value, expected):
    assert cell(value) == expected


def test_days_and_moments_are_written_so_that_every_program_reads_them():
    assert cell(date(2026, 11, 12)) == "2026-11-12"
    assert cell(datetime(2026, 11, 12, 10, 3, tzinfo=UTC)) == "2026-11-12T10:03:00+00:00"


def test_signs_that_no_file_may_hold_become_a_mark():
    assert cell("a\x00b\x07c\ud800d\ufffee\x9bf") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"


def test_line_breaks_of_all_kinds_become_one_kind():
    assert cell("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_a_text_too_long_for_excel_is_cut_with_a_visible_mark():
    found = str(cell("水" * (LONGEST + 10)))
    assert found.endswith(CUT_MARK)
    assert len(found) == LONGEST


def test_length_is_counted_as_excel_does_and_no_sign_is_torn():
    found = str(cell("😀" * 20_000))
    assert len(found.encode("utf-16-le")) // 2 <= LONGEST
    assert found == "😀" * (len(found) - len(CUT_MARK)) + CUT_MARK


def test_a_text_just_as_long_as_a_cell_takes_is_whole():
    assert cell("水" * LONGEST) == "水" * LONGEST


def test_a_csv_file_begins_with_the_mark_that_makes_excel_read_chinese_and_keeps_every_row():
    rows = [[n, f'第"{n}"行,\n有逗号'] for n in range(1000)]
    written = b"".join(csv_bytes(["号", "=话"], rows))
    assert written.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert read[0] == ["号", "'=话"]
    assert read[1:] == [[str(n), text] for n, text in rows]
