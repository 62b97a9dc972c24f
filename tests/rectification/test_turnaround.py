"""What the figures of tasks say, event by event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inspector.rectification import turnaround
from inspector.rectification.turnaround import Happened

START = datetime(2026, 11, 2, tzinfo=UTC)
END = START + timedelta(days=30)


def read(*steps, since=START, until=END):
    """steps: (hours after START, kind) or (hours, kind, state) of task 1."""
    events = [Happened(1, kind, START + timedelta(hours=at), *state) for at, kind, *state in steps]
    return turnaround.read(events, since, until)


def test_the_first_fix_counts_from_the_finding_and_the_second_look_from_the_last_fix():
    found = read((0, "opened"), (1, "accepted"), (5, "fixed"), (6, "returned"), (9, "fixed"), (11, "verified"))
    assert found.fixed == {1: timedelta(hours=5)}
    assert found.verified == {1: timedelta(hours=2)}
    assert found.returned == {1}
    assert found.reopened == set()


def test_a_later_round_proves_or_opens_again():
    held = read((0, "opened"), (5, "fixed"), (6, "verified"), (50, "improved", "closed"))
    assert (held.effective, held.proved, held.reopened) == ({1}, {1}, set())
    failed = read((0, "opened"), (5, "fixed"), (6, "verified"), (50, "not_improved", "open"))
    assert (failed.effective, failed.proved, failed.reopened) == (set(), {1}, {1})


def test_not_improved_before_any_fix_is_no_reopening():
    assert read((0, "opened"), (5, "not_improved", "open")).reopened == set()


def test_closing_by_hand_is_no_proof():
    found = read((0, "opened"), (5, "fixed"), (6, "verified"), (60, "closed"))
    assert (found.closed, found.effective) == ({1}, set())


def test_what_happened_outside_the_time_still_explains_what_happened_in_it():
    found = read((-100, "opened"), (-50, "fixed"), (2, "verified"), (900, "closed"))
    assert (found.opened, found.fixed) == (set(), {})
    assert found.verified == {1: timedelta(hours=52)}
    assert found.closed == set()


def test_the_median_is_none_of_nothing():
    assert turnaround.hours({}) is None
    assert turnaround.hours({1: timedelta(hours=1), 2: timedelta(hours=9), 3: timedelta(hours=2)}) == 2
