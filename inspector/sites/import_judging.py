"""What every list that comes in shares when its rows are judged: faults with their rows, headings, cells, days. No database here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from inspector.sites.import_columns import Columns
from inspector.sites.import_reading import Row, Unreadable
from inspector.sites.refusals import N_

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")
Change = TypeVar("Change")
Finding = tuple[str, str, dict[str, str | int]]  # key of the column, sentence as a message id, its figures


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right: row as the spreadsheet counts, key of the column (None = the row), sentence as a message id."""

    row: int
    column: str | None
    sentence: str
    figures: Mapping[str, str | int]


@dataclass(frozen=True)
class Judged(Generic[Change]):
    """What a list would do. unchanged: rows that say what is known; ignored: headings that are not understood and would not be kept."""

    faults: tuple[Fault, ...]
    changes: tuple[Change, ...]
    unchanged: int
    ignored: tuple[str, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows cannot be taken in."""
        return len({fault.row for fault in self.faults})


def read_date(text: str) -> date | None:
    """2024-03-01, 2024/3/1, 2024.3.1 or 2024年3月1日; None for anything else."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def check_headings(columns: Columns) -> None:
    """Raise Unreadable for a heading that speaks of fines, and for needed columns that are missing or there twice."""
    if columns.fines:
        raise Unreadable(
            N_("The column “%(column)s” speaks of fines. There are no fines here: no amount is ever set against a person. "
               "Take the column out and send the list again."),
            column=columns.fines,
        )  # fmt: skip
    if columns.missing:
        raise Unreadable(N_("These columns are missing: %(columns)s."), columns=" ".join(columns.missing))
    if columns.twice:
        raise Unreadable(N_("These columns are there twice: %(columns)s."), columns=" ".join(columns.twice))


def cells_of(row: Row, columns: Columns) -> dict[str, str]:
    """{key of a column: what stands there in a row}."""
    return {key: row.cells[place] if place < len(row.cells) else "" for key, place in columns.places.items()}
