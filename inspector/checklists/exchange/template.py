"""The workbook to fill in, in the reader's language: a title, headings, examples to write over, and what the columns mean."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from inspector.checklists.exchange.xlsx_export import new_book
from inspector.checklists.wording import say

LAST_ROW = 400  # down to which the drop-down lists reach
SHEETS = {"zh": ("检查表", "说明"), "en": ("checklist", "help")}
TITLE = "Daily round (an example: write your own title here)"
HEADINGS = ("Section", "Question", "Question (zh)", "How to judge", "Type", "Points", "Red line", "Choices", "Put right within")
# Section, question, how to judge, type, points, red line, choices, within.
EXAMPLES = (
    ("Appearance", "Uniform clean, nothing missing?", "From 1 metre: no stain, tear or lost button.", "pass or fail", "2", "", "", ""),
    ("Appearance", "Do they smile at guests?", "0 not at all, 5 naturally and often.", "points of a score", "5", "", "", ""),
    ("Floor", "Floor dry and clear?", "Walk once: aisles and door.", "pass or fail", "2", "", "", "24h"),
    ("Food safety", "All food in date?", "Look at three of them.", "pass or fail", "5", "yes, red line", "", "30m"),
    ("Food safety", "Who was served tea first?", "", "one choice", "", "", "elders; guests; host", ""),
)
TYPES = (
    "pass or fail", "points of a score", "rating", "one choice", "several choices", "k of n", "text", "photo", "signature", "date", "time",
    "instruction",
)  # fmt: skip
LINES = (
    ("Section", "Questions of one section stand together; left empty it goes on."),
    ("Question", "One row, one question, one thing to look at."),
    ("How to judge", "Where to look, and what is good enough."),
    ("Type", "Left empty it is pass or fail."),
    ("Points", "What the question is worth; left empty it is 1."),
    ("Red line", "If it says yes, failing this one fails the whole."),
    ("Choices", "For one or several choices, with semicolons between."),
    ("Put right within", "Such as 24h or 3d; left empty the usual time."),
    ("Fines", "There are no fines here, and no column for them."),
)
WIDTHS = (16, 36, 30, 44, 14, 8, 8, 26, 14)


def as_workbook(language: str) -> bytes:
    """The bytes of the template in zh or en; the question stands in both languages."""
    language = "en" if language == "en" else "zh"
    other = "zh" if language == "en" else "en"
    rows = [
        [_said(section, language), _said(question, language), _said(question, other), *(_said(cell, language) for cell in more)]
        for section, question, *more in EXAMPLES
    ]
    names = SHEETS[language]
    buffer = io.BytesIO()
    with new_book(buffer) as book:
        large, bold = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(names[0])
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width, text)
        sheet.write_string(0, 0, _said(TITLE, language), large)
        _rows(sheet, 1, ([_said(heading, language) for heading in HEADINGS],), bold)
        _rows(sheet, 2, rows, text)
        sheet.freeze_panes(2, 0)
        sheet.data_validation(2, 4, LAST_ROW, 4, {"validate": "list", "source": [_said(kind, language) for kind in TYPES]})
        sheet.data_validation(2, 6, LAST_ROW, 6, {"validate": "list", "source": [_said("yes, red line", language)]})
        lines = book.add_worksheet(names[1])
        lines.set_column(0, 0, 18, bold)
        lines.set_column(1, 1, 70, text)
        _rows(lines, 0, [[_said(cell, language) for cell in line] for line in LINES], text)
    return buffer.getvalue()


def _said(text: str, language: str) -> str:
    return say(text, language, {}) if text else ""


def _rows(sheet: Any, first: int, rows: Sequence[Sequence[str]], style: Any) -> None:
    for number, cells in enumerate(rows, first):
        for place, cell in enumerate(cells):
            if cell:
                sheet.write_string(number, place, cell, style)
