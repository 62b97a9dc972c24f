"""A team in order of score: only where it is switched on, and only as sure as the ranges are."""

from __future__ import annotations

import re
from datetime import date

import pytest

from inspector.appraisals.ranking import Place, places
from inspector.extensions import db
from inspector.measurement.intervals import Interval
from inspector.sites import settings_store
from tests.pipelines.test_settings_in_force import LONG_AGO

URL = "/records?month=2026-10&order=score"


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ({}, {}),
        ({1: (0.8, 0.9)}, {1: (1, 1)}),
        ({1: (0.8, 0.9), 2: (0.5, 0.6)}, {1: (1, 1), 2: (2, 2)}),
        ({1: (0.8, 0.9), 2: (0.85, 0.95), 3: (0.5, 0.6)}, {1: (1, 2), 2: (1, 2), 3: (3, 3)}),
        ({1: (0.9, 1.0), 2: (0.7, 0.92), 3: (0.6, 0.75)}, {1: (1, 2), 2: (1, 3), 3: (2, 3)}),  # the one between overlaps both
        ({1: (0.8, 0.9), 2: (0.9, 1.0)}, {1: (1, 2), 2: (1, 2)}),  # that they touch is an overlap
    ],
)
def test_a_place_is_told_as_far_as_the_ranges_allow(ranges, expected):
    found = places({person: Interval(*ends) for person, ends in ranges.items()})
    assert found == {person: Place(first, last, len(ranges)) for person, (first, last) in expected.items()}


def test_nobody_is_ranked_until_it_is_switched_on(opened_october, visit):
    lin = visit("lin")
    plain = lin.get(URL).get_data(as_text=True)
    assert "By score" not in plain and not re.search(r"place \d", plain)
    with opened_october.app.app_context():
        settings_store.change("team_ranking", "1", date(2026, 9, 1), None, LONG_AGO)
        for key in ("evidence_answers", "evidence_rounds", "evidence_days", "evidence_inspectors"):
            settings_store.change(key, "1", date(2026, 9, 1), None, LONG_AGO)
        settings_store.change("evidence_outside", "0", date(2026, 9, 1), None, LONG_AGO)
        db.session.commit()
    assert "By score" in lin.get("/records?month=2026-10").get_data(as_text=True)
    page = lin.get(URL).get_data(as_text=True)
    shown = [float(one) for one in re.findall(r'score__value[^>]*>([\d.]+)', page)]
    ranked = re.findall(r"place \d", page)
    assert len(ranked) > 1 and shown[: len(ranked)] == sorted(shown[: len(ranked)], reverse=True)
    assert "the order may be chance" in page
