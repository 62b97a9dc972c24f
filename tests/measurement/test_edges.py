"""What may be said of a figure: how much evidence is asked for, and when one answer would change the word."""

from fractions import Fraction

import pytest

from inspector.measurement.edges import band_of, is_near_edge, standing
from inspector.measurement.evidence import Have, Lack, Least, lacks_of
from inspector.measurement.intervals import Interval

BANDS = (("good", Fraction(9, 10)), ("fair", Fraction(1, 2)), ("poor", Fraction(0)))
ENOUGH = {"answers": 64, "rounds": 8, "days": 3, "inspectors": 2, "outsiders": 1, "outside_share": Fraction(2, 5)}


def test_the_least_evidence_is_enough_and_one_less_of_anything_is_not():
    assert lacks_of(Have(**ENOUGH)) == ()
    for what in ("answers", "rounds", "days", "inspectors"):
        assert lacks_of(Have(**{**ENOUGH, what: ENOUGH[what] - 1})) == (Lack(what, ENOUGH[what] - 1, ENOUGH[what]),)


def test_a_share_is_asked_only_of_those_who_came_from_outside():
    assert lacks_of(Have(**{**ENOUGH, "outsiders": 0, "outside_share": Fraction(0)})) == (Lack("outsiders", 0, 1),)
    assert lacks_of(Have(**{**ENOUGH, "outside_share": Fraction(399, 1000)})) == (Lack("outside_share", 39, 40),)


def test_an_organisation_may_ask_for_more():
    assert lacks_of(Have(**ENOUGH), Least(rounds=12)) == (Lack("rounds", 8, 12),)


@pytest.mark.parametrize(("hits", "near"), [(88, False), (89, True), (90, True), (91, False), (100, False), (0, False)])
def test_one_item_from_the_edge_is_near_it(hits, near):
    assert is_near_edge(Fraction(hits), 100, BANDS) is near


def test_a_heavy_item_reaches_further():
    assert is_near_edge(Fraction(88), 100, BANDS, item=2)
    assert band_of(Fraction(89, 100), BANDS) == "fair"


@pytest.mark.parametrize(
    ("lower", "upper", "says"), [(0.2, 0.84, "below"), (0.2, 0.851, "met"), (0.949, 1.0, "met"), (0.951, 1.0, "above")]
)
def test_only_the_far_end_of_an_interval_says_below_or_above(lower, upper, says):
    assert standing(Interval(lower, upper), Fraction(85, 100), Fraction(95, 100)) == says


def test_nothing_is_said_without_an_interval():
    assert standing(None, Fraction(85, 100), Fraction(95, 100)) == "not_enough"
