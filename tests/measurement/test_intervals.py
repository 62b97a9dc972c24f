"""Intervals: the worked numbers, and what clustering costs."""

import random
from fractions import Fraction

import pytest

from inspector.measurement.intervals import ASSUMED_LIKENESS, Round, design_effect, likeness, wilson


@pytest.mark.parametrize(
    ("hits", "n", "lower", "upper"),
    [(5, 5, 0.5655, 1), (9, 10, 0.5958, 0.9821), (90, 100, 0.8256, 0.9448), (0, 5, 0, 0.4345)],
)
def test_it_agrees_with_the_worked_numbers(hits, n, lower, upper):
    found = wilson(hits, n)
    assert round(found.lower, 4) == lower
    assert round(found.upper, 4) == upper


def test_it_takes_fractional_hits_and_lies_between_its_neighbours():
    assert wilson(8, 10).lower < wilson(Fraction(17, 2), 10).lower < wilson(9, 10).lower


def test_no_observation_has_no_interval():
    assert wilson(0, 0) is None


def test_more_hits_than_observations_are_refused():
    with pytest.raises(ValueError, match="hits"):
        wilson(6, 5)


def test_clustered_answers_give_the_interval_of_fewer_answers():
    assert wilson(90, 100, effect=2.0) == wilson(45, 50)


def test_the_design_effect_weighs_rounds_by_their_size():
    assert design_effect([1, 1, 1], 0.5) == 1.0
    assert design_effect([8, 2], 0.1) == pytest.approx(1 + (68 / 10 - 1) * 0.1)
    assert design_effect([], 0.5) == 1.0


def rounds_of(share_of_round, count, size=8):
    found = []
    for number in range(count):
        shares = [share_of_round(number, index) for index in range(size)]
        found.append(Round("list", size, sum(shares), sum(share * share for share in shares)))
    return found


def test_answers_that_only_depend_on_the_round_are_wholly_alike():
    assert likeness(rounds_of(lambda number, _: number % 2, 40)) == pytest.approx(1.0)


def test_answers_that_do_not_depend_on_the_round_are_not_alike():
    chance = random.Random(5)
    assert likeness(rounds_of(lambda *_: chance.random() < 0.8, 400)) < 0.02


def test_it_recovers_a_known_likeness():
    chance = random.Random(7)
    levels = [chance.gauss(0, 1) for _ in range(600)]  # variance 1 between and 3 within: 0.25
    assert likeness(rounds_of(lambda number, _: levels[number] + chance.gauss(0, 3**0.5), 600)) == pytest.approx(0.25, abs=0.03)


def test_a_hard_checklist_is_not_taken_for_likeness():
    chance = random.Random(9)
    easy = rounds_of(lambda *_: chance.random() < 0.95, 200)
    hard = [Round("hard", one.n, one.total, one.square) for one in rounds_of(lambda *_: chance.random() < 0.4, 200)]
    assert likeness([*easy, *hard]) < 0.03


def test_few_rounds_are_not_enough_to_estimate_and_a_tenth_is_assumed():
    assert likeness(rounds_of(lambda number, _: number % 2, 29)) == ASSUMED_LIKENESS
