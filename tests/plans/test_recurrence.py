"""When a duty recurs: the rules of RFC 5545, by the clock of a site."""

import json
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from inspector.plans import recurrence
from inspector.plans.recurrence import DAYS, Everyday, RuleFault, check, moments, simple

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "recurrence" / "rfc5545.json").read_text(encoding="ascii"))
FAR = datetime(2300, 1, 1, tzinfo=UTC)


def local(rule, starts_on, at, zone, first, last):
    found = moments(rule, starts_on, at, zone, first.astimezone(UTC), last.astimezone(UTC))
    return [moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for moment in found]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["rule"].removeprefix("RRULE:"))
def test_the_rules_of_the_standard_give_their_dates(vector):
    begin = datetime.strptime(vector["start"], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    found = islice(moments(vector["rule"], begin.date(), begin.time(), "UTC", begin, FAR), len(vector["first"]))
    assert [moment.replace(tzinfo=None).isoformat() for moment in found] == vector["first"]


def test_a_round_is_due_at_the_same_wall_clock_time_when_the_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    week = local("FREQ=DAILY", date(2026, 3, 1), time(9), "Europe/Berlin", datetime(2026, 3, 28, tzinfo=berlin),
                 datetime(2026, 3, 30, 12, tzinfo=berlin))  # fmt: skip
    assert week == ["2026-03-28 09:00", "2026-03-29 09:00", "2026-03-30 09:00"]


def test_the_last_day_of_a_rule_is_by_the_clock_of_the_site():
    shanghai = ZoneInfo("Asia/Shanghai")
    days = local("FREQ=DAILY;UNTIL=20261231", date(2026, 12, 29), time(22), "Asia/Shanghai", datetime(2026, 12, 1, tzinfo=shanghai),
                 datetime(2027, 2, 1, tzinfo=shanghai))  # fmt: skip
    assert days == ["2026-12-29 22:00", "2026-12-30 22:00", "2026-12-31 22:00"]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("", "unreadable"), ("every day", "unreadable"), ("FREQ=SOMETIMES", "unreadable"), ("FREQ=DAILY\nFREQ=DAILY", "unreadable"),
        ("FREQ=DAILY;BYHOUR=99", "unreadable"), ("FREQ=SECONDLY", "too_often"), ("FREQ=MINUTELY;INTERVAL=5", "too_often"),
        ("FREQ=DAILY;BYHOUR=9;BYMINUTE=" + ",".join(map(str, range(60))), "too_often"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never"), ("FREQ=DAILY;BYDAY=" + "MO," * 300 + "MO", "too_long"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_followed_is_refused(rule, code):
    with pytest.raises(RuleFault) as fault:
        check(rule, date(2026, 1, 1), time(9), "Asia/Shanghai")
    assert fault.value.code == code


@pytest.mark.parametrize(("everyday", "rule"), [
    (Everyday(DAYS), "FREQ=DAILY"), (Everyday(("TH", "MO")), "FREQ=WEEKLY;BYDAY=MO,TH"),
    (Everyday(("FR",), 2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
])  # fmt: skip
def test_what_is_ticked_is_a_rule_and_is_shown_ticked_again(everyday, rule):
    assert everyday.rule == rule
    shown = simple(rule)
    assert shown is not None and (set(shown.days), shown.every_weeks) == (set(everyday.days), everyday.every_weeks)


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYDAY=1MO", "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "FREQ=WEEKLY"])
def test_what_a_form_cannot_tick_is_left_as_it_is_written(rule):
    assert recurrence.simple(rule) is None
