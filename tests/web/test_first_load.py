"""What a tablet loads before the first answer stays within its budget, so that a weak network is no reason to go back to paper."""

from __future__ import annotations

from tests.bench import first_load, visit_load


def test_the_first_load_of_the_runner_stays_within_its_budget(cast, serve, chromium):
    carried = first_load.load(chromium, serve().url)
    assert carried["JavaScript"] > 10_000, "something was measured"
    for name, aim in first_load.AIMS.items():
        assert first_load.figures(carried)[name] <= aim, name


def test_a_shopper_loads_little_before_the_first_question(app, cast):
    carried = visit_load.load(app, cast)
    assert carried["js/visit.js"] > 10_000, "something was measured"
    assert sum(carried.values()) <= visit_load.AIM
