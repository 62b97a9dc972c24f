"""Conduct of inspectors: what stands out against peers, and what must not."""

from datetime import UTC, datetime, timedelta

import pytest

from inspector.measurement.conduct import (
    FEWEST_RARE,
    RARELY_ABOVE,
    Pairing,
    Photo,
    Tally,
    above_peers,
    is_straight,
    long_pairings,
    reused,
    slope_within,
)

PEERS = [Tally(f"p{n}", "fridge", 5, 100) for n in range(5)]


def test_a_rate_surely_and_clearly_above_the_peers_is_told_with_both_figures():
    (signal,) = above_peers([*PEERS, Tally("x", "fridge", 20, 50), Tally("x", "floor", 20, 50)])
    assert (signal.inspector, signal.item, signal.rate, signal.peers, signal.n) == ("x", "fridge", 0.4, 0.05, 50)


@pytest.mark.parametrize(
    ("hits", "n", "effect"), [(10, 29, 1), (7, 50, 1), (4, 31, 1), (20, 50, 12)], ids=["few", "little higher", "unsure", "answers alike"]
)
def test_what_may_be_chance_or_is_little_is_not_told(hits, n, effect):
    assert above_peers([*PEERS, Tally("x", "fridge", hits, n)], effect) == []


def test_tallies_of_one_inspector_are_added_up():
    assert above_peers([*PEERS, *[Tally("x", "fridge", 4, 10)] * 5]) == above_peers([*PEERS, Tally("x", "fridge", 20, 50)])


def test_a_straight_round_has_enough_answers_all_alike():
    assert is_straight([4] * 8) and not is_straight([4] * 7) and not is_straight([4] * 8 + [5])


def test_photos_are_reused_when_they_are_or_look_the_same_in_another_round():
    look = 0x0123456789ABCDEF
    photos = [
        Photo(1, "r1", "aa", look), Photo(2, "r2", "aa"), Photo(3, "r3", "bb", look ^ 0b10000000000100000000001000000000010000000001),
        Photo(4, "r1", "cc", look), Photo(5, "r4", "dd", look ^ 0x3F), Photo(6, "r5", "ee", look ^ 0xFFFF << 40),
    ]  # fmt: skip
    assert {(a.id, b.id) for a, b in reused(photos)} == {(1, 2), (1, 3), (3, 4)}


def test_the_slope_of_a_day_is_told_apart_from_differences_between_days():
    days = [[(n, base + 3 * n + (n * day) % 2) for n in range(4)] for day, base in enumerate((50, 90, 70, 60, 85))]
    found = slope_within(days)
    assert found.lower < 3 < found.upper and found.upper - found.lower < 1 and found.days == 5
    assert slope_within([[(1, 50)], [(1, 60)]]) is None


def test_the_same_inspector_many_times_in_a_row_is_told_until_another_comes():
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    rounds = [("x", "A", noon + timedelta(days=n)) for n in range(6)] + [("y", "B", noon + timedelta(days=n)) for n in range(9)]
    assert long_pairings([*rounds, ("y", "A", noon - timedelta(days=1))]) == [Pairing("y", "B", 9), Pairing("x", "A", 6)]
    assert long_pairings([*rounds, ("z", "A", noon + timedelta(days=9))]) == [Pairing("y", "B", 9)]


def test_what_is_rare_everywhere_needs_a_point_and_a_handful_not_ten_points():
    peers = [Tally(f"p{n}", None, 1, 500) for n in range(5)]
    rare = {"above": RARELY_ABOVE, "fewest_hits": FEWEST_RARE}
    (signal,) = above_peers([*peers, Tally("x", None, 8, 400)], **rare)
    assert (signal.inspector, signal.rate, signal.n) == ("x", 0.02, 400)
    assert above_peers([*peers, Tally("x", None, 8, 400)]) == above_peers([*peers, Tally("x", None, 4, 100)], **rare) == []
