"""Links leave by e-mail: only to an address, once, unreadable in the database, and what became of each is said."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import timedelta
from email import policy

import pytest

from inspector.extensions import db
from inspector.jobs import working
from inspector.jobs.models import Job
from inspector.mystery import lapsing
from inspector.mystery.models import Shopper, Visit
from inspector.notices import mail
from inspector.notices.models import Notice
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, PHOTO
from tests.notices.receiving import post_box

ADDRESS = "shirley@shop.example"


@pytest.fixture
def box(app):
    with post_box() as opened:
        settings = app.extensions["inspector.settings"]
        app.extensions["inspector.settings"] = replace(
            settings, mail_server=opened.address, mail_from="qc@heyuan.example"
        )
        yield opened


@pytest.fixture
def campaign(app, cast, clockwork):
    """The campaign of five visits without a link; its one shopper has an e-mail address."""
    with app.app_context():
        made = shop.campaign(cast, BEGAN - timedelta(hours=2))
        db.session.scalars(db.select(Shopper)).one().contact = f" {ADDRESS} "
        db.session.commit()
        return {"campaign": made.id, "visits": sorted(one.id for one in made.visits)}


def work(app):
    with app.app_context():
        working.run_due()


def read(letter):
    """(recipient, text) of a letter."""
    to, text = letter
    return to, email.message_from_bytes(text.encode(), policy=policy.default).get_content()


def secrets_of(box):
    return [re.findall(r"/v#([\w-]{43})", text) for _, text in map(read, box.letters)]


def test_every_link_of_a_campaign_goes_to_its_shopper_and_lies_readable_nowhere(app, campaign, box, visit):
    quan, page = visit("quan"), f"/mystery/campaigns/{campaign['campaign']}"
    assert "Send 5 by e-mail" in quan.get(page).get_data(as_text=True)
    assert quan.post(f"{page}/letters").status_code == 303
    with app.app_context():
        waiting = db.session.scalars(db.select(Job)).all()
        assert len(waiting) == 5 and ADDRESS not in str([one.payload for one in waiting])
    assert "on its way" in quan.get(f"/mystery/visits/{campaign['visits'][0]}").get_data(as_text=True)
    work(app)
    work(app)
    assert [to for to, _ in box.letters] == [ADDRESS] * 5
    found = secrets_of(box)
    assert all(len(one) == 2 and len(set(one)) == 1 for one in found)  # the same link in both languages
    secrets = {one[0] for one in found}
    assert len(secrets) == 5 and shop.Phone(app).open(secrets.pop()).status_code == 200
    with app.app_context():
        assert {one.state for one in db.session.scalars(db.select(Job))} == {"done"}
        for table in db.metadata.sorted_tables:
            content = str(db.session.execute(db.select(table)).all())
            assert not [one for one in secrets if one in content], table.name
    assert "Sent by e-mail" in quan.get(f"/mystery/visits/{campaign['visits'][0]}").get_data(as_text=True)
    assert "no link yet" not in quan.get(page).get_data(as_text=True)


def test_an_address_that_is_refused_is_shown_with_what_to_do_and_a_new_link_takes_its_place(app, campaign, box, visit):
    quan, number = visit("quan"), campaign["visits"][0]
    page = f"/mystery/visits/{number}"
    box.answer = "550 nobody here"
    assert quan.post(f"{page}/letter").status_code == 303
    work(app)
    assert "does not know this address" in quan.get(page).get_data(as_text=True)
    assert "1 link was not delivered" in quan.get(f"/mystery/campaigns/{campaign['campaign']}").get_data(as_text=True)
    box.answer = "250 ok"
    quan.post(f"{page}/letter")
    quan.post(f"{page}/link/end")  # before it went out
    work(app)
    assert box.letters == []
    with app.app_context():
        assert {(one.state, str(one.payload)) for one in db.session.scalars(db.select(Job))} == {("done", "{}")}


@pytest.mark.parametrize(
    ("contact", "has_server", "says"),
    [(ADDRESS, False, "sends no e-mail"), (shop.CONTACT, True, "is no e-mail address")],
)
def test_where_nothing_can_be_mailed_the_page_says_so_and_the_link_is_copied(
    app, campaign, visit, request, contact, has_server, says
):
    if has_server:
        request.getfixturevalue("box")
    with app.app_context():
        db.session.scalars(db.select(Shopper)).one().contact = contact
        db.session.commit()
    quan, number = visit("quan"), campaign["visits"][0]
    assert says in quan.get(f"/mystery/visits/{number}").get_data(as_text=True)
    assert quan.post(f"/mystery/visits/{number}/letter").status_code == 422
    assert "/v#" in quan.post(f"/mystery/visits/{number}/link").get_data(as_text=True)


def test_the_shopper_is_reminded_asked_and_told_when_a_visit_is_off(app, cast, campaign, box, visit, clockwork):
    quan = visit("quan")
    quan.post(f"/mystery/campaigns/{campaign['campaign']}/letters")
    work(app)
    secret = next(links[0] for links in secrets_of(box) if links)
    box.letters.clear()
    with app.app_context():
        last = db.session.get_one(Visit, campaign["visits"][0]).last_on
        for hour in (16, 17):
            lapsing.pass_time(BEGAN.replace(day=last.day - 1, hour=hour))  # the last day has begun in Shanghai
        db.session.commit()
        told = db.session.scalars(db.select(Notice.sentence).where(Notice.event_key.like("%:remind"))).all()
        assert set(told) == {lapsing.REMINDED}
        due = db.session.scalars(db.select(Job.due_at).where(Job.key.like("%:remind"))).all()
        assert [one.hour for one in due] == [1] * 5  # nine in the morning there, not in the night
    clockwork.move_to(BEGAN + timedelta(hours=2))
    phone = shop.Phone(app)
    told = phone.begin(secret)
    phone.send(shop.report(told, BEGAN, PHOTO), PHOTO)
    visit("quan").post(f"/mystery/visits/{told['visit']}/decision", decision="ask", reason="谁带的位？")
    visit("quan").post(f"/mystery/campaigns/{campaign['campaign']}/state", state="closed")
    work(app)
    assert len(box.letters) == 5 and not any(secrets_of(box))
    assert sum("complete your report" in text for _, text in map(read, box.letters)) == 1


@pytest.mark.parametrize(("text", "is_one"), [
    ("li@shop.example", True), ("138-0000-7777", False), ("wechat: li@home", False), ("li@shop.example, wu@shop.example", False),
    ("Li <li@shop.example>", False), ("li@shop.example\nBcc: x@y.zz", False), ("@shop.example", False), ("a" * 250 + "@b.cc", False),
])  # fmt: skip
def test_only_one_whole_address_is_written_to(text, is_one):
    assert mail.is_address(text) == is_one
