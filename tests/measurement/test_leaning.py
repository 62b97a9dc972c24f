"""What may be said of an inspector, and of a person's figure put right for him."""

from __future__ import annotations

import pytest

from inspector.measurement.leaning import Effects, Part, adjust, leaning, may_touch_pay


@pytest.mark.parametrize(
    ("effect", "sd", "shared", "island", "word"),
    [
        (-4.5, 0.8, 20, 0, "strict"),
        (5.5, 0.8, 20, 0, "lenient"),
        (-0.9, 0.1, 20, 0, "usual"),  # sure, but too little to speak of
        (-3.0, 1.6, 20, 0, "usual"),  # much, but it may be chance
        (-4.5, 0.8, 4, 0, "unknown"),  # hardly anybody was seen by others
        (-4.5, 0.8, 20, 1, "unknown"),  # on an island of his own
        (None, None, 20, 0, "unknown"),
    ],
)
def test_nobody_is_called_strict_or_lenient_by_chance(effect, sd, shared, island, word):
    assert leaning(effect, sd, shared, island).word == word


EFFECTS = Effects({"strict": (-5.0, 1.0), "lenient": (5.0, 1.0)}, {"hard": (-2.0, 0.5)}, {}, 900.0)


def test_the_adjusted_figure_is_raw_less_what_the_rounds_brought():
    found = adjust([Part(30, 0.8, "strict", "hard", "1"), Part(10, 0.9, "lenient", "easy", "1")], EFFECTS)
    assert found.raw == pytest.approx(82.5)
    assert found.correction == pytest.approx(30 / 40 * 5 - 10 / 40 * 5 + 30 / 40 * 2)
    assert found.left == 0


def test_it_is_the_worked_example_of_additive_severities():
    # raters A (80, 90, 70) and B (80, 60, 70) with severities +5 and -5: 75, 85, 65, 75
    effects = Effects({"A": (5.0, 0.0), "B": (-5.0, 0.0)}, {}, {}, 0.0)
    seen = {"s1": [("A", 0.8)], "s2": [("A", 0.9), ("B", 0.8)], "s3": [("A", 0.7), ("B", 0.6)], "s4": [("B", 0.7)]}
    figures = [adjust([Part(10, share, by, "", "") for by, share in rounds], effects).adjusted for rounds in seen.values()]
    assert figures == pytest.approx([75, 85, 65, 75])


def test_what_cannot_be_compared_stays_as_it_is_and_too_much_of_it_is_not_adjusted():
    mixed = adjust([Part(30, 0.8, "strict", "", ""), Part(10, 0.8, "stranger", "", "")], EFFECTS)
    assert mixed.left == pytest.approx(0.25) and mixed.correction == pytest.approx(5 * 30 / 40)
    assert adjust([Part(10, 0.8, "strict", "", ""), Part(30, 0.8, "stranger", "", "")], EFFECTS) is None
    assert adjust([], EFFECTS) is None


@pytest.mark.parametrize(("cycles", "wanted", "on"), [(1, True, True), (2, False, True), (2, True, False)])
def test_it_touches_no_pay_in_the_first_two_cycles_nor_unasked_nor_switched_off(cycles, wanted, on):
    assert not may_touch_pay(cycles, wanted, on)
    assert may_touch_pay(2, True, True)
