"""Linking sets: the cheapest joint visits between islands, and what cannot be tied."""

from inspector.measurement.islands import islands_of
from inspector.measurement.linking import Trip, propose, shared_staff

SEEN = [("a1", "x"), ("a2", "x"), ("b1", "y"), ("c1", "z")]
SITES = {"a1": "A", "a2": "A", "b1": "B", "c1": "C"}


def test_the_cheapest_visits_tie_all_islands_and_none_is_made_for_nothing():
    trips = [Trip("x", "B", 5), Trip("y", "A", 2), Trip("y", "C", 4), Trip("z", "A", 9), Trip("x", "A", 0)]
    found = propose(SEEN, SITES, trips)
    assert (found.visits, found.cost, found.islands_left) == ((Trip("y", "A", 2), Trip("y", "C", 4)), 6, 1)
    tied = [*SEEN, ("a1", "y"), ("a2", "y"), ("c1", "y")]
    assert len(islands_of(SEEN)) == 3 and len(islands_of(tied)) == 1


def test_one_visit_to_a_site_of_several_islands_is_cheaper_than_several():
    together = {**SITES, "b1": "A"}
    found = propose(SEEN, together, [Trip("z", "A", 3), Trip("x", "C", 2), Trip("y", "C", 2)])
    assert found.visits == (Trip("z", "A", 3),)


def test_islands_that_no_visit_reaches_are_left_and_counted():
    assert propose(SEEN, SITES, [Trip("x", "B", 1), Trip("x", "nowhere", 0)]).islands_left == 2
    assert propose(SEEN, {}, [Trip("x", "B", 1)]).visits == ()


def test_someone_new_ties_islands_by_seeing_both():
    found = propose(SEEN[:3], SITES, [Trip("new", "A", 1), Trip("new", "B", 1)])
    assert (len(found.visits), found.islands_left) == (2, 1)


def test_severity_rests_on_people_whom_others_saw_too():
    assert shared_staff([("a", "x"), ("a", "y"), ("b", "x"), ("b", "x"), ("c", "z")]) == {"x": 1, "y": 1, "z": 0}
