"""What would lift a person a band: exact, repeated things first, three at most, and no promise where they do not reach."""

from fractions import Fraction

import pytest

from inspector.appraisals.lifting import Lift, Loss, lift
from inspector.appraisals.summary import BANDS

F = Fraction


@pytest.mark.parametrize(
    ("n", "shares", "losses", "expected"),
    [
        (0, F(0), [], Lift("none", None, None, ())),
        (10, F(10), [], Lift("none", None, F(1), ())),
        (100, F(97), [Loss("a", F(3), 3)], Lift("top", None, F(97, 100), (("a", 3),))),
        (100, F(90), [Loss("a", F(4), 4), Loss("b", F(6), 6)], Lift("lifts", "A", F(96, 100), (("b", 6),))),
        (100, F(90), [Loss("a", F(4), 4), Loss("b", F(4), 4), Loss("c", F(2), 1)], Lift("lifts", "A", F(98, 100), (("a", 4), ("b", 4)))),
        # one time may be chance: what is repeated comes first though it gains less
        (100, F(80), [Loss("a", F(5), 1), Loss("b", F(4), 4), Loss("x", F(11), 1)], Lift("lifts", "B", F(95, 100), (("b", 4), ("x", 1)))),
        (100, F(80), [Loss("once", F(5), 1, True), Loss("x", F(6), 1)], Lift("lifts", "B", F(85, 100), (("once", 1),))),  # exactly the edge
        (100, F(50), [Loss(k, F(5), 5) for k in "dcba"], Lift("helps", "C", F(65, 100), (("a", 5), ("b", 5), ("c", 5)))),
        (100, F(90), [Loss("a", F(0), 2)], Lift("none", None, F(90, 100), ())),
        (3, F(7, 3), [Loss("a", F(2, 3), 2)], Lift("lifts", "B", F(1), (("a", 2),))),
    ],
)
def test_what_would_have_been_enough(n, shares, losses, expected):
    assert lift(n, shares, losses, BANDS) == expected


def test_the_named_things_never_promise_more_than_was_lost():
    found = lift(64, F(50), [Loss(str(k), F(k, 3), k) for k in range(1, 9)], BANDS)
    assert len(found.steps) <= 3
    assert found.rate <= 1
