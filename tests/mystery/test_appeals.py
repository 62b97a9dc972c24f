"""A site objects to one answer of a visit that it was told of."""

from datetime import timedelta

from inspector.extensions import db
from inspector.mystery import shoppers
from inspector.mystery.models import Appeal, Visit
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
    assert quan.post(f"/mystery-results/objections/{number}/decision", state="upheld", answer="录像显示有人问好").status_code == 303
    assert quan.post(f"/mystery-results/objections/{number}/decision", state="kept", answer="x").status_code == 409
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
