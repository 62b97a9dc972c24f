"""The secret link: what opens it, what does not, and that looking at it consumes nothing (faults 115, 116 and 139)."""

import hashlib
from datetime import timedelta

import pytest

from inspector.extensions import db
from inspector.mystery import campaigns, links, rules
from inspector.mystery.models import Campaign, Visit
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, PHOTO

WRONG = "x" * 43


def change(app, known, work):
    with app.app_context():
        work(db.session.get_one(Campaign, known["campaign"]), db.session.get_one(Visit, known["visits"][0]))
        db.session.commit()


@pytest.mark.parametrize("why", ["wrong", "expired", "ended", "paused", "not told", "told later", "made anew", "called off"])
def test_whatever_a_link_lacks_the_answer_is_the_same(app, cast, visits, clockwork, why):
    known, lead = visits(), cast.accounts["quan"]
    secret, at = known["links"][0], BEGAN
    works = {
        "wrong": lambda campaign, visit: None,
        "expired": lambda campaign, visit: setattr(visit, "link_ends_at", BEGAN - timedelta(hours=3)),
        "ended": lambda campaign, visit: links.end(visit, lead, at),
        "paused": lambda campaign, visit: campaigns.put(campaign, "paused", lead, at),
        "not told": lambda campaign, visit: setattr(campaign, "informed_on", None),
        "told later": lambda campaign, visit: setattr(campaign, "informed_on", BEGAN.date() + timedelta(days=1)),
        "made anew": lambda campaign, visit: links.make(visit, lead, at),
        "called off": lambda campaign, visit: campaigns.put(campaign, "closed", lead, at),
    }
    change(app, known, works[why])
    phone = shop.Phone(app)
    refused, unknown = phone.open(WRONG if why == "wrong" else secret), phone.open("y" * 43)
    assert (refused.status_code, refused.get_data()) == (404, unknown.get_data())
    assert phone.visitor.cookie("__Host-visit") is None
    assert phone.ask("GET", "").status_code == 401


def test_looking_at_the_address_consumes_nothing_and_tells_nothing(app, visits):
    known = visits()
    preview = shop.Phone(app).visitor
    for method in ("GET", "HEAD", "GET", "GET", "GET"):
        seen = preview.client.open("/v", method=method, base_url="https://localhost")
        assert seen.status_code == 200 and "Set-Cookie" not in seen.headers
        assert "no-store" in seen.headers["Cache-Control"] and seen.headers["Referrer-Policy"] == "same-origin"
    page = seen.get_data(as_text=True)
    assert "Garden" not in page and "Inspector" not in page and known["links"][0] not in page
    with app.app_context():
        assert {one.state for one in db.session.scalars(db.select(Visit))} == {"sent"}
        assert known["links"][0] not in {one.link_hash for one in db.session.scalars(db.select(Visit))}
    assert shop.Phone(app).open(known["links"][0]).status_code == 200


def test_guessing_is_slow(app, visits):
    visits()
    phone = shop.Phone(app, "10.9.8.7")
    codes = [phone.open(WRONG).status_code for _ in range(links.KNOCKS + 1)]
    assert codes == [404] * links.KNOCKS + [429]
    assert shop.Phone(app, "10.9.8.6").open(WRONG).status_code == 404


def test_what_was_begun_is_taken_in_though_the_campaign_is_paused_or_closed(app, cast, visits, clockwork):
    known = visits()
    phone = shop.Phone(app)
    told = phone.begin(known["links"][0])
    change(app, known, lambda campaign, _: campaigns.put(campaign, "closed", cast.accounts["quan"], BEGAN))
    clockwork.move_to(BEGAN + timedelta(hours=1))
    assert phone.send(shop.report(told, BEGAN, PHOTO), PHOTO).json["receipt"]


def test_a_link_takes_its_photos_and_no_more(app, visits):
    known = visits()
    phone = shop.Phone(app)
    report = shop.report(phone.begin(known["links"][0]), BEGAN, PHOTO)
    codes = []
    for number in range(rules.MOST_PHOTOS + 1):
        content = b"\xff\xd8\xff" + bytes([number])
        address = f"/photos/{report['id']}/{hashlib.sha256(content).hexdigest()}"
        codes.append(phone.ask("PUT", address, content, Content_Type="image/jpeg").status_code)
    assert codes == [201] * rules.MOST_PHOTOS + [429]


def test_a_report_of_another_visit_or_about_people_is_refused(app, cast, visits):
    known = visits()
    phone = shop.Phone(app)
    report = shop.report(phone.begin(known["links"][0]), BEGAN, PHOTO)
    people, version = {"subjects": {"staff": ["staff:1"]}}, {"checklist_version": "sha256:" + "0" * 64}
    for wrong in ({"site_id": cast.sites["workshop"]}, {"line": "area"}, people, version):
        assert phone.send(report | wrong, PHOTO).status_code == 400, wrong
    assert phone.ask("POST", "/steps", {"step": "other"}).status_code == 400


def test_the_form_opens_only_after_brief_and_declaration(app, visits):
    phone = shop.Phone(app)
    told = phone.open(visits()["links"][0]).json
    assert phone.ask("POST", "/steps", {"step": "attestation"}).status_code == 409
    assert phone.ask("PUT", "/draft", {"answers": {}}).status_code == 409
    assert phone.send(shop.report(told, BEGAN, PHOTO), PHOTO).status_code == 409
