"""Until when one may object: five days and three shifts, over month ends, leap days and changes of the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from inspector.appraisals.reporting import Post, in_one_line
from inspector.appraisals.windows import Window, due_on, window


def days(*numbers, month=11):
    return [date(2026, month, number) for number in numbers]


@pytest.mark.parametrize(
    ("opened", "duty", "today", "expected"),
    [
        (date(2026, 11, 3), [], date(2026, 11, 7), Window(date(2026, 11, 3), date(2026, 11, 8), is_fixed=False)),
        (date(2026, 11, 3), days(4, 5, 6), date(2026, 11, 7), Window(date(2026, 11, 3), date(2026, 11, 8), is_fixed=True)),
        (date(2026, 11, 3), days(12, 4, 9), date(2026, 11, 7), Window(date(2026, 11, 3), date(2026, 11, 12), is_fixed=True)),
        # the day itself is no day to think it over, and one day on two maps is one day
        (date(2026, 11, 3), days(3, 4, 4, 9), date(2026, 11, 30), Window(date(2026, 11, 3), date(2026, 11, 30), is_fixed=False)),
        (date(2026, 11, 3), [], date(2026, 12, 30), Window(date(2026, 11, 3), date(2026, 12, 30), is_fixed=False)),  # on leave
        (date(2026, 1, 29), days(30, 31, month=1), date(2026, 1, 30), Window(date(2026, 1, 29), date(2026, 2, 3), is_fixed=False)),
        (date(2028, 2, 27), [], date(2028, 2, 27), Window(date(2028, 2, 27), date(2028, 3, 3), is_fixed=False)),  # a leap year
        (date(2026, 12, 30), [], date(2026, 12, 30), Window(date(2026, 12, 30), date(2027, 1, 4), is_fixed=False)),
    ],
)
def test_the_window_is_five_days_and_three_shifts_whichever_is_later(opened, duty, today, expected):
    assert window(opened, duty, today) == expected


def test_both_ends_of_the_window_are_inside():
    found = window(date(2026, 11, 3), days(4, 5, 6), date(2026, 11, 3))
    assert [found.holds_on(date(2026, 11, n)) for n in (3, 8, 9)] == [True, True, False]


def test_a_change_of_the_clock_takes_no_hour_from_the_last_day():
    """In Berlin the clock goes back on 25 October 2026: the last minute of the 26th is still inside."""
    zone = ZoneInfo("Europe/Berlin")
    opened = datetime(2026, 10, 20, 23, 30, tzinfo=UTC).astimezone(zone).date()
    last = datetime(2026, 10, 26, 22, 59, tzinfo=UTC).astimezone(zone).date()
    found = window(opened, [date(2026, 10, n) for n in (22, 23, 24)], last)
    assert (opened, found.until, found.holds_on(last)) == (date(2026, 10, 21), date(2026, 10, 26), True)
    assert not found.holds_on(datetime(2026, 10, 26, 23, 1, tzinfo=UTC).astimezone(zone).date())


def test_an_answer_is_due_three_days_later_also_over_the_end_of_a_month():
    assert due_on(date(2026, 11, 29)) == date(2026, 12, 2)


GARDEN, HARBOUR, NORTH, SOUTH, ALL = (3, 2, 1), (4, 2, 1), (2, 1), (5, 1), (1,)


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (("supervisor", GARDEN), ("store_manager", GARDEN), True),
        (("supervisor", GARDEN), ("area_manager", NORTH), True),
        (("area_manager", NORTH), ("store_manager", HARBOUR), True),
        (("store_manager", GARDEN), ("store_manager", HARBOUR), False),
        (("area_manager", NORTH), ("area_manager", SOUTH), False),
        (("supervisor", GARDEN), ("quality_lead", ALL), False),
        (("quality_lead", NORTH), ("quality_lead", SOUTH), True),
        (("hr", ALL), ("hr", ALL), True),
        (("auditor", ALL), ("store_manager", GARDEN), False),
    ],
)
def test_operations_is_a_line_by_place_and_quality_is_one_line(one, other, joined):
    assert in_one_line([Post(*one)], [Post(*other)]) is joined
    assert in_one_line([Post(*other)], [Post(*one)]) is joined


def test_one_role_in_common_is_enough():
    assert in_one_line([Post("hr", ALL), Post("supervisor", GARDEN)], [Post("store_manager", GARDEN)])
    assert not in_one_line([], [Post("store_manager", GARDEN)])
