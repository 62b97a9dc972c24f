"""How reliable a shopper is: each thing that went wrong lowers it, and a word needs visits enough."""

from fractions import Fraction

import pytest

from inspector.mystery.reliability import Outcome, of, share


@pytest.mark.parametrize(
    ("outcome", "earned"),
    [
        (Outcome(True), 1), (Outcome(True, is_on_time=False), "3/4"), (Outcome(True, is_complete=False), "3/4"),
        (Outcome(True, is_consistent=False), "3/4"), (Outcome(True, is_revised=True), "7/8"), (Outcome(True, upheld=1), "3/4"),
        (Outcome(True, upheld=9), 0), (Outcome(False), "1/4"), (Outcome(False, is_on_time=False), 0),
        (Outcome(True, rating=5), 1), (Outcome(True, rating=3), "9/10"), (Outcome(True, rating=1), "4/5"),
        (Outcome(True, rating=5, upheld=1), "4/5"), (Outcome(False, rating=1), "1/4"),
    ],
)  # fmt: skip
def test_what_one_visit_earns(outcome, earned):
    assert share(outcome) == Fraction(earned)


def test_visits_count_once_each_and_a_word_needs_three_of_them():
    assert (of([]).percent, of([]).word) == (None, None)
    assert (of([Outcome(True)] * 2).percent, of([Outcome(True)] * 2).word) == (100, None)
    mixed = of([Outcome(True), Outcome(True), Outcome(False, is_on_time=False)])
    assert (mixed.percent, mixed.word, mixed.taken, mixed.rejected) == (Fraction(200, 3), "mixed", 2, 1)
    assert of([Outcome(True, rating=5)] * 3).word == "high"
    assert of([Outcome(True, is_on_time=False, is_revised=True), Outcome(True), Outcome(True)]).word == "good"
    assert of([Outcome(False)] * 3).word == "low"
