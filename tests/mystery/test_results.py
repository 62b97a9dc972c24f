"""What a site is shown of its visits: how many, how sure, and how far from what supervisors saw."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from inspector.accounts.access import Actor, Role
from inspector.extensions import db
from inspector.inspections import payload
from inspector.mystery import results
from inspector.pipelines import intake
from tests import rounds
from tests.reports import builder

DAY = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
EVERYWHERE = Actor(1, "x", None, None, (Role("auditor", None),))


@pytest.fixture
def seen(app, cast):
    """seen(visits, failing) records released visits of the garden, of which some fail one item; two rounds of supervisors are there."""

    def make(visits, failing=0):
        with app.app_context():
            for number in range(2):
                builder.submit(cast, "garden", "nora", started=DAY + timedelta(hours=number))
            checklist = rounds.publish()
            for number in range(visits):
                given = rounds.answers(checklist, [cast.staff["mei"]], {("floor", None)} if number < failing else set())
                sent = payload.read(rounds.encoded(rounds.submission(
                    checklist, site=cast.sites["garden"], author=cast.accounts["quan"], given=given, line="mystery",
                    started_at=DAY.isoformat(), submitted_at=DAY.isoformat(),
                )))  # fmt: skip
                intake.accept(sent, DAY, builder.actor(cast, "quan"))
            db.session.commit()
            return results.of_sites(EVERYWHERE, DAY.date()).get(cast.sites["garden"])

    return make


@pytest.mark.parametrize(("visits", "standing"), [(1, "few"), (2, "few"), (3, "shown"), (8, "shown"), (9, "graded")])
def test_a_score_needs_three_visits_and_a_grade_nine(seen, visits, standing):
    found = seen(visits)
    assert (found.standing, len(found.visits)) == (standing, visits)
    assert (found.percent is None) == (found.interval is None) == (standing == "few")


def test_the_gap_is_mystery_minus_supervisors_and_the_worst_comes_first(seen):
    found = seen(4, failing=4)
    assert found.floor_percent == 100.0 and found.floor_rounds == 2
    assert found.gap == found.percent - 100.0 < 0
    assert found.interval.lower < found.percent / 100 < found.interval.upper
    assert found.dimensions[0].gap == min(line.gap for line in found.dimensions) < 0


def test_without_a_visit_there_is_nothing(seen):
    assert seen(0) is None


def test_a_manager_reads_their_site_and_no_other(seen, cast, visit):
    seen(3, failing=1)
    with time_machine.travel(DAY + timedelta(days=20), tick=True):
        lin = visit("lin")
        page = lin.get(f"/mystery-results/{cast.sites['garden']}").get_data(as_text=True)
        assert "guests saw" in page and "Shown and not graded" in page
        assert lin.get(f"/mystery-results/{cast.sites['workshop']}").status_code == 404
        assert "Garden" in lin.get("/mystery-results").get_data(as_text=True)
