"""Tables of figures read strictly from CSV: the first row that cannot be right is named, and nothing is guessed. Loads no numpy."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.checklists.wording import say
from inspector.measurement.agreement import Rating
from inspector.measurement.charts import Count
from inspector.measurement.rounds import Rounds

SENTENCES = {
    "missing_column": "The column %(name)s is missing.",
    "twice_column": "The column %(name)s is there twice.",
    "row_length": "The row has not as many fields as the heading.",
    "empty": "The field %(name)s is empty.",
    "not_a_number": "%(text)s is not a number (%(name)s).",
    "not_above_zero": "%(name)s must be above 0.",
    "below_zero": "%(name)s must not be below 0.",
    "above": "%(name)s must not be above %(most)s.",
    "rated_twice": "%(rater)s has rated %(case)s twice.",
    "not_csv": "This is not a CSV file in UTF-8.",
}
GIVEN = ("peak", "staffing")  # what was beyond the person, where a file says it


class BadRow(ValueError):
    """A row that cannot be right. line: of the file, from 1; code: of SENTENCES."""

    def __init__(self, line: int, code: str, figures: dict[str, object] | None = None) -> None:
        super().__init__(line, code)
        self.line, self.code, self.figures = line, code, figures or {}

    def sentence(self, language: str) -> str:
        """What is wrong, in words."""
        return say(SENTENCES[self.code], language, self.figures)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by column, and the line it begins on."""

    line: int
    fields: dict[str, str]

    def text(self, name: str) -> str:
        """A field that may not be empty."""
        if not self.fields[name]:
            raise BadRow(self.line, "empty", {"name": name})
        return self.fields[name]

    def number(self, name: str, most: float | None = None, least: float | None = 0) -> float:
        """A number in figures, between least and most."""
        text = self.text(name)
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or "_" in text:
            raise BadRow(self.line, "not_a_number", {"name": name, "text": text})
        if least is not None and number < least:
            raise BadRow(self.line, "below_zero", {"name": name})
        if most is not None and number > most:
            raise BadRow(self.line, "above", {"name": name, "most": f"{most:g}"})
        return number

    def positive(self, name: str) -> float:
        """A number above 0."""
        number = self.number(name)
        if number == 0:
            raise BadRow(self.line, "not_above_zero", {"name": name})
        return number


def read_rounds(path: Path) -> Rounds:
    """Rounds: staff, inspector, checklist, items and percent; site, peak and staffing where the file has them. Raises BadRow, OSError."""
    heading, rows = _read(path, ("staff", "inspector", "checklist", "items", "percent"))
    named = ["staff", "inspector", "checklist", *(name for name in ("site", *GIVEN) if name in heading)]
    columns: dict[str, list[str]] = {name: [] for name in named}
    items, percent = [], []
    for row in rows:
        for name in named:
            columns[name].append(row.text(name))
        items.append(row.positive("items"))
        percent.append(row.number("percent", most=100))
    given = {name: columns[name] for name in GIVEN if name in columns}
    return Rounds(columns["staff"], columns["inspector"], columns["checklist"], items, percent, columns.get("site"), given)


def read_ratings(path: Path, level: str) -> list[Rating]:
    """Ratings: case, rater and value, an empty value being a gap. Raises BadRow, OSError."""
    found, seen = [], set()
    for row in _read(path, ("case", "rater", "value"))[1]:
        case, rater = row.text("case"), row.text("rater")
        if (case, rater) in seen:
            raise BadRow(row.line, "rated_twice", {"case": case, "rater": rater})
        seen.add((case, rater))
        if row.fields["value"]:
            least = 0 if level == "ratio" else None
            found.append(Rating(case, rater, row.text("value") if level == "nominal" else row.number("value", least=least)))
    return found


def read_counts(path: Path) -> list[Count]:
    """Counts: sample, failed and n. Raises BadRow, OSError."""
    found = []
    for row in _read(path, ("sample", "failed", "n"))[1]:
        n = row.positive("n")
        found.append(Count(row.text("sample"), row.number("failed", most=n), n))
    return found


def _read(path: Path, wanted: tuple[str, ...]) -> tuple[list[str], list[Row]]:
    """The heading and the rows; empty lines are passed over."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = _lines(file)
        heading = [name.strip() for name in next(lines, (1, []))[1]]
        for name in wanted:
            if name not in heading:
                raise BadRow(1, "missing_column", {"name": name})
        for name in (*wanted, "site", *GIVEN):
            if heading.count(name) > 1:
                raise BadRow(1, "twice_column", {"name": name})
        rows = []
        for line, fields in lines:
            if len(fields) != len(heading):
                raise BadRow(line, "row_length")
            rows.append(Row(line, {name: text.strip() for name, text in zip(heading, fields, strict=True)}))
    return heading, rows


def _lines(file: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    reader, line = csv.reader(file, strict=True), 1
    while True:
        try:
            fields = next(reader, None)
        except (csv.Error, UnicodeDecodeError):
            raise BadRow(line, "not_csv") from None
        if fields is None:
            return
        if fields:
            yield line, fields
        line = reader.line_num + 1
