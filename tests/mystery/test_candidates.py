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


def found(met=NOBODY, place=NOWHERE, parts=(MEI, TAO, HOST, NEW), most=6, work_of=()):
    return candidate(met, place, AT, parts, PEOPLE, most, work_of)


@pytest.mark.parametrize(
    ("met", "place", "expected"),
    [
        (Met("waiter", "3"), Place("A1", HALL), Candidate(1, True, has_place=True)),  # badge and map agree
        (Met("", "3"), Place("A1", HALL), Candidate(1, True, has_place=True)),
        (Met("waiter"), Place("A1", HALL), Candidate(1, False, has_place=True)),  # the map alone: ask
        (Met("waiter", "4"), Place("A1", HALL), Candidate(2, False)),  # somebody else was seen there: ask that one
        (Met("host", "3"), Place("A1", HALL), Candidate(1, False, has_place=True)),  # a role that does not fit is a doubt
        (Met("host"), Place("A1", HALL), Candidate(3, False)),  # the only one of that position
        (Met("", "77"), Place("A1", HALL), Candidate(None, False, "badge")),  # seen was somebody the map does not know
        (Met("waiter"), Place("", HALL), Candidate(None, False, "several")),  # two have the hall
        (Met("waiter"), Place(), Candidate(None, False, "several")),
        (Met("cook"), Place(), Candidate(None, False, "nobody")),
        (Met("waiter"), Place("A9", HALL), Candidate(None, False, "unscored")),  # new, learning or under 18: not even asked
        (Met(), Place("A1", HALL), Candidate(None, False, "unsaid")),  # neither form nor guest says whose work it was
    ],
)
def test_one_person_or_nobody(met, place, expected):
    assert found(met, place) == expected


@pytest.mark.parametrize(
    ("met", "work_of", "expected"),
    [
        (Met(), ("waiter", "captain"), Candidate(1, False, has_place=True)),  # table work: who had the table is asked
        (Met(), ("host",), Candidate(3, False)),  # the door is the only host's, whoever had the table
        (Met(), ("cashier",), Candidate(None, False, "nobody")),
        (Met("waiter"), ("host",), Candidate(None, False, "other_work")),  # some waiter stood at the door, nobody knows which
        (Met("", "3"), ("host",), Candidate(None, False, "other_work")),
        (Met("", "3"), ("waiter",), Candidate(1, True, has_place=True)),
        (Met("", "4"), ("waiter",), Candidate(2, False)),
    ],
)
def test_who_had_the_table_does_not_answer_for_another_positions_work(met, work_of, expected):
    assert found(met, Place("A1", HALL), work_of=work_of) == expected


def test_without_a_map_or_with_too_many_tables_the_site_bears_it():
    assert found(Met("waiter", "3"), Place("A1", HALL), parts=()).why == "no_map"
    assert found(Met("waiter", "3"), Place("A1", HALL), most=1) == Candidate(None, False, "short_of_people")
    taken_over = Part(2, tables=frozenset({"A1"}), from_at=AT)
    gone = Part(1, tables=frozenset({"A1"}), to_at=AT)  # handed over at that minute
    assert found(Met("waiter"), Place("A1", HALL), parts=(gone, taken_over)) == Candidate(2, False, has_place=True)


def test_a_badge_is_the_number_or_the_figures_at_its_end():
    assert fits_badge("G007", "7") and fits_badge("G007", "g007") and fits_badge("G007", "7号")
    assert not fits_badge("G017", "7") and not fits_badge("G007", "") and not fits_badge("G007", "short hair")
