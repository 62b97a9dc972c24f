"""What runs a campaign without anybody looking: windows laid out, people proposed, deadlines passed, amounts read. Pure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inspector import money
from inspector.mystery import assigning, deadlines
from inspector.mystery.laying_out import Wanted, slots

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 29)  # four weeks, Monday to Sunday
WEEKDAY, WEEKEND = Wanted(1, "weekday", 1), Wanted(2, "weekend", 1)


def test_each_site_has_its_quotas_and_neighbours_begin_with_another_window():
    found = slots(FIRST, LAST, range(30), [WEEKDAY, WEEKEND], is_staggered=True)
    assert len(found) == 60
    half = FIRST + timedelta(days=13)
    assert [(one.key, one.first_on, one.last_on) for one in found[:4]] == [
        (1, FIRST, half), (2, half + timedelta(days=1), LAST), (2, FIRST, half), (1, half + timedelta(days=1), LAST),
    ]  # fmt: skip


def test_a_part_without_a_weekend_gives_way_to_the_whole_campaign():
    (weekday, weekend) = slots(date(2026, 11, 2), date(2026, 11, 9), [7], [WEEKEND, WEEKDAY], is_staggered=True)
    assert (weekday.first_on, weekday.last_on) == (date(2026, 11, 2), date(2026, 11, 9))
    assert (weekend.key, weekend.first_on) == (1, date(2026, 11, 2))


def visit(number, site, day=10):
    return assigning.Wanted(number, site, date(2026, 11, day), date(2026, 11, day + 5))


def someone(number, load=0, avoids=(), days=None):
    return assigning.Candidate(number, 30, frozenset(avoids), load, days or {})


def test_conflict_and_rest_stand_against_it_and_the_load_is_shared():
    people = [someone(1, avoids=[5]), someone(2, days={5: [date(2026, 10, 20)]}), someone(3, load=4)]
    assert assigning.propose([visit(1, 5), visit(2, 6), visit(3, 7), visit(4, 8)], people) == {1: 3, 2: 1, 3: 2, 4: 1}


def test_nobody_is_proposed_twice_for_a_site_within_the_rest_before_or_after():
    assert assigning.propose([visit(1, 5), visit(2, 5, 20)], [someone(1)]) == {1: 1, 2: None}
    later = someone(1, days={5: [date(2026, 12, 10)]})  # a visit that is planned for later
    assert later.obstacle(visit(1, 5)) == "rest"


def test_who_alone_may_go_somewhere_is_not_spent_elsewhere():
    people = [someone(1), someone(2, avoids=[5], load=1)]
    assert assigning.propose([visit(1, 6), visit(2, 5)], people) == {1: 1, 2: 1}


HOURS = deadlines.Hours(remind=48, expire=72, review=48, reject=24)
OVER = datetime(2026, 11, 12, 16, tzinfo=UTC)  # midnight after the 12th in Shanghai
ZONE = "Asia/Shanghai"


@pytest.mark.parametrize(("hours", "remind"), [(-49, False), (-48, True), (-1, True), (0, False)])
def test_a_reminder_comes_before_the_last_day_is_over(hours, remind):
    assert deadlines.is_to_remind(date(2026, 11, 12), ZONE, HOURS, OVER + timedelta(hours=hours)) == remind
    assert not deadlines.is_to_remind(date(2026, 11, 12), ZONE, deadlines.Hours(0, 72, 48, 24), OVER - timedelta(hours=1))


def test_a_visit_runs_out_after_its_time_and_never_while_its_link_still_takes_in():
    day, end = date(2026, 11, 12), OVER + timedelta(hours=72)
    assert not deadlines.has_expired(day, ZONE, None, HOURS, end - timedelta(seconds=1))
    assert deadlines.has_expired(day, ZONE, None, HOURS, end)
    assert not deadlines.has_expired(day, ZONE, end + timedelta(hours=1), HOURS, end)


def test_a_question_without_an_answer_ends_after_its_grace_or_never():
    due = datetime(2026, 11, 14, 9, tzinfo=UTC)
    assert [deadlines.is_unanswered(due, HOURS, due + timedelta(hours=one)) for one in (0, 23, 24)] == [False, False, True]
    assert not deadlines.is_unanswered(due, deadlines.Hours(48, 72, 48, 0), due + timedelta(days=99))


@pytest.mark.parametrize(
    ("text", "currency", "minor"), [("128.5", "CNY", 12850), ("¥1,280.50", "CNY", 128050), ("0", "CNY", 0), ("900", "JPY", 900)]
)
def test_an_amount_is_read_in_the_smallest_unit(text, currency, minor):
    assert money.read(text, currency) == minor


@pytest.mark.parametrize(("text", "currency"), [("", "CNY"), ("-5", "CNY"), ("1.234", "CNY"), ("9.5", "JPY"), ("12,34", "CNY")])
def test_what_is_no_amount_is_refused(text, currency):
    with pytest.raises(ValueError):
        money.read(text, currency)
