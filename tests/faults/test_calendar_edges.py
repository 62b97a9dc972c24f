"""Days that a calendar has only sometimes, the last moment of a day, and seconds where milliseconds are meant."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from inspector import clock
from inspector.appraisals import periods
from inspector.inspections import command
from inspector.inspections.payload import EnvelopeFaults, skew_of
from inspector.plans.recurrence import Everyday, moments

SHANGHAI, FOUR = "Asia/Shanghai", time(4)


def days_of(rule: str, starts_on: date, until: date) -> list[str]:
    """The days on which a duty at eight in the morning is due."""
    first, last = (datetime.combine(day, time(0), UTC) for day in (starts_on, until))
    return [f"{moment + timedelta(hours=8):%Y-%m-%d}" for moment in moments(rule, starts_on, time(8), SHANGHAI, first, last)]


@pytest.mark.parametrize(
    ("key", "last"),
    [("2028-02", date(2028, 2, 29)), ("2027-02", date(2027, 2, 28)), ("2100-02", date(2100, 2, 28)), ("2028-Q1", date(2028, 3, 31))],
)
def test_case_155_a_period_ends_on_the_last_day_there_is_also_the_29th_of_february(key: str, last: date) -> None:
    period = periods.read(key)
    assert period.last_on == last
    assert periods.containing(last, period.kind) == period
    assert periods.containing(last + timedelta(days=1), period.kind).previous == period
    assert periods.calendar_of(period).lock_on == last + timedelta(days=6)


def test_case_155_a_duty_of_the_29th_of_february_waits_for_one_and_every_second_week_goes_on_through_week_53() -> None:
    assert days_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2027, 1, 1), date(2033, 1, 1)) == ["2028-02-29", "2032-02-29"]
    assert days_of("FREQ=MONTHLY;BYMONTHDAY=-1", date(2028, 1, 1), date(2028, 4, 1)) == ["2028-01-31", "2028-02-29", "2028-03-31"]
    assert date(2027, 1, 3).isocalendar()[1] == 53
    every_second = days_of(Everyday(("MO", "SU"), 2).rule, date(2026, 12, 14), date(2027, 1, 26))
    assert every_second == ["2026-12-14", "2026-12-20", "2026-12-28", "2027-01-03", "2027-01-11", "2027-01-17", "2027-01-25"]


def test_case_155_the_last_millisecond_of_a_business_day_is_still_of_that_day() -> None:
    last = datetime(2028, 2, 29, 19, 59, 59, 999_000, tzinfo=UTC)  # 03:59:59.999 of the first of March in Shanghai
    assert clock.business_day(last, SHANGHAI, FOUR) == date(2028, 2, 29)
    assert clock.business_day(last + timedelta(milliseconds=1), SHANGHAI, FOUR) == date(2028, 3, 1)
    assert clock.business_day(datetime(2027, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), "UTC", time(0)) == date(2027, 12, 31)


NO_MOMENTS = (
    1_772_323_199, 1_772_323_199_999, "1772323199999", "2028-02-30T08:00:00.000+08:00", "2028-02-29T23:59:60.000+08:00",
    "2028-02-29T23:59:59",
)  # fmt: skip


@pytest.mark.parametrize("at", NO_MOMENTS)
def test_case_155_a_moment_is_never_guessed_from_a_number_of_seconds_or_milliseconds(at: object) -> None:
    body = {
        "wire": 1, "id": "9b2e4a3c-56f0-4c11-8a3b-0a6f2b1c9d10", "type": "task.accept", "target": {"task": 1}, "author_id": 1, "seq": 1,
        "after": None, "base_rev": 1, "payload": {"note": None, "photos": []},
        "client": {"device_id": "1c2e4a3c-56f0-4c11-8a3b-0a6f2b1c9d10", "skew_ms": 900_000},
    }  # fmt: skip
    read = command.read(json.dumps(body | {"at": "2028-02-29T23:59:59.999+08:00"}).encode())
    assert read.done_at == datetime(2028, 2, 29, 16, 14, 59, 999_000, tzinfo=UTC), "its skew is in milliseconds"
    assert skew_of(900_000) == timedelta(minutes=15)
    with pytest.raises(EnvelopeFaults) as refused:
        command.read(json.dumps(body | {"at": at}).encode())
    assert "at" in refused.value.faults
