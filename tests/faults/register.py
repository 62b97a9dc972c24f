"""Reads docs/faults.md, finds the tests that prove a case by their names, and writes those that are missing into their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
REGISTER = TESTS.parent / "docs" / "faults.md"
CASES = range(1, 157)
IN_WORK = "in work"
LATER = {"background jobs", "checklist import", "mystery shopping", "retention", "S3 storage"}

_ROW = re.compile(r"^\| (?P<number>\d+) \| (?P<priority>P[012]) \| (?P<what>[^|]+) \| (?P<proof>[^|]*) \|$")
_TEST = re.compile(r"`([^`]+)`")
_PYTHON = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
_JAVASCRIPT = re.compile(r"""^\s*test\((["'`])(.+?)\1""", re.MULTILINE)
_CASE = re.compile(r"(?:test_case_|case )(\d{3})(?!\d)")


@dataclass(frozen=True, slots=True)
class Row:
    """One case. tests: `file::name`, seen from tests/; rest: what stands beside them, `in work`, `later: …` or nothing."""

    number: int
    priority: str
    what: str
    tests: tuple[str, ...]
    rest: str

    def line(self) -> str:
        """The row as it stands in the register."""
        proof = " ".join((*(f"`{test}`" for test in self.tests), *([self.rest] if self.rest else ())))
        return f"| {self.number} | {self.priority} | {self.what} | {proof} |"


def row_of(line: str) -> Row | None:
    """The case in a line of the register; None for any other line."""
    found = _ROW.match(line)
    if found is None:
        return None
    tests = tuple(_TEST.findall(found["proof"]))
    rest = " ".join(_TEST.sub("", found["proof"]).split())
    return Row(int(found["number"]), found["priority"], found["what"], tests, rest)


def rows(text: str) -> list[Row]:
    """The cases of a register, in its order."""
    return [row for line in text.splitlines() if (row := row_of(line)) is not None]


def names_in(file: Path) -> Iterator[str]:
    """The names of the tests written in a file."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        yield from _PYTHON.findall(text)
    else:
        yield from (name for _, name in _JAVASCRIPT.findall(text))


@cache
def every_test() -> frozenset[str]:
    """`file::name` of all tests there are."""
    files = [*TESTS.rglob("test_*.py"), *TESTS.rglob("*.test.js")]
    return frozenset(f"{file.relative_to(TESTS).as_posix()}::{name}" for file in files for name in names_in(file))


def case_of(test: str) -> int | None:
    """The number of the case that a test's name claims; None when it claims none."""
    found = _CASE.match(test.partition("::")[2])
    return int(found[1]) if found else None


def completed(text: str) -> str:
    """The register with each test that claims a case in the row of that case; tests that are gone are taken out."""
    lines = []
    for line in text.splitlines():
        row = row_of(line)
        if row is not None:
            claiming = sorted(test for test in every_test() if case_of(test) == row.number)
            kept = [test for test in row.tests if test in every_test() and case_of(test) is None]
            line = Row(row.number, row.priority, row.what, (*claiming, *kept), row.rest).line()
        lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    REGISTER.write_text(completed(REGISTER.read_text(encoding="utf-8")), encoding="utf-8")
