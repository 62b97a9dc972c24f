"""Whom roster, shift, place, badge and role point to."""

from datetime import UTC, datetime

import pytest

from inspector.mystery.candidates import Candidate, Met, Person, Place, candidate, fits_badge
from inspector.sites.duty_map import Part

AT = datetime(2026, 11, 12, 11, 37, tzinfo=UTC)
HALL = 1
PEOPLE = {
    1: Person(1, "G003", "waiter", True), 2: Person(2, "G004", "waiter", True), 3: Person(3, "G005", "host", True),
    4: Person(4, "G006", "waiter", False),
}  # fmt: skip
MEI, TAO, HOST, NEW = (
    Part(1, frozenset({HALL}), frozenset({"A1", "A2"})), Part(2, frozenset({HALL}), frozenset({"A3"})), Part(3),
    Part(4, tables=frozenset({"A9"})),
)  # fmt: skip


NOBODY, NOWHERE = Met(), Place()


def found(met=NOBODY, place=NOWHERE, parts=(MEI, TAO, HOST, NEW), most=6):
    return candidate(met, place, AT, parts, PEOPLE, most)


@pytest.mark.parametrize(
    ("met", "place", "expected"),
    [
        (Met("waiter", "3"), Place("A1", HALL), Candidate(1, True)),  # badge and map agree
        (Met("", "3"), Place("A1", HALL), Candidate(1, True)),
        (Met(), Place("A1", HALL), Candidate(1, False)),  # the map alone: ask
        (Met("waiter", "4"), Place("A1", HALL), Candidate(2, False)),  # somebody else was seen there: ask that one
        (Met("host", "3"), Place("A1", HALL), Candidate(1, False)),  # a role that does not fit is a doubt
        (Met("host"), Place("A1", HALL), Candidate(3, False)),  # the only one of that position
        (Met("", "77"), Place("A1", HALL), Candidate(None, False, "badge")),  # seen was somebody the map does not know
        (Met(), Place("", HALL), Candidate(None, False, "several")),  # two have the hall
        (Met("waiter"), Place(), Candidate(None, False, "several")),
        (Met(), Place(), Candidate(None, False, "nobody")),
        (Met(), Place("A9", HALL), Candidate(None, False, "unscored")),  # new, learning or under 18: not even asked
    ],
)
def test_one_person_or_nobody(met, place, expected):
    assert found(met, place) == expected


def test_without_a_map_or_with_too_many_tables_the_site_bears_it():
    assert found(Met("waiter", "3"), Place("A1", HALL), parts=()).why == "no_map"
    assert found(Met("waiter", "3"), Place("A1", HALL), most=1) == Candidate(None, False, "short_of_people")
    gone = Part(1, tables=frozenset({"A1"}), to_at=AT)  # handed over at that minute
    assert found(Met(), Place("A1", HALL), parts=(gone, Part(2, tables=frozenset({"A1"}), from_at=AT))) == Candidate(2, False)


def test_a_badge_is_the_number_or_the_figures_at_its_end():
    assert fits_badge("G007", "7") and fits_badge("G007", "g007") and fits_badge("G007", "7号")
    assert not fits_badge("G017", "7") and not fits_badge("G007", "") and not fits_badge("G007", "short hair")
