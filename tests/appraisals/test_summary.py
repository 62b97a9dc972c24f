"""From ledger rows to a month: exact rates, intervals, and when it is not enough for a band."""

from datetime import date
from fractions import Fraction

import pytest

from inspector.appraisals.summary import BANDS, Row, as_json, from_json, summarise
from inspector.measurement.edges import band_of
from inspector.measurement.evidence import Lack
from inspector.measurement.intervals import wilson


def month_of(rounds=8, each=8, share=8, inspectors=2, outside=True, days=8, likeness=0.0):
    rows = [
        Row(n, n % inspectors, outside and n % 2 == 0, "greeting", date(2026, 11, 1 + n % days), each, Fraction(share), each)
        for n in range(rounds)
    ]
    return summarise(rows, likeness)


def test_rate_and_count_are_exact_and_by_dimension_worst_first():
    rows = [
        Row(1, 1, True, "greeting", date(2026, 11, 1), 3, Fraction(7, 3), 3),
        Row(1, 1, True, "hygiene", date(2026, 11, 1), 1, Fraction(0), 1),
    ]
    month = summarise(rows, 0.1)
    assert (month.rate, month.n, month.answers) == (Fraction(7, 12), 4, 4)
    assert [(part.dimension, part.rate) for part in month.parts] == [("hygiene", 0), ("greeting", Fraction(7, 9))]


def test_nothing_seen_is_no_rate_and_not_zero():
    month = summarise([], 0.1)
    assert (month.rate, month.interval, month.band, month.standing) == (None, None, None, "not_enough")


def test_the_interval_is_wider_when_answers_of_a_round_are_alike():
    loose, tight = month_of(share=7, likeness=0.5), month_of(share=7)
    assert tight.interval == wilson(56, 64)
    assert loose.effect == pytest.approx(1 + 7 * 0.5)
    assert loose.interval.upper - loose.interval.lower > tight.interval.upper - tight.interval.lower
    assert loose.rate == tight.rate


def test_just_enough_gives_a_band():
    month = month_of()
    assert (month.lacks, month.band) == ((), "A")


@pytest.mark.parametrize(
    ("less", "lack"),
    [
        ({"each": 7, "share": 7}, Lack("answers", 56, 64)),
        ({"rounds": 7, "each": 10, "share": 10, "days": 7}, Lack("rounds", 7, 8)),
        ({"days": 2}, Lack("days", 2, 3)),
        ({"inspectors": 1}, Lack("inspectors", 1, 2)),
        ({"outside": False}, Lack("outsiders", 0, 1)),
    ],
)
def test_one_thing_too_little_gives_no_band_and_says_which(less, lack):
    month = month_of(**less)
    assert month.lacks == (lack,)
    assert (month.band, month.standing) == (None, "not_enough")
    assert month.rate == 1


def test_less_than_two_fifths_from_outside_gives_no_band():
    rows = [Row(n, n % 2, n in (0, 2), "greeting", date(2026, 11, 1 + n), 10, Fraction(10), 10) for n in range(8)]
    assert summarise(rows, 0.0).lacks == (Lack("outside_share", 25, 40),)


def test_only_surely_under_the_target_is_below_and_only_surely_excellent_is_above():
    assert month_of(rounds=20, each=20, share=14).standing == "below"  # 70 % of 400
    assert month_of(share=Fraction(13, 2)).standing == "met"  # 81 % of 64 may well be the target
    assert month_of(rounds=20, each=20, share=20).standing == "above"


def test_a_rate_within_one_answer_of_an_edge_is_flagged():
    assert month_of(rounds=10, each=10, share=Fraction(17, 2)).is_near_edge  # exactly 85
    assert not month_of(rounds=10, each=10, share=9).is_near_edge


def test_a_reversal_takes_its_row_out_and_the_new_one_counts():
    day = date(2026, 11, 1)
    rows = [
        Row(1, 1, True, "greeting", day, 4, Fraction(2), 4),
        Row(1, 1, True, "greeting", day, -4, Fraction(-2), -4),
        Row(1, 1, True, "greeting", day, 4, Fraction(4), 4),
    ]
    assert (summarise(rows, 0.1).rate, summarise(rows, 0.1).n) == (1, 4)
    assert summarise(rows[:2], 0.1).n == 0


def test_a_frozen_month_comes_back_as_it_was():
    month = month_of(share=Fraction(22, 3), likeness=0.3)
    assert from_json(as_json(month)) == month


def test_bands_begin_at_their_edge():
    assert [band_of(Fraction(n, 100), BANDS) for n in (95, 94, 85, 84, 70, 69)] == ["A", "B", "B", "C", "C", "D"]
