"""One cell of a table for others: nothing in it is run, nothing in it breaks a file, nothing is cut without a mark. Pure.

A text that a spreadsheet would take for a formula gets an apostrophe in front; so do texts that hide one behind spaces or write it full
width. What no file may hold becomes a replacement mark. Source: docs/decisions.md, Exports.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction

Cell = str | int | float | None

LONGEST = 32_767  # signs of a cell, counted as Excel does: in UTF-16
DIGITS = 6  # of a figure that is no whole number
CUT_MARK = " […]"
REPLACEMENT = "\ufffd"

_DEFUSE = "'"
_HARMLESS = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]{0,8000}\Z").match
# Formula signs, also full width, small and superscript forms; and what may stand before them without being seen.
_FORMULA = re.compile(
    r"[\s\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]"
).match
_NOT_IN_FILES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = _NOT_IN_FILES.sub


def cell(value: object) -> Cell:
    """What may stand in a cell of CSV or XLSX for a value.

    Texts are defused; booleans become 1 and 0; figures stay figures, fractions with DIGITS places; days and moments are ISO 8601.
    """
    kind = type(value)  # the commonest first: an export has hundreds of thousands of cells
    if kind is str:
        return safe(value)  # type: ignore[arg-type]
    if value is None or kind is int or kind is float:
        return value  # type: ignore[return-value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else round(float(value), DIGITS)
    return safe(str(value))


def safe(text: str) -> str:
    """A text as it may stand in a cell."""
    if _HARMLESS(text):
        return text
    text = _defused(text)
    return text if len(text) * 2 <= LONGEST else _cut(text)


def whole(text: str) -> str:
    """A text as it may stand in cells, however long."""
    return _defused(text)


def count_replaced(text: str) -> int:
    """How many signs of a text no file may hold."""
    return len(_NOT_IN_FILES.findall(text))


def is_cut(text: str) -> bool:
    """Whether a text is longer than a cell takes."""
    return len(_defused(text).encode("utf-16-le")) > LONGEST * 2


def _defused(text: str) -> str:
    starts_with_control = text[:1] in ("\t", "\r", "\n")
    text = _FORBIDDEN(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))
    return _DEFUSE + text if starts_with_control or _FORMULA(text) else text


def _cut(text: str) -> str:
    encoded = text.encode("utf-16-le")
    if len(encoded) <= LONGEST * 2:
        return text
    # "ignore" drops the first half of a pair that the cut would tear.
    return encoded[: (LONGEST - len(CUT_MARK)) * 2].decode("utf-16-le", "ignore") + CUT_MARK
