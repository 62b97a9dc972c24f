"""Which site needs a look next, who goes and when: each reason by itself, the cap a day, inspectors in turn."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from inspector.measurement.site_risk import LEAST, Load, SiteFacts, propose, ranked, risk

DAYS = [date(2026, 11, 27) + timedelta(days=n) for n in range(7)]
CALM = {"days_since_outside": 3}


def percents(*values):
    return [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, []),
        ({"open_red_lines": 1}, [("red_lines", 1, 30)]),
        ({"open_red_lines": 5}, [("red_lines", 5, 60)]),
        ({"repeats": 2}, [("repeats", 2, 12)]),
        ({"repeats": 9}, [("repeats", 9, 30)]),
        ({"days_since_outside": 7}, []),
        ({"days_since_outside": 8}, [("days", 8, 1)]),
        ({"days_since_outside": 30}, [("days", 30, 23)]),
        ({"days_since_outside": 31}, [("too_long", 31, 33)]),
        ({"days_since_outside": None}, [("never", 0, 33)]),
        ({"before": percents(90, 90, 90), "recent": percents(85, 85, 85)}, [("fall", 5, 8)]),
        ({"before": percents(90, 90, 90), "recent": percents(89, 89, 89)}, []),
        ({"before": percents(90, 90), "recent": percents(50, 50, 50)}, []),  # two rounds say nothing
        ({"before": percents(80, 80, 80), "recent": percents(90, 90, 90)}, []),  # getting better is no risk
        ({"own": percents(99, 99, 99), "others": percents(80, 80, 80)}, [("gap", 19, 20)]),
        ({"own": percents(93, 93, 93), "others": percents(90, 90, 90)}, []),
    ],
)
def test_each_reason_has_its_points_and_is_told_with_its_figure(facts, told):
    found = risk(SiteFacts(1, **CALM | facts))
    assert [(one.code, one.amount, one.points) for one in found.reasons] == told
    assert found.points == sum(points for _code, _amount, points in told)


def test_the_heaviest_site_comes_first_and_a_calm_one_not_at_all():
    sites = [SiteFacts(1, repeats=2, **CALM), SiteFacts(2, open_red_lines=1, repeats=1, **CALM), SiteFacts(3, repeats=1, **CALM)]
    found = ranked(sites)
    assert [one.site_id for one in found] == [2, 1] and all(one.points >= LEAST for one in found)
    assert [one.code for one in found[0].reasons] == ["red_lines", "repeats"]
    assert ranked(list(reversed(sites))) == found


NOTHING = Load()


def proposed(sites, inspectors, load=NOTHING, most=2, days=DAYS):
    risks = ranked([SiteFacts(site, open_red_lines=2) for site in sites])
    done, left = propose(risks, dict.fromkeys(sites, inspectors), dict.fromkeys(sites, days), load, most)
    return [(one.risk.site_id, one.account_id, one.day, one.is_same_again) for one in done], [one.site_id for one in left]


def test_nobody_gets_more_visits_on_a_day_than_the_cap_and_what_is_planned_already_counts():
    done, left = proposed([1, 2, 3, 4], [9], Load(taken={(9, DAYS[0]): 1}))
    assert [(site, day) for site, _who, day, _same in done] == [(1, DAYS[0]), (2, DAYS[1]), (3, DAYS[1]), (4, DAYS[2])]
    done, left = proposed([1, 2, 3], [9], days=DAYS[:1])
    assert len(done) == 2 and left == [3]


def test_whoever_came_last_does_not_come_again_while_somebody_else_can():
    done, _ = proposed([1], [8, 9], Load(last={1: [8, 8, 9]}))
    assert done == [(1, 9, DAYS[0], False)]
    busy_today = Load(last={1: [8, 9]}, taken={(9, DAYS[0]): 2})
    assert proposed([1], [8, 9], busy_today)[0] == [(1, 9, DAYS[1], False)]
    done, _ = proposed([1], [8], Load(last={1: [8]}))
    assert done == [(1, 8, DAYS[0], True)]  # and it is said


def test_among_the_others_who_has_not_come_for_longest_goes_then_who_has_least_to_do():
    assert proposed([1], [7, 8, 9], Load(last={1: [9, 8, 7]}))[0][0][1] == 7
    assert proposed([1], [6, 7, 8], Load(last={1: [7, 8]}))[0][0][1] == 6  # never came
    assert proposed([1], [6, 7], Load(taken={(6, DAYS[3]): 1}))[0][0][1] == 7


def test_a_site_without_inspectors_or_days_is_left_and_named():
    assert proposed([1], []) == ([], [1])
    assert proposed([1], [9], days=[]) == ([], [1])
