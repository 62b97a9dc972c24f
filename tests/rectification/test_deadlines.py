"""Deadlines by the site's own clock."""

from datetime import UTC, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from inspector.rectification.deadlines import Hours, due_at

SHANGHAI = Hours("Asia/Shanghai", time(11), time(22), time(4), ((time(11), time(14)), (time(17), time(22))))
HOT_POT = Hours("Asia/Shanghai", time(10, 30), time(1), time(4))  # closes after midnight


def local(day, clock, zone="Asia/Shanghai"):
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


def due(grade, found, hours=SHANGHAI, within=None):
    seconds = None if within is None else Fraction(within) * 3600
    return due_at(grade, seconds, found.astimezone(UTC), hours)


@pytest.mark.parametrize(
    ("grade", "found", "expected"),
    [
        ("at_once", (22, "23:50"), (23, "00:20")),  # food and gas do not wait for opening
        ("this_shift", (22, "12:00"), (22, "14:00")),
        ("this_shift", (22, "13:45"), (22, "22:00")),  # a quarter of an hour is no time
        ("this_shift", (22, "15:00"), (22, "22:00")),
        ("this_shift", (22, "23:00"), (23, "14:00")),
        ("day", (22, "12:00"), (23, "11:00")),
        ("day", (22, "23:59"), (23, "11:00")),
        ("day", (23, "03:00"), (23, "11:00")),  # before the day ends it is still yesterday's
        ("three_days", (22, "12:00"), (25, "12:00")),
        ("three_days", (22, "23:00"), (26, "11:00")),  # never falls due while closed
        ("week", (15, "12:00"), (22, "12:00")),
    ],
)
def test_each_grade_has_its_deadline(grade, found, expected):
    assert due(grade, local(*found)) == local(*expected)


@pytest.mark.parametrize(
    ("within", "found", "expected"),
    [
        ("1/2", (22, "12:00"), (22, "12:30")),
        ("1/2", (22, "21:45"), (23, "11:15")),  # half an hour of opening time
        ("4", (22, "20:00"), (23, "13:00")),
        ("48", (20, "12:00"), (22, "12:00")),
    ],
)
def test_a_written_deadline_runs_while_the_site_is_open(within, found, expected):
    assert due("this_shift", local(*found), within=within) == local(*expected)


def test_a_site_that_closes_after_midnight_is_open_at_half_past_twelve():
    assert due("this_shift", local(22, "00:10"), HOT_POT, "1/2") == local(22, "00:40")
    assert due("this_shift", local(22, "00:50"), HOT_POT, "1/2") == local(22, "10:50")
    assert due("this_shift", local(22, "20:00"), HOT_POT) == local(23, "01:00")


def test_opening_hours_keep_their_length_when_the_clocks_change():
    madrid = Hours("Europe/Madrid", time(10), time(22), time(4))
    found = datetime(2026, 10, 24, 21, 0, tzinfo=ZoneInfo("Europe/Madrid"))  # the clocks go back in the night
    assert due_at("this_shift", Fraction(2 * 3600), found, madrid) == datetime(2026, 10, 25, 11, 0, tzinfo=ZoneInfo("Europe/Madrid"))
