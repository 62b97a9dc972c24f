"""The register of faults is whole and true: every number, no test that is not there, no proof that is not told."""

from __future__ import annotations

import re

import pytest

from tests.faults import register
from tests.faults.register import CASES, IN_WORK, LATER, REGISTER, case_of, every_test, rows

TEXT = REGISTER.read_text(encoding="utf-8")


def faults_of(text: str) -> list[str]:
    found, told = rows(text), {test: row.number for row in rows(text) for test in row.tests}
    numbers = [row.number for row in found]
    faults = [f"case {number} stands {numbers.count(number)} times" for number in CASES if numbers.count(number) != 1]
    faults += [f"case {number} is none of the catalogue" for number in numbers if number not in CASES]
    for row in found:
        faults += [f"case {row.number} names a test that is not there: {test}" for test in row.tests if test not in every_test()]
        faults += [
            f"case {row.number} names the test of another: {test}" for test in row.tests if case_of(test) not in (None, row.number)
        ]
        is_known = row.rest in ("", IN_WORK) or row.rest.removeprefix("later: ") in LATER
        if not is_known or not (row.tests or row.rest):
            faults.append(f"case {row.number} says neither its test, nor that it is in work, nor what brings it later: {row.rest!r}")
    faults += [f"{test} stands in no row" for test in sorted(every_test()) if case_of(test) is not None and test not in told]
    return faults


def test_the_register_is_whole_and_true() -> None:
    assert faults_of(TEXT) == []


@pytest.mark.parametrize(
    ("pattern", "change", "complaint"),
    [
        (r"^\| 69 .*\n", "", "case 69 stands 0 times"),
        (r"^(\| 69 .*\n)", r"\1\1", "case 69 stands 2 times"),
        (r"^(\| 69 \| P0 \| [^|]+ \|).*$", r"\1 `faults/test_kill.py::test_nothing_of_the_kind` |", "names a test that is not there"),
        (r"^(\| 2 \| P0 \| [^|]+ \|).*$", r"\1  |", "case 2 says neither"),
        (r"^(\| 2 \| P0 \| [^|]+ \|).*$", r"\1 later: never |", "case 2 says neither"),
    ],
)
def test_what_is_missing_or_untrue_is_told(pattern: str, change: str, complaint: str) -> None:
    changed = re.sub(pattern, change, TEXT, flags=re.MULTILINE)
    assert changed != TEXT
    assert any(complaint in fault for fault in faults_of(changed))


def test_a_test_that_claims_a_case_is_missed_in_its_row_and_written_into_it(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = "faults/test_kill.py::test_case_002_a_killed_browser_keeps_it"
    everything = every_test() | {claim}
    monkeypatch.setattr(register, "every_test", lambda: everything)
    monkeypatch.setitem(globals(), "every_test", lambda: everything)
    assert f"{claim} stands in no row" in faults_of(TEXT)
    assert faults_of(register.completed(TEXT)) == []
