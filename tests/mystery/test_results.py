"""What a site is shown of its visits: how many, how sure, and how far from what supervisors saw."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from inspector.accounts.access import Actor, Role
from inspector.extensions import db
from inspector.inspections import payload
from inspector.mystery import comparing, results
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
    assert found.weight == {"few": 0, "shown": 10, "graded": 20}[standing]
    assert (found.grade is not None) == (standing == "graded")


def test_the_gap_is_mystery_minus_supervisors_and_the_worst_comes_first(seen):
    found = seen(4, failing=4)
    assert found.floor_percent == 100.0 and found.floor_rounds == 2
    assert found.gap == found.percent - 100.0 < 0
    assert found.interval.lower < found.percent / 100 < found.interval.upper
    assert found.dimensions[0].gap == min(line.gap for line in found.dimensions) < 0


def test_without_a_visit_there_is_nothing(seen):
    assert seen(0) is None


def test_one_question_is_set_beside_what_supervisors_saw_of_it_and_opens_down_to_each_answer(app, cast, seen):
    seen(4, failing=3)
    with app.app_context():
        compared = comparing.of_site(EVERYWHERE, cast.sites["garden"], DAY.date())
        worst = compared.questions[0]
        assert (worst.place, worst.guests, worst.floor, worst.gap) == (
            ("quick-round", "floor"), comparing.Tally(1, 4), comparing.Tally(2, 2), -75.0
        )  # fmt: skip
        found, guests, floor = comparing.question(EVERYWHERE, cast.sites["garden"], DAY.date(), worst.place)
        assert found == worst
        assert [one.is_failed for one in guests].count(True) == 3 and {one.inspection.line for one in guests} == {"mystery"}
        assert [(one.is_failed, one.inspection.line) for one in floor] == [(False, "area")] * 2


def test_fields_of_work_say_of_how_many_visits_and_how_sure(app, cast, seen):
    seen(4, failing=2)
    with app.app_context():
        fields = {one.name: one for one in comparing.of_site(EVERYWHERE, cast.sites["garden"], DAY.date()).fields}
    assert list(fields) == [one for one in comparing.QSC if one in fields] and "C" in fields
    clean = fields["C"]
    assert clean.mystery.records == 4 and clean.gap < 0
    assert 100 * clean.mystery.interval.lower < clean.mystery.percent < 100 * clean.mystery.interval.upper


def test_months_keep_guests_and_supervisors_apart_and_say_how_many(app, cast, seen):
    seen(3)
    with app.app_context():
        months = comparing.months(EVERYWHERE, cast.sites["garden"], DAY.date())
    assert [one.first.isoformat() for one in months[::11]] == ["2025-12-01", "2026-11-01"]
    assert (months[-1].visits, months[-1].rounds, months[-1].guests) == (3, 2, 100.0)
    assert all(one.guests is None and one.visits == 0 for one in months[:-1])


def test_a_manager_reads_their_site_and_no_other(seen, cast, visit):
    seen(3, failing=1)
    with time_machine.travel(DAY + timedelta(days=20), tick=True):
        lin = visit("lin")
        page = lin.get(f"/mystery-results/{cast.sites['garden']}").get_data(as_text=True)
        assert "guests saw" in page and "Shown and not graded" in page
        opened = lin.get(f"/mystery-results/{cast.sites['garden']}/questions/quick-round/floor").get_data(as_text=True)
        assert "2 of 3 good" in opened and "2 of 2 good" in opened and "/inspections/" in opened
        assert lin.get(f"/mystery-results/{cast.sites['garden']}/questions/quick-round/nothing").status_code == 404
        assert lin.get(f"/mystery-results/{cast.sites['workshop']}").status_code == 404
        assert "Garden" in lin.get("/mystery-results").get_data(as_text=True)
