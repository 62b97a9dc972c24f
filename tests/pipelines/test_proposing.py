"""Visits proposed by risk, through pages: why, for whom, accepted once, and hidden from the site."""

import re
from datetime import timedelta

import pytest

from inspector import clock
from inspector.extensions import db
from inspector.plans import excusing
from inspector.plans.models import Plan
from inspector.rectification.models import Task
from inspector.sites import settings_store
from tests.reports import builder

FORM = re.compile(r'action="(/risk/sites/(\d+))".*?name="account_id" value="(\d+)".*?name="day" value="([\d-]+)"', re.DOTALL)


def offers(visitor):
    """{site: (address, account, day)} of the proposals on the page."""
    text = visitor.get("/risk").get_data(as_text=True)
    return {int(site): (address, int(account), day) for address, site, account, day in FORM.findall(text)}


@pytest.fixture
def neglected(app, cast):
    """Nora was in the garden 12 days ago and found something that must be put right at once."""
    with app.app_context():
        started = clock.now() - timedelta(days=12)
        builder.submit(cast, "garden", "nora", failed=[("floor", None)], people=["tao"], notes={"floor": "wet"}, started=started)
        task = db.session.query(Task).one()
        task.grade, task.repeat_count = "at_once", 1
        db.session.commit()


def test_a_site_is_proposed_with_its_reasons_and_another_inspector_than_last_time(neglected, cast, visit):
    quan = visit("quan")
    text = quan.get("/risk").get_data(as_text=True)
    assert "1 task at once is not fixed" in text and "1 open task failed again" in text
    assert "last visit from outside 12 days ago" in text and "nobody from outside has come" in text
    garden = offers(quan)[cast.sites["garden"]]
    assert garden[1] == cast.accounts["quan"]  # Nora came last
    assert set(offers(visit("nora"))) == {cast.sites["garden"], cast.sites["harbour"]}  # hers


def test_an_accepted_visit_is_a_plan_of_its_inspector_that_the_site_does_not_see(app, neglected, cast, visit):
    nora = visit("nora")
    address, account, day = offers(nora)[cast.sites["garden"]]
    assert nora.post(address, account_id=account, day=day).status_code == 303
    with app.app_context():
        plan = db.session.query(Plan).one()
        assert (plan.account_id, plan.is_surprise, plan.starts_on.isoformat()) == (account, True, day)
    page = f"/plans/sites/{cast.sites['garden']}"
    assert "once" in nora.get(page).get_data(as_text=True)
    assert "Quan Quality" not in visit("lin").get(page).get_data(as_text=True)
    assert "Visited soon anyhow" in nora.get("/risk").get_data(as_text=True)
    again = nora.post(address, account_id=account, day=day)
    assert again.status_code == 409 and "comes to this site soon anyhow" in again.get_data(as_text=True)
    with app.app_context():
        assert db.session.query(Plan).count() == 1


def test_the_cap_of_a_day_holds_when_accepting_too(app, neglected, cast, visit):
    with app.app_context():
        settings_store.change("visits_per_day", "1", clock.now().date(), cast.accounts["ada"], clock.now())
        db.session.commit()
    quan = visit("quan")
    found = offers(quan)
    (first, second) = (found[cast.sites[name]] for name in ("garden", "harbour"))
    assert (first[1], first[2]) != (second[1], second[2])
    assert quan.post(first[0], account_id=first[1], day=first[2]).status_code == 303
    assert quan.post(second[0], account_id=first[1], day=first[2]).status_code == 409


def test_an_excused_site_is_proposed_on_no_excused_day_and_nobody_else_is_sent(app, neglected, cast, visit):
    quan = visit("quan")
    address, account, day = offers(quan)[cast.sites["garden"]]
    assert quan.post(address, account_id=cast.accounts["lin"], day=day).status_code == 409  # works there
    assert quan.post(address, account_id=account, day="2020-01-01").status_code == 409
    with app.app_context():
        today = clock.now().date()
        excusing.excuse(cast.sites["garden"], today, today + timedelta(days=30), "storm", cast.accounts["lin"], clock.now())
        db.session.commit()
    assert cast.sites["garden"] not in offers(quan)
    assert quan.post(address, account_id=account, day=day).status_code == 409
