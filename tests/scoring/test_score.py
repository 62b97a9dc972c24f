"""The engine as the server calls it: exact figures, instances for the record, the trace."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.checklists.library import read
from inspector.scoring.answers import check, unanswered
from inspector.scoring.figures import decimal_of, fixed, plain, rounded, weighted_mean
from inspector.scoring.score import ENGINE, Score, score

TEXT = """id: round
title: T
scoring: {pass_from: 80, observed_from: 70}
sections:
  - id: line
    repeat: staff
    dimension: appearance
    factor: tangibles
    items:
      - {id: hair, ask: Q, type: verdict, critical: flag}
      - {id: smile, ask: Q, type: k_of_n, observe: event, needed: 3}
  - id: hall
    items:
      - {id: floor, ask: Q, type: verdict, points: 2, dimension: hygiene}
      - {id: bar, ask: Q, type: verdict, applies: {site: {has: bar}}}
      - {id: note, ask: Q, type: text}
"""


def scored(answers, **more) -> Score:
    found = read(TEXT).checklist
    assert found is not None
    checked, faults = check(found, {"answers": answers})
    assert faults == []
    return score(found, checked, **more)


def said(item, value, subject=None):
    return {"item": item, "for": subject, "state": "answered", "value": value}


ONE = [said("hair", "fail", "staff:7"), said("smile", {"k": 1, "n": 3}, "staff:7"), said("floor", "pass")]


def test_figures_are_exact_and_shown_figures_are_strings():
    one = scored(ONE)
    assert one.percent == one.final_percent == one.score == Fraction(175, 3)
    assert (one.earned, one.possible) == (Fraction(7, 3), 4)
    shown = one.as_json()
    assert (shown["percent"], shown["earned"], shown["engine"]) == ("58.3", "2.333", ENGINE)
    assert (one.verdict, one.failures) == ("fail", [("hair", "staff:7"), ("smile", "staff:7")])


def test_instances_hold_what_the_record_needs():
    found = {(one.item, one.subject): one for one in scored(ONE).instances}
    smile = found["smile", "staff:7"]
    assert (smile.earned, smile.possible, smile.failed, smile.state) == (Fraction(1, 3), 1, True, "answered")
    assert (smile.section, smile.dimension, smile.factor, smile.value) == ("line", "appearance", "tangibles", (1, 3))
    assert found["hair", "staff:7"].critical == "flag"
    assert found["note", None].possible == 0
    assert ("bar", None) not in found


def test_what_the_site_has_may_come_from_the_server():
    assert {one.item for one in scored(ONE, site_attributes=["bar"]).instances} >= {"bar"}


def test_the_trace_carries_the_exact_fraction_where_three_places_round():
    steps = [step for step in scored(ONE).as_json()["trace"] if step["rule"] == "item"]
    assert steps == [
        {"rule": "item", "item": "hair", "for": "staff:7", "earned": "0", "possible": "1"},
        {"rule": "item", "item": "smile", "for": "staff:7", "earned": "0.333", "possible": "1", "earned_exact": "1/3"},
        {"rule": "item", "item": "floor", "for": None, "earned": "2", "possible": "2"},
    ]


def test_the_trace_of_a_repeated_section_shows_pool_and_mean():
    two = [*ONE, said("hair", "pass", "staff:8"), {"item": "smile", "for": "staff:8", "state": "na"}]
    step = next(step for step in scored(two).as_json()["trace"] if step["rule"] == "repeat")
    assert step == {"rule": "repeat", "section": "line", "used": "pool", "pool": "44.4", "mean": "58.3"}


def test_the_trace_says_why_there_is_no_verdict():
    short = [said("hair", "pass", "staff:7"), said("smile", {"k": 2, "n": 2}, "staff:7"), said("floor", "pass")]
    one = scored(short)
    assert (one.verdict, one.observed_percent, one.percent) == (None, Fraction(200, 3), 100)
    steps = one.as_json()["trace"]
    assert {"rule": "observed", "percent": "66.7", "needed": "70.0"} in steps
    assert steps[-1] == {"rule": "verdict", "verdict": None, "reason": "incomplete"}


def test_a_subject_in_any_script_survives_the_text_of_the_trace():
    strange = 'staff:"阿敏"\\{}'
    steps = scored([said("hair", "pass", strange)]).as_json()["trace"]
    assert steps[0]["for"] == strange


def test_text_and_mapping_are_the_same_score():
    one = scored(ONE)
    assert json.loads(one.as_text()) == one.as_json()


def test_a_checklist_just_started_has_no_score_and_everything_missing():
    found = read(TEXT).checklist
    assert found is not None
    one = score(found, unanswered({"staff": ["staff:7"]}))
    assert (one.percent, one.completeness, one.verdict) == (None, 0, None)
    assert one.missing == [("hair", "staff:7"), ("smile", "staff:7"), ("floor", None)]


def test_the_same_answers_in_another_order_come_to_the_same_figures():
    first, second = scored(ONE).as_json(), scored(ONE[::-1]).as_json()
    assert first == second


figures = st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000)


@given(figures, st.integers(0, 2))
def test_rounding_is_half_up_from_the_exact_figure(figure, places):
    unit = 10**places
    count = rounded(figure, places)
    assert Fraction(count, unit) - Fraction(1, 2 * unit) <= figure < Fraction(count, unit) + Fraction(1, 2 * unit)
    assert Fraction(fixed(figure, places)) == Fraction(count, unit)


@given(figures)
def test_points_carry_no_digit_that_is_not_needed(figure):
    shown = plain(figure)
    assert Fraction(shown) == Fraction(rounded(figure, 3), 1000)
    assert not ("." in shown and shown.endswith("0"))
    assert shown != "-0"


@given(st.lists(st.tuples(figures, st.integers(1, 50)), min_size=1, max_size=6))
@settings(max_examples=50)
def test_a_weighted_mean_is_exact(pairs):
    expected = sum(figure * weight for figure, weight in pairs) / sum(weight for _, weight in pairs)
    assert weighted_mean(pairs) == expected


@given(st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.floats(), st.none(), st.lists(st.integers())))
def test_only_numbers_are_numbers(raw):
    read_as = decimal_of(raw)
    assert type(raw) in (int, str) or read_as is None
    assert not isinstance(raw, bool) or read_as is None
