"""How long a guesser waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inspector.accounts.limits import minutes, wait

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
NONE = timedelta(0)


def misses(*seconds_ago: int) -> list[datetime]:
    return [NOW - timedelta(seconds=s) for s in seconds_ago]


@pytest.mark.parametrize("count", range(5))
def test_the_first_misses_cost_no_wait(count):
    assert wait(misses(*[0] * count), NOW) == NONE


@pytest.mark.parametrize(("count", "seconds"), [(5, 1), (6, 2), (7, 4), (8, 8), (9, 16)])
def test_each_further_miss_doubles_the_wait_from_the_last(count, seconds):
    assert wait(misses(*[0] * count), NOW) == timedelta(seconds=seconds)
    assert wait(misses(*[seconds] * count), NOW) == NONE


def test_ten_misses_shut_until_the_first_of_them_is_a_quarter_of_an_hour_old():
    assert wait(misses(*range(60, 660, 60)), NOW) == timedelta(minutes=5)
    assert wait(misses(*range(300, 900, 60)), NOW) == timedelta(seconds=60)


def test_what_is_older_than_a_quarter_of_an_hour_is_forgotten():
    assert wait(misses(*[901] * 50), NOW) == NONE


@pytest.mark.parametrize(("seconds", "told"), [(1, 1), (60, 1), (61, 2), (900, 15)])
def test_a_wait_is_told_in_whole_minutes_never_too_few(seconds, told):
    assert minutes(timedelta(seconds=seconds)) == told
