"""Plans through HTTP: what is due stands on the devices of those who do it, and a surprise is not seen by the site."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from inspector import clock
from inspector.extensions import db
from inspector.plans import planning
from inspector.plans.models import Assignment, Plan, SiteExcuse
from inspector.plans.planning import PlanFacts
from inspector.sites.models import Site
from tests import rounds


def zone_of_noon():
    """A zone in which it is about noon now, so that no hour of these tests falls on another day."""
    ahead = 12 - clock.now().hour
    return f"Etc/GMT{-ahead:+d}"  # the sign of these names is the other way round


def local_now():
    """Now, by the clock of the site."""
    return clock.now().astimezone(ZoneInfo(zone_of_noon()))


@pytest.fixture
def plan(app, cast):
    """plan(**changes) plans a quick round of the garden that is open now; returns its id."""

    def make(**changes):
        with app.app_context():
            now = local_now()
            site = db.session.get_one(Site, cast.sites["garden"])
            site.timezone, site.day_ends_at = zone_of_noon(), "00:00"
            due = now + timedelta(minutes=30)
            facts = {
                "site_id": site.id, "checklist_key": "quick-round", "line": "area", "area_id": None, "shift_id": None, "role": "supervisor",
                "rule": "FREQ=DAILY", "starts_on": now.date(), "ends_on": None, "due_at": due.strftime("%H:%M"), "opens_minutes": 120,
            }  # fmt: skip
            made = planning.make(PlanFacts(**facts | changes), None, clock.now() - timedelta(days=1))
            db.session.commit()
            return made.id

    return make


def due(visitor):
    return visitor.device("GET", "/api/v1/device/bundle").json["due"]


def test_a_round_that_is_due_stands_on_the_tablet_of_who_does_it_until_it_is_done(plan, app, cast, visit):
    plan()
    assert [one["checklist_id"] for one in due(visit("gao"))] == ["quick-round"]
    assert due(visit("lin")) == []  # a supervisor's round, and Lin manages the store
    now = clock.now()
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    begun, ended = now - timedelta(minutes=5), now
    envelope = rounds.submission(
        checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given, started_at=begun.isoformat(),
        submitted_at=ended.isoformat(),
    )  # fmt: skip
    assert visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)).status_code == 201
    assert due(visit("gao")) == []


def test_a_surprise_is_seen_by_who_does_it_and_not_by_the_site(plan, cast, visit):
    number = plan(role="area_manager", is_surprise=True)
    page = f"/plans/sites/{cast.sites['garden']}"
    assert "Surprise" in visit("nora").get(page).get_data(as_text=True)
    assert "Surprise" not in visit("lin").get(page).get_data(as_text=True)
    assert visit("lin").get(f"/plans/{number}/edit").status_code == 404
    assert [one["checklist_id"] for one in due(visit("nora"))] == ["quick-round"]


FORM = {
    "checklist_key": "quick-round", "line": "area", "role": "supervisor", "account_id": "0", "area_id": "0", "shift_id": "0",
    "days": ["MO", "TH"],
    "every_weeks": "1", "rule": "", "due_at": "18:00", "opens_minutes": "180", "grace_minutes": "120", "starts_on": "2026-11-02",
    "ends_on": "",
}  # fmt: skip


def test_a_manager_plans_a_round_with_a_form_and_finds_it_in_words(app, cast, visit):
    lin = visit("lin")
    address = f"/plans/sites/{cast.sites['garden']}"
    assert lin.post(f"{address}/new", **FORM).status_code == 303
    text = lin.get(address).get_data(as_text=True)
    assert "every Monday, Thursday" in text and "18:00" in text
    with app.app_context():
        assert db.session.query(Plan).one().rule == "FREQ=WEEKLY;BYDAY=MO,TH"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": [], "rule": ""}, "Choose at least one day"),
        ({"rule": "on full moon"}, "This rule cannot be read"),
        ({"rule": "FREQ=MINUTELY"}, "more than 24 rounds a day"),
        ({"ends_on": "2026-11-01"}, "before the first day"),
        ({"due_at": "late"}, "Write a time like 17:00"),
        ({"checklist_key": "nothing"}, "Please choose one of the list"),
        ({"checklist_key": "ms-restaurant"}, "Please choose one of the list"),  # a shopper's, a guest's and one's own
        ({"checklist_key": "sv-customer"}, "Please choose one of the list"),
        ({"checklist_key": "sf-staff"}, "Please choose one of the list"),
    ],
)
def test_what_cannot_be_planned_is_said_beside_its_field_and_nothing_typed_is_lost(app, cast, visit, changes, sentence):
    answer = visit("lin").post(f"/plans/sites/{cast.sites['garden']}/new", **FORM | changes)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in text
    assert 'value="2026-11-02"' in text
    with app.app_context():
        assert db.session.query(Plan).count() == 0


def test_a_store_manager_cannot_make_a_surprise_for_the_own_store(app, cast, visit):
    assert visit("lin").post(f"/plans/sites/{cast.sites['garden']}/new", **FORM | {"is_surprise": "y"}).status_code == 303
    with app.app_context():
        assert db.session.query(Plan).one().is_surprise is False


def test_an_excuse_tells_the_site_nothing_of_a_surprise_and_can_end_early(app, plan, cast, visit):
    plan()
    plan(role="area_manager", is_surprise=True)
    lin, today = visit("lin"), local_now().date()
    page = f"/plans/sites/{cast.sites['garden']}"
    days = {"first_on": today.isoformat(), "last_on": (today + timedelta(days=3)).isoformat(), "reason": "storm"}
    assert lin.post(f"{page}/excuses", **days).status_code == 303
    text = lin.get(page).get_data(as_text=True)
    assert "4 rounds are excused." in text and due(visit("gao")) == []
    with app.app_context():
        number = db.session.query(SiteExcuse).one().id
        assert db.session.query(Assignment).filter_by(state="excused").count() == 8
    assert lin.post(f"/plans/excuses/{number}/end").status_code == 303
    assert "4 rounds are due again." in lin.get(page).get_data(as_text=True)
    assert len(due(visit("gao"))) == 1 and len(due(visit("nora"))) == 1


def test_a_plan_of_one_person_stands_on_no_other_tablet_and_says_when_that_person_cannot_come_any_more(plan, cast, visit):
    plan(account_id=cast.accounts["gao"])
    assert len(due(visit("gao"))) == 1 and due(visit("lin")) == []
    lin, page = visit("lin"), f"/plans/sites/{cast.sites['garden']}"
    assert "高峰" in lin.get(page).get_data(as_text=True)
    assert lin.post(f"/accounts/{cast.accounts['gao']}/deactivation").status_code == 303
    assert "may not inspect here any more" in lin.get(page).get_data(as_text=True)


def test_whoever_steps_in_keeps_the_round_of_another_but_first_what_was_open_to_anyone(app, plan, cast, visit):
    plan(account_id=cast.accounts["lin"], due_at=(local_now() + timedelta(minutes=10)).strftime("%H:%M"))
    plan()
    now = clock.now()
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    kept = []
    for minutes in (20, 5):
        envelope = rounds.submission(
            checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given,
            started_at=(now - timedelta(minutes=minutes)).isoformat(), submitted_at=(now - timedelta(minutes=minutes - 4)).isoformat(),
        )  # fmt: skip
        assert visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)).status_code == 201
        with app.app_context():
            done = db.session.query(Assignment).filter_by(state="done").join(Plan, Plan.id == Assignment.plan_id).all()
            kept.append(sorted(one.plan.account_id or 0 for one in done))
    assert kept == [[0], [0, cast.accounts["lin"]]]
