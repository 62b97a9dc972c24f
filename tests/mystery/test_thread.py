"""From the link to what the site sees: one visit through every door on its way."""

from datetime import timedelta

from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.notices.models import Notice
from inspector.rectification.models import Task
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, PHOTO, released_inspections


def test_a_visit_goes_from_its_link_to_what_the_site_sees_and_no_further(app, cast, wave, clockwork, visit):
    known = wave()
    quan = visit("quan")
    refused = quan.post(f"/mystery/campaigns/{known['campaign']}/releases")
    assert refused.status_code == 409  # the last visit is hours old
    assert released_inspections(app, known["campaign"]) == []

    clockwork.move_to(BEGAN + timedelta(days=6))
    quan = visit("quan")
    assert "Tell the sites now" in quan.get(f"/mystery/campaigns/{known['campaign']}").get_data(as_text=True)
    assert quan.post(f"/mystery/campaigns/{known['campaign']}/releases").status_code == 303
    ids = released_inspections(app, known["campaign"])
    assert len(ids) == 5

    with app.app_context():
        found = db.session.scalars(db.select(Inspection).where(Inspection.site_id == cast.sites["garden"])).one()
        assert (found.line, found.flag, found.author_id) == ("mystery", None, cast.accounts["quan"])
        assert found.business_day.isoformat() == "2026-11-01" and found.started_at == found.submitted_at
        answers = {one.item: one for one in found.answers}
        assert answers["greeted"].value == "fail" and answers["greeted"].at is None and answers["greeted"].note is None
        assert answers["story"].value == "服务员没有带位。" and answers["seated"].value == "75.0"
        assert {answers[name].state for name in ("spend", "receipt")} == {"na"} and found.attachments == []
        assert {one.staff_id for one in found.answers} == {None}
        assert db.session.scalar(db.select(Task.line).where(Task.site_id == cast.sites["garden"])) == "mystery"
        number = found.id
    page = visit("lin").get(f"/inspections/{number}").get_data(as_text=True)
    assert "服务员没有带位。" in page
    for telling in ("12号桌", "老公", "368", "短发", shop.NAME, shop.CONTACT, "19:3", "11:3"):
        assert telling not in page


def test_a_report_is_taken_once_and_its_receipt_said_again(app, cast, visits, clockwork):
    known = visits()
    phone = shop.Phone(app)
    told = phone.begin(known["links"][0])
    clockwork.move_to(BEGAN + timedelta(hours=1))
    sent = shop.report(told, BEGAN, PHOTO)
    answer = phone.send(sent, PHOTO)
    code = answer.json["receipt"]["code"]
    assert answer.json["status"] == "complete" and len(code) == 9
    assert phone.send(sent, PHOTO).json["receipt"]["code"] == code
    with app.app_context():  # the quality lead is told, once, and nobody else
        assert list(db.session.scalars(db.select(Notice.account_id))) == [cast.accounts["quan"]]
    other = phone.send(shop.report(told, BEGAN, PHOTO), PHOTO)
    assert (other.status_code, other.json["receipt"]["code"]) == (409, code)
    again = shop.Phone(app, "127.0.0.9")
    assert again.open(known["links"][0]).json["receipt"]["code"] == code
