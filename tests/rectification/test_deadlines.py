"""Deadlines by the site's own clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from inspector.rectification.deadlines import Hours, due_at, milestones, verify_by

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
    assert due_at("this_shift", Fraction(2 * 3600), found, madrid) == datetime(
        2026, 10, 25, 11, 0, tzinfo=ZoneInfo("Europe/Madrid")
    )


SHUT = replace(SHANGHAI, shut=frozenset({date(2026, 11, 23), date(2026, 11, 24)}))


@pytest.mark.parametrize(
    ("grade", "within", "found", "expected"),
    [
        ("at_once", None, (22, "23:50"), (23, "00:20")),  # gas knows no holiday
        ("this_shift", None, (22, "23:00"), (25, "14:00")),
        ("day", None, (22, "12:00"), (25, "11:00")),
        ("day", None, (21, "12:00"), (22, "11:00")),
        ("three_days", None, (22, "12:00"), (27, "12:00")),  # the clock stands still on both days
        ("three_days", None, (20, "12:00"), (25, "12:00")),  # due on a shut day, and the second one comes into it
        ("week", None, (15, "12:00"), (22, "12:00")),
        ("this_shift", "4", (22, "20:00"), (25, "13:00")),
        ("day", "48", (22, "12:00"), (26, "12:00")),
    ],
)
def test_holidays_and_excused_days_do_not_count(grade, within, found, expected):
    assert due(grade, local(*found), SHUT, within) == local(*expected)


def test_three_days_over_a_change_of_clocks_are_seventy_two_hours():
    madrid = Hours("Europe/Madrid", time(10), time(22), time(4))
    found = datetime(2026, 3, 27, 12, 0, tzinfo=ZoneInfo("Europe/Madrid"))  # an hour is lost in the night to the 29th
    assert due_at("three_days", None, found.astimezone(UTC), madrid) == found.astimezone(UTC) + timedelta(hours=72)


def test_a_shift_that_begins_in_the_hour_that_comes_twice_ends_by_the_wall():
    night = Hours("Europe/Madrid", time(20), time(3), time(5), ((time(20), time(3)),))
    found = datetime(2026, 10, 24, 22, 0, tzinfo=ZoneInfo("Europe/Madrid"))
    assert due_at("this_shift", None, found, night) == datetime(2026, 10, 25, 3, 0, tzinfo=ZoneInfo("Europe/Madrid"))


def test_what_must_be_put_right_at_once_is_begun_contained_understood_and_planned():
    found = local(22, "12:00")
    steps = {one.what: one.by for one in milestones("at_once", found, SHUT)}
    hours_later = {"start": 5 / 60, "contain": 0.5, "cause": 24, "plan": 72}
    assert steps == {what: found + timedelta(hours=hours) for what, hours in hours_later.items()}
    assert [one.by for one in milestones("works", found, SHUT)] == [local(25, "12:00")]
    assert milestones("day", found, SHUT) == ()


@pytest.mark.parametrize(
    ("grade", "fixed", "expected"),
    [
        ("at_once", (22, "12:00"), (23, "04:00")),  # a second person the same day
        ("at_once", (23, "03:40"), (23, "04:40")),
        ("day", (21, "12:00"), (22, "12:00")),
        ("day", (22, "23:00"), (26, "11:00")),  # not while nobody is there
    ],
)
def test_whoever_verifies_has_a_deadline_too(grade, fixed, expected):
    assert verify_by(grade, local(*fixed), SHUT) == local(*expected)
