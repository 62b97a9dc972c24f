"""When who hears that a task waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inspector.rectification.models import GRADES
from inspector.rectification.reminding import TOLD_LATE, WAITS, moments, reached

FOUND = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
DUE = FOUND + timedelta(hours=10)


@pytest.mark.parametrize(
    ("hours", "grade", "steps"),
    [
        (4.9, "day", []),
        (5, "day", ["half"]),
        (9.9, "day", ["half"]),
        (10, "day", ["late_owner"]),
        (13.9, "day", ["late_owner"]),
        (14, "day", ["late_owner", "late_store"]),
        (34, "day", ["late_owner", "late_store", "late_area"]),
        (10, "at_once", ["late_owner", "late_store"]),
        (10.5, "at_once", ["late_owner", "late_store", "late_area"]),
        (12, "this_shift", ["late_owner", "late_store"]),
        (21, "three_days", ["late_owner"]),
        (22, "three_days", ["late_owner", "late_store"]),
    ],
)
def test_the_owner_at_half_time_then_up_the_chain(hours, grade, steps):
    assert reached(WAITS[grade], FOUND, DUE, FOUND + timedelta(hours=hours)) == steps


@pytest.mark.parametrize("grade", GRADES)
def test_every_grade_has_its_chain_and_it_only_goes_up(grade):
    at = moments(WAITS[grade], FOUND, DUE)
    assert list(at.values()) == sorted(at.values())
    assert WAITS[grade][0] < WAITS[grade][1]


def test_what_was_reached_while_the_server_stood_still_is_left_to_the_digest():
    assert reached(WAITS["day"], FOUND, DUE, DUE + TOLD_LATE + timedelta(minutes=1)) == ["late_store", "late_area"]
    assert reached(WAITS["day"], FOUND, DUE, DUE + timedelta(days=30)) == []
