"""Who bears an answer: the table of practice, row by row."""

from datetime import UTC, date, datetime

import pytest

from inspector.inspections.attribution import (
    STORE,
    TEAM,
    Blame,
    DutyPart,
    PersonFacts,
    Standards,
    attribute,
    duty_of,
    staff_in,
)

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
WAITER = PersonFacts(7, "full_time", date(2024, 1, 1))
PEOPLE = {7: WAITER, 8: PersonFacts(8, "full_time", date(2024, 1, 1))}


def bear(owner, subject=None, place="", duty=(), people=PEOPLE, dimension="greeting", at=NOON, **more):
    return attribute(owner, dimension, subject, place, at, DAY, tuple(duty), people, **more)


def test_an_act_counts_for_the_person_seen_doing_it():
    assert bear("actor", "staff:7") == Blame("person", "seen", 7, 7)


def test_an_act_of_somebody_nobody_could_name_is_the_shifts():
    assert bear("actor", "staff:unknown-1") == TEAM
    assert bear("actor") == TEAM


@pytest.mark.parametrize(("owner", "bearer"), [("team", TEAM), ("store", STORE)])
def test_floor_and_broken_things_never_reach_a_person_whoever_was_named(owner, bearer):
    assert bear(owner, "staff:7", "area:3", [DutyPart(7, frozenset({"area:3"}), frozenset())]) == bearer


def test_a_table_counts_for_the_one_who_has_it_on_the_duty_map():
    part = DutyPart(7, frozenset(), frozenset({"table:A5", "table:A6"}))
    assert bear("duty", place="table:A5", duty=[part]) == Blame("person", "duty", 7, 7)
    assert bear("duty", place="table:B1", duty=[part]) == TEAM


def test_a_table_does_not_count_for_someone_absent_or_off_by_then():
    absent = DutyPart(7, frozenset(), frozenset({"table:A5"}), is_present=False)
    relieved = DutyPart(7, frozenset(), frozenset({"table:A5"}), to_at=datetime(2026, 11, 22, 3, 30, tzinfo=UTC))
    cover = DutyPart(8, frozenset(), frozenset({"table:A5"}), from_at=datetime(2026, 11, 22, 3, 30, tzinfo=UTC))
    assert bear("duty", place="table:A5", duty=[absent]) == TEAM
    assert bear("duty", place="table:A5", duty=[relieved]) == TEAM
    assert bear("duty", place="table:A5", duty=[relieved, cover]).staff_id == 8


def test_more_tables_than_the_standard_is_a_matter_of_staffing():
    part = DutyPart(7, frozenset(), frozenset(f"table:A{n}" for n in range(9)))
    assert bear("duty", place="table:A5", duty=[part]) == TEAM
    assert bear("duty", place="table:A5", duty=[part], standards=Standards(tables_per_server=9)).staff_id == 7


def test_with_two_people_in_one_area_nobody_is_named():
    both = [DutyPart(n, frozenset({"area:3"}), frozenset()) for n in (7, 8)]
    assert bear("duty", place="area:3", duty=both) == TEAM


def test_direct_observation_stands_above_the_duty_map():
    part = DutyPart(8, frozenset(), frozenset({"table:A5"}))
    assert bear("duty", "staff:7", "table:A5", [part]) == Blame("person", "seen", 7, 7)


@pytest.mark.parametrize(
    "facts",
    [
        PersonFacts(7, "full_time", date(2026, 11, 9)),  # thirteen days
        PersonFacts(7, "hourly", date(2024, 1, 1), shifts_worked=4),
        PersonFacts(7, "apprentice", date(2024, 1, 1)),
        PersonFacts(7, "intern", date(2024, 1, 1), has_agreement=True),
        PersonFacts(7, "full_time", date(2024, 1, 1), is_minor=True),
        PersonFacts(7, "outsourced", date(2024, 1, 1)),
        PersonFacts(7, "full_time", date(2024, 1, 1), is_franchise=True),
    ],
)
def test_someone_who_may_not_be_scored_is_named_and_bears_nothing(facts):
    assert bear("actor", "staff:7", people={7: facts}) == Blame("nobody", "seen", None, 7)


@pytest.mark.parametrize(
    "facts",
    [
        PersonFacts(7, "full_time", date(2026, 11, 8)),  # the fifteenth day
        PersonFacts(7, "hourly", date(2026, 11, 20), shifts_worked=5),
        PersonFacts(7, "dispatched", date(2024, 1, 1), has_agreement=True),
    ],
)
def test_past_the_edge_it_counts_again(facts):
    assert bear("actor", "staff:7", people={7: facts}).staff_id == 7


def test_posture_never_counts_for_someone_exempt_and_the_rest_does():
    people = {7: PersonFacts(7, "full_time", date(2024, 1, 1), exempt=("posture",))}
    assert bear("actor", "staff:7", people=people, dimension="standing_posture").borne_by == "nobody"
    assert bear("actor", "staff:7", people=people, dimension="greeting").borne_by == "person"


def test_someone_of_another_store_is_named_and_bears_nothing():
    assert bear("actor", "staff:99") == Blame("nobody", "seen", None, 99)


def test_the_duty_map_of_the_wire_is_read_and_strangers_left_out():
    known = {"staff": "staff:7", "areas": ["area:3"], "tables": ["table:A5"], "present": True}
    wire = [known, {"staff": "staff:unknown-1", "tables": ["table:A6"]}]
    assert duty_of(wire) == (DutyPart(7, frozenset({"area:3"}), frozenset({"table:A5"})),)
    assert staff_in("table:7") is None
