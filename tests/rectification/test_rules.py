"""Kinds, grades, owners and the rule of coaching."""

from datetime import date
from fractions import Fraction

import pytest

from inspector.checklists.definition import Rectify
from inspector.rectification.rules import (
    Household,
    Observed,
    Owner,
    Person,
    Place,
    grade_of,
    needs_coaching,
    resolve_owner,
)

D1, D2, D3 = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)
TEAM = Household(
    people={n: Person(n, 100 + n, "waiter", n == 9) for n in (7, 8, 9)} | {6: Person(6, None, "chef", False)},
    places=(Place(3, frozenset({"A5"}), 8), Place(4, frozenset({"B1"}), None), Place(5, frozenset(), 77)),
    managers=(Owner(9, 109), Owner(None, 300)),
)


@pytest.mark.parametrize(
    ("kind", "severity", "hours", "grade"),
    [
        ("fix", "urgent", "1/2", "at_once"), ("repair", "urgent", None, "at_once"), ("repair", "general", None, "works"),
        ("fix", "major", None, "this_shift"), ("fix", "general", None, "day"), ("fix", "systemic", None, "week"),
        ("fix", None, None, "day"), ("fix", "general", "1/2", "this_shift"), ("fix", "general", "24", "day"),
        ("fix", "general", "72", "three_days"), ("fix", "general", "100", "week"),
        ("coach", "general", "1/2", "week"),
    ],
)  # fmt: skip
def test_the_grade_follows_kind_severity_and_a_written_deadline(kind, severity, hours, grade):
    within = None if hours is None else Fraction(hours) * 3600
    assert grade_of(kind, Rectify(severity, within, None, None)) == grade


@pytest.mark.parametrize(
    ("rule", "named", "place", "owner"),
    [
        ("duty", [7], "area:3", 7),
        ("duty", [7, 8], "area:3", 8),  # two names: nobody of them alone
        ("duty", [55], "area:3", 8),  # gone or of another store: one step up
        ("area", [7], "table:A5", 8),
        ("area", [7], "area:4", 9),  # nobody answers for the area: the store manager
        ("area", [], "area:5", 9),  # its responsible has left
        ("store", [7], "area:3", 9),
        ("role:chef", [], "", 6),
        ("role:barman", [], "area:3", 8),
    ],
)
def test_the_owner_is_found_by_stepping_up(rule, named, place, owner):
    assert resolve_owner(rule, named, place, TEAM).staff_id == owner


def test_a_site_without_a_manager_falls_to_the_area_manager():
    alone = Household({}, (), (Owner(None, 300),))
    assert resolve_owner("duty", [7], "area:3", alone) == Owner(None, 300)


def test_nobody_owns_the_coaching_of_himself():
    assert resolve_owner("area", [8], "area:3", TEAM, not_staff=8) == Owner(9, 109)
    assert resolve_owner("area", [9], "area:4", TEAM, not_staff=9) == Owner(None, 300)


def one(day, failed):
    return Observed(day, 1, int(failed))


def test_three_of_ten_on_two_days_above_twice_the_rate_needs_coaching():
    seen = [one(D3, True), one(D3, True), one(D2, True), *[one(D1, False)] * 7]
    assert needs_coaching(seen, Fraction(1, 10))
    assert not needs_coaching(seen, Fraction(15, 100))  # exactly twice is not above


def test_three_failures_in_one_day_are_a_bad_day():
    assert not needs_coaching([one(D3, True)] * 3 + [one(D2, False)] * 7, Fraction(0))


def test_what_lies_before_the_last_ten_is_forgotten():
    assert not needs_coaching([one(D3, True), one(D3, True), *[one(D2, False)] * 8, one(D1, True)], Fraction(0))


def test_counted_observations_count_each_and_are_cut_in_favour_of_the_person():
    assert needs_coaching([Observed(D3, 4, 2), Observed(D2, 6, 1)], Fraction(1, 10))
    assert not needs_coaching([Observed(D3, 8, 2), Observed(D2, 8, 3)], Fraction(0))  # two of eight left: 3 * 2 // 8 = 0
