"""The scale of the adjustment: in the middle both scales say the same, at the top they need not."""

import random

from inspector.measurement.rounds import Rounds
from inspector.measurement.sensitivity import compare
from inspector.measurement.severity import estimate


def rounds_about(middle, takes_off, seed=3):
    """Twenty people seen by four inspectors unequally often; the first takes off points."""
    chance = random.Random(seed)
    seen = [(s, 0 if k < s % 8 else 1 + (s + k) % 3) for s in range(20) for k in range(10)]
    percent = [min(100.0, middle - takes_off * (i == 0) + chance.gauss(0, 4)) for _, i in seen]
    return Rounds([f"s{s:02}" for s, _ in seen], [f"i{i}" for _, i in seen], ["c"] * len(seen), [25.0] * len(seen), percent)


def corrections(rounds):
    return compare(rounds, estimate(rounds))


def test_in_the_middle_of_the_scale_both_correct_alike():
    found = corrections(rounds_about(60, 8))
    assert max(one.on_percents for one in found.values()) > 2
    assert max(one.apart for one in found.values()) < 0.5


def test_near_the_top_the_scales_part_and_it_is_seen():
    middle, top = corrections(rounds_about(60, 8)), corrections(rounds_about(99, 8))
    assert max(one.apart for one in top.values()) > 2 * max(one.apart for one in middle.values())


def test_who_is_not_adjusted_is_not_compared():
    rounds = Rounds(["a", "a", "b", "b", "q", "q"], ["x", "y", "x", "y", "z", "z"], ["c"] * 6, [10] * 6, [90, 80, 70, 65, 95, 99])
    assert set(corrections(rounds)) == {"a", "b"}
