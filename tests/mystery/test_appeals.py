"""A site objects to one answer of a visit that it was told of."""

from datetime import timedelta
from fractions import Fraction

import pytest

from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Inspection, Revision
from inspector.mystery import appeals, shoppers
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Appeal
from inspector.notices.models import Notice
from tests.mystery.conftest import BEGAN


def told(app, cast, wave, clockwork, visit):
    """The address of the garden's objections, a day after its wave was released."""
    known = wave()
    clockwork.move_to(BEGAN + timedelta(days=6))
    visit("quan").post(f"/mystery/campaigns/{known['campaign']}/releases")
    clockwork.move_to(BEGAN + timedelta(days=7))
    with app.app_context():
        found = db.session.scalars(db.select(Visit).where(Visit.site_id == cast.sites["garden"])).one()
        return f"/mystery-results/visits/{found.inspection_id}/objections"


def test_a_site_objects_once_is_told_why_and_never_when(app, cast, wave, clockwork, visit):
    page = told(app, cast, wave, clockwork, visit)
    lin, quan = visit("lin"), visit("quan")
    assert lin.post(page, item="greeted", reason="领位在门口，录像可查").status_code == 303
    assert lin.post(page, item="greeted", reason="再说一次").status_code == 422  # one objection to an answer
    assert "录像可查" in quan.get("/mystery").get_data(as_text=True)
    with app.app_context():
        number = db.session.scalars(db.select(Appeal.id)).one()
    assert lin.post(f"/mystery-results/objections/{number}/decision", state="upheld", answer="x").status_code == 403
    assert quan.post(f"/mystery-results/objections/{number}/decision", state="upheld").status_code == 422  # without a reason
    for wrong in ("", "fail", "nonsense"):  # nothing said, as it stands, not an answer
        quan.post(f"/mystery-results/objections/{number}/decision", state="upheld", answer="x", stands=wrong)
        assert "Reason of the decision" in quan.get(page).get_data(as_text=True), wrong
    with app.app_context():
        before = Fraction(db.session.scalars(db.select(Inspection.percent).where(Inspection.site_id == cast.sites["garden"])).one())
    upheld = {"state": "upheld", "answer": "录像显示有人问好", "stands": "pass"}
    assert quan.post(f"/mystery-results/objections/{number}/decision", **upheld).status_code == 303
    assert quan.post(f"/mystery-results/objections/{number}/decision", state="kept", answer="x").status_code == 409
    with app.app_context():
        record = db.session.scalars(db.select(Inspection).where(Inspection.site_id == cast.sites["garden"])).one()
        assert (record.rev, Fraction(record.percent) > before) == (2, True)
        assert db.session.scalars(db.select(Revision)).one().reason == "录像显示有人问好"
    shown = lin.get(page).get_data(as_text=True)
    assert "录像显示有人问好" in shown and "Upheld" in shown and "Uphold" not in shown
    assert not [one for one in ("2026-11-12", "19:37", "Nov 12") if one in shown]
    with app.app_context():
        told_of = db.select(Notice.url).where(Notice.account_id == cast.accounts["lin"], Notice.event_key.like("appeal:%"))
        assert db.session.scalar(told_of) == page
        every = db.session.scalars(db.select(Visit)).all()
        assert shoppers.reliability(every).upheld == 1 and shoppers.reliability(every).percent < 100


def test_after_a_week_it_is_too_late(app, cast, wave, clockwork, visit):
    page = told(app, cast, wave, clockwork, visit)
    clockwork.move_to(BEGAN + timedelta(days=14))
    lin = visit("lin")
    assert "Objections were possible until" in lin.get(page).get_data(as_text=True)
    assert lin.post(page, item="greeted", reason="zu spät").status_code == 403
    with app.app_context():
        assert db.session.scalars(db.select(Appeal)).all() == []


def test_who_objected_never_decides_and_leads_are_reminded_after_three_days(app, cast, wave, clockwork, visit):
    page = told(app, cast, wave, clockwork, visit)
    visit("quan").post(page, item="greeted", reason="录像可查")  # a lead of a small house who runs a site too
    assert "somebody else decides" in visit("quan").get(page).get_data(as_text=True)
    with app.app_context():
        appeal = db.session.scalars(db.select(Appeal)).one()
        with pytest.raises(Problem, match="forbidden"):
            appeals.decide(appeal, "kept", "x", cast.accounts["quan"], appeal.at)
        for days, count in ((2, 0), (3, 1), (4, 1)):
            appeals.pass_time(appeal.at + timedelta(days=days))
            assert len(db.session.scalars(db.select(Notice).where(Notice.event_key == f"appeal:{appeal.id}:late")).all()) == count
