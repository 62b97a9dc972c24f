"""Vectors for schemes and what they make of components: weights passed on, ranges, who is not rated, the three steps and their reasons."""

from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.appraisals import scheme_rules
from inspector.appraisals.appraising import Measured, Scored, join, score, used_weights
from inspector.appraisals.outcomes import (
    History,
    Person,
    decide,
    guard_of,
    multiplier,
)
from inspector.measurement.intervals import Interval, wilson

RULES = scheme_rules.read(scheme_rules.usual())
MANAGER = scheme_rules.read(scheme_rules.usual(is_manager=True))
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
WEIGHTS = RULES.weights
NOTHING_BEFORE = History()


def parts(rounds=F(1), n=96, **rest):
    given = {"tasks": F(1), "attendance": F(1), "training": F(1), "behaviour": F(85, 100)} | rest
    found = [Measured(key, rate, 20) for key, rate in given.items() if rate is not None]
    return [*found, *([Measured("rounds", rounds, n, wilson(rounds * n, n))] if rounds is not None else [])]


def person(**facts):
    usual = {"contract": "full_time", "is_minor": False, "has_agreement": False, "is_franchise": False, "joined_on": date(2025, 3, 1),
             "began_on": date(2025, 3, 1), "read_on": date(2026, 10, 20), "has_scheme": True}  # fmt: skip
    return Person(**(usual | facts))


def outcome(measured, guard=None, lacks=(), history=NOTHING_BEFORE, rules=RULES, adjustment=0):
    return decide(rules, score(rules, measured), guard, lacks, history, adjustment)


def test_the_usual_schemes_may_be_published():
    assert scheme_rules.faults_of(scheme_rules.usual()) == ()
    assert scheme_rules.faults_of(scheme_rules.usual(is_manager=True)) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"weights": {"rounds": 99}}, "sum to 100"),
        ({"weights": {"rounds": 120, "tasks": -20}}, "between 0 and 100"),
        ({"weights": {"rounds": 90, "fines": 10}}, "no such component"),
        ({"weights": {"rounds": 90, "peer": 10}}, "for the talk"),
        ({"weights": {"rounds": 50, "area": 50}}, "count twice"),
        ({"weights": {"rounds": 70, "behaviour": 30}}, "at most 20"),
        ({"weights": {"behaviour": 100}}, "Nothing but opinions"),
        ({"target": 95}, "under what counts as excellent"),
        ({"span": 6}, "at most 5 percent"),
        ({"anchors": scheme_rules.usual()["anchors"][:4]}, "five steps"),
    ],
)
def test_a_document_that_is_no_scheme_says_why(change, says):
    assert any(says in sentence for sentence in scheme_rules.faults_of(scheme_rules.usual() | change))


def test_the_hash_of_a_scheme_does_not_depend_on_the_order_of_its_keys():
    one = scheme_rules.usual()
    assert scheme_rules.hash_of(one) == scheme_rules.hash_of(dict(reversed(one.items())))
    assert scheme_rules.hash_of(one) != scheme_rules.hash_of(one | {"target": 84})


def test_the_score_is_the_weighted_sum_and_says_what_each_part_gave():
    found = score(RULES, parts(F(9, 10), 100, attendance=F(19, 20)))
    assert found.rate == (45 * F(9, 10) + 15 + 15 * F(19, 20) + 10 + 15 * F(85, 100)) / 100
    assert {part.key: part.used for part in found.parts} == WEIGHTS
    assert sum(part.points for part in found.parts) == found.rate * 100


def test_what_a_missing_part_leaves_goes_to_the_others_but_never_to_an_opinion():
    used = used_weights(WEIGHTS, ["rounds", "tasks", "attendance", "behaviour"])
    assert used["behaviour"] == 15
    assert used == {"rounds": 51, "tasks": 17, "attendance": 17, "behaviour": 15}
    assert sum(used.values()) == 100


def test_missing_self_view_does_not_drag_the_score_down():
    """3.6 of the goal with no view of oneself and no feedback is 3.6, not 1.2."""
    assert score(scheme_rules.read(scheme_rules.usual() | {"weights": {"tasks": 40, "training": 60}}),
                 [Measured("tasks", F(72, 100), 25)]).rate == F(72, 100)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(sorted(WEIGHTS))))
def test_weights_used_never_sum_to_more_and_opinions_never_grow(present):
    used = used_weights(WEIGHTS, present)
    assert set(used) == present
    assert all(used[key] <= WEIGHTS[key] for key in used if key in scheme_rules.OPINIONS)
    assert sum(used.values()) == (100 if present - set(scheme_rules.OPINIONS) else sum(WEIGHTS[key] for key in present))


def test_an_opinion_alone_rates_nobody():
    found = outcome(parts(None, tasks=None, attendance=None, training=None))
    assert (found.rate, found.band, found.coefficient, found.code) == (None, None, 100, "only_opinion")


def test_nothing_at_all_rates_nobody():
    assert outcome([]).code == "nothing_seen"


def test_views_for_the_talk_are_shown_and_weigh_nothing():
    found = score(RULES, [*parts(), Measured("peer", F(1, 2), 4)])
    (peer,) = [part for part in found.parts if part.key == "peer"]
    assert (peer.weight, peer.used) == (0, None)
    assert found.rate == score(RULES, parts()).rate


def test_only_what_was_sampled_has_a_range_and_it_shrinks_with_its_weight():
    found = score(RULES, parts(F(9, 10), 100))
    seen = wilson(90, 100)
    assert found.interval.lower == pytest.approx(float(found.rate) - 0.45 * (0.9 - seen.lower))
    assert found.interval.upper == pytest.approx(float(found.rate) + 0.45 * (seen.upper - 0.9))


def test_few_mystery_visits_are_no_part_of_a_person():
    rules = scheme_rules.read(scheme_rules.usual() | {"weights": {"rounds": 80, "mystery": 20}})
    few = score(rules, [*parts(F(9, 10), 100), Measured("mystery", F(1, 2), 8, wilson(4, 8))])
    (part,) = [part for part in few.parts if part.key == "mystery"]
    assert (part.used, part.why_missing, few.rate) == (None, "few_visits", F(9, 10))
    assert score(rules, [*parts(F(9, 10), 100), Measured("mystery", F(1, 2), 9, wilson(4.5, 9))]).rate == F(82, 100)


@pytest.mark.parametrize(
    ("facts", "guard"),
    [
        ({}, None),
        ({"is_minor": True, "contract": "intern"}, "under_18"),
        ({"contract": "intern"}, "learning"),
        ({"contract": "apprentice"}, "learning"),
        ({"contract": "hourly"}, "hourly"),
        ({"contract": "dispatched"}, "no_agreement"),
        ({"contract": "outsourced"}, "no_agreement"),
        ({"contract": "dispatched", "has_agreement": True}, None),
        ({"is_franchise": True}, "no_agreement"),
        ({"is_franchise": True, "has_agreement": True}, None),
        ({"has_scheme": False}, "no_scheme"),
        ({"joined_on": date(2026, 11, 17)}, "newcomer"),
        ({"joined_on": date(2026, 11, 16), "began_on": date(2026, 11, 16), "read_on": date(2026, 11, 20)}, None),
        ({"joined_on": date(2026, 11, 5), "began_on": date(2026, 11, 5), "read_on": date(2026, 11, 12)}, None),
        ({"joined_on": date(2026, 11, 5), "began_on": date(2026, 11, 5), "read_on": date(2026, 11, 13)}, "scheme_unread"),
        ({"read_on": None}, "scheme_unread"),
        ({"read_on": FIRST}, None),
        ({"read_on": date(2026, 11, 2)}, "scheme_unread"),
    ],
)
def test_who_is_not_rated(facts, guard):
    assert guard_of(person(**facts), FIRST, LAST, newcomer_days=14) == guard


@pytest.mark.parametrize(
    ("guard", "has_score", "coefficient"),
    [("under_18", False, None), ("no_agreement", False, None), ("learning", True, None), ("hourly", True, None),
     ("no_scheme", True, None), ("newcomer", True, 100), ("scheme_unread", True, 100)],
)  # fmt: skip
def test_who_is_not_rated_has_no_band_and_nobody_loses_by_it(guard, has_score, coefficient):
    found = outcome(parts(F(1, 2)), guard=guard, history=History(was_below=True, coached_on=(FIRST,)))
    assert (found.rate is not None, found.band, found.coefficient, found.code) == (has_score, None, coefficient, guard)


@pytest.mark.parametrize(("lacks", "code"), [(("answers", "rounds"), "not_enough"), (("outside_share",), "from_outside"),
                                             (("outsiders",), "from_outside"), (("days", "outside_share"), "not_enough")])  # fmt: skip
def test_too_little_evidence_is_not_rated_and_stays_at_one(lacks, code):
    found = outcome(parts(F(1, 2)), lacks=lacks, history=History(was_below=True, coached_on=(FIRST,)))
    assert (found.band, found.coefficient, found.code) == (None, 100, code)


def test_a_manager_is_rated_by_what_a_manager_does_and_needs_no_rounds():
    measured = [Measured(key, F(96, 100), 30) for key in MANAGER.weights]
    found = outcome(measured, lacks=("answers",), rules=MANAGER)
    assert (found.band, found.standing, found.coefficient, found.interval) == ("A", "above", 110, None)


OCTOBER = date(2026, 10, 1)
TWICE = History(was_below=True, previous_first_on=OCTOBER)


@pytest.mark.parametrize(
    ("rate", "history", "coefficient", "codes"),
    [
        (F(9, 10), History(), 100, ["met"]),
        (F(1), History(), 110, ["above"]),
        (F(1), History(red_lines_open=1), 100, ["above", "red_line_open"]),
        (F(1, 2), History(), 100, ["below_once"]),
        (F(1, 2), TWICE, 100, ["below_twice", "not_coached"]),
        (F(1, 2), History(True, (date(2026, 9, 30),), previous_first_on=OCTOBER), 100, ["below_twice", "not_coached"]),
        (F(1, 2), History(True, (date(2026, 10, 20),), previous_first_on=OCTOBER), 90, ["coached", "below_twice"]),
        (F(9, 10), History(True, (date(2026, 10, 20),), previous_first_on=OCTOBER), 100, ["met"]),
        (F(1), History(upheld_on=(date(2026, 11, 9),)), 100, ["red_line", "not_coached"]),
        (F(1), History(coached_on=(date(2026, 11, 8),), upheld_on=(date(2026, 11, 9),)), 100, ["red_line", "not_coached"]),
        (F(1), History(coached_on=(date(2026, 11, 9),), upheld_on=(date(2026, 11, 9),)), 90, ["coached", "red_line"]),
    ],
)
def test_the_three_steps_and_their_reasons(rate, history, coefficient, codes):
    found = outcome(parts(rate, 400, behaviour=rate, tasks=rate, training=rate, attendance=rate), history=history)
    assert (found.coefficient, [reason.code for reason in found.reasons]) == (coefficient, codes)


def test_an_adjustment_moves_score_and_band_but_puts_nobody_under_the_target():
    measured = parts(F(86, 100), 400, behaviour=F(85, 100), tasks=F(86, 100), training=F(86, 100), attendance=F(86, 100))
    plain, lowered = outcome(measured), outcome(measured, adjustment=-5, history=History(True, (OCTOBER,)))
    assert (plain.band, lowered.band) == ("B", "C")
    assert lowered.rate == plain.rate - F(5, 100)
    assert (lowered.standing, lowered.coefficient, lowered.reasons[0].values) == ("met", 100, {"points": "-5"})
    assert outcome(parts(F(1), 400), adjustment=5).rate == 1


def test_within_one_answer_of_an_edge_is_said():
    rules = scheme_rules.read(scheme_rules.usual() | {"weights": {"rounds": 100}})

    def near(rate, n):
        return outcome([Measured("rounds", rate, n, wilson(rate * n, n))], rules=rules).is_near_edge

    assert near(F(85, 100), 100)
    assert near(F(84, 100), 100)
    assert not near(F(83, 100), 100)
    assert not near(F(86, 100), 100) or near(F(85, 100), 1000)


def test_a_second_person_chooses_between_the_bands_within_one_answer_and_nothing_else():
    rules = scheme_rules.read(scheme_rules.usual() | {"weights": {"rounds": 100}})

    def within(rate, n):
        return outcome([Measured("rounds", rate, n, wilson(rate * n, n))], rules=rules).edge_bands

    assert within(F(85, 100), 100) == within(F(84, 100), 100) == ("B", "C")
    assert within(F(95, 100), 100) == ("A", "B")
    assert within(F(90, 100), 100) == within(F(83, 100), 100) == ()


def test_who_moved_is_scored_at_each_place_by_days():
    one, other = score(RULES, parts(F(1), behaviour=F(1))), score(MANAGER, [Measured("plans", F(1, 2), 30)])
    both = join([(10, one), (20, other)])
    assert both.rate == (10 * one.rate + 20 * other.rate) / 30
    assert len(both.parts) == len(one.parts) + len(other.parts)
    assert both.interval.lower > one.interval.lower - 1  # the range of the first place counts for a third of the period
    assert both.interval.lower == pytest.approx(float(both.rate) - (float(one.rate) - one.interval.lower) / 3)


def test_a_place_with_nothing_seen_passes_its_days_on():
    one, none = score(RULES, parts()), Scored((), None, None, F(0))
    assert join([(1, one), (29, none)]).rate == one.rate
    assert join([(1, none), (29, none)]).rate is None


@pytest.mark.parametrize(
    ("mystery", "survey", "value"),
    [
        (None, None, F(1)),
        ((F(1, 2), 2), (F(1, 2), 29), F(1)),  # too few to say anything
        ((F(1), 9), None, F(105, 100)),
        ((F(1), 8), None, F(1025, 1000)),
        ((F(85, 100), 20), None, F(1)),
        ((F(10, 100), 20), None, F(95, 100)),
        ((F(1), 3), (F(1), 30), F(105, 100)),
        ((F(1), 9), (F(70, 100), 500), F(1 + F(5, 100) * F(1, 3)).limit_denominator(1000)),
    ],
)
def test_the_team_multiplier(mystery, survey, value):
    found, reasons = multiplier(RULES, mystery, survey)
    assert abs(found - value) < F(1, 1000)
    assert F(95, 100) <= found <= F(105, 100)
    assert reasons


def test_a_scheme_may_switch_the_multiplier_off():
    assert multiplier(scheme_rules.read(scheme_rules.usual() | {"span": 0}), (F(1), 20), None)[0] == 1


def test_the_range_never_leaves_nought_to_one():
    found = score(RULES, [Measured("rounds", F(0), 1, Interval(0, 0.9))])
    assert 0 <= found.interval.lower <= found.interval.upper <= 1
