"""A phone whose browser runs no script: the same visit in plain forms, kept page by page, sent once, proved by the same receipt code."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest

from inspector.extensions import db
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from tests import rounds
from tests.mystery import shop
from tests.visiting import Visitor

STORY = "进门没有人招呼，自己找了位子，十分钟后才有人来点菜。"


class Plain:
    """A browser that only sends forms."""

    def __init__(self, app):
        self.visitor = Visitor(app, "127.0.9.1")

    def page(self, query=""):
        return self.visitor.get(f"/v/plain?lang=en{query}").get_data(as_text=True)

    def send(self, name, files=None, **fields):
        answer = self.visitor.post(f"/v/plain/{name}", files=files, lang="en", **fields)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.headers["Location"]

    def open(self, secret):
        self.send("sessions", link=f"https://somewhere.example/v#{secret}")
        self.send("steps", step="brief")
        self.send("steps", step="attestation")


@pytest.fixture
def plain(app, visits):
    known = visits()
    browser = Plain(app)
    browser.open(known["links"][0])
    return browser, known


def on(*items):
    return {f"on:{item}": "1" for item in items}


def test_a_visit_is_made_without_any_script_and_its_report_is_taken_once(app, plain, clockwork):
    browser, known = plain
    assert browser.send("answers", page="1", arrived="2026-11-12 19:37", go="stay", **on("greeted"), **{"value:greeted": "fail"})
    page = browser.page()
    assert "Without a greeting how long did you wait" in page  # what the answer opened is shown
    browser.send("answers", page="1", clock="seated", go="stay")
    clockwork.shift(timedelta(seconds=75))
    browser.send("answers", page="1", clock="seated", go="stay")
    assert float(re.search(r'name="value:seated"[^>]* value="([\d.]+)"', browser.page())[1]) >= 75
    location = browser.send("answers", page="1", go="next", **on("story", "why"), **{"value:story": STORY, "value:why": "long"})
    assert "page=check" in location
    assert "Receipt" in browser.page("&page=check")  # its photo is missing still
    assert "page=check" in browser.send("report")
    picture = (io.BytesIO(rounds.photo()), "a.jpg")
    browser.send("answers", page="1", go="next", files={"photo:receipt": picture})
    assert 'name="badge:arrival"' in browser.page() and 'name="table"' in browser.page()
    browser.send("answers", page="1", go="next", met="arrival", table="A5", **{"role:arrival": "waiter", "badge:arrival": " 7 "})
    browser.send("report")
    page = browser.page()
    with app.app_context():
        report = db.session.scalars(db.select(Report)).one()
        sent = {one["item"]: one["value"] for one in json.loads(report.body)["answers"]}
        assert (report.visit_id, report.is_complete) == (known["visits"][0], True)
        assert report.receipt_code in page
        assert (sent["greeted"], sent["why"], sent["story"]) == ("fail", "long", STORY) and float(sent["seated"]) >= 75
        assert report.served == {"table": "A5", "area_id": None, "met": {"arrival": {"role": "waiter", "badge": "7"}}}
        assert json.loads(report.body)["started_at"].startswith("2026-11-12T19:37")
    browser.send("report")
    with app.app_context():
        assert len(db.session.scalars(db.select(Report)).all()) == 1


def test_what_plain_forms_kept_goes_on_in_the_page_with_scripts_and_back(app, plain):
    browser, known = plain
    browser.send("answers", page="1", go="next", **on("story"), **{"value:story": STORY})
    with app.app_context():
        draft = json.loads(db.session.get_one(Visit, known["visits"][0]).draft)
    assert draft["answers"]["story|"]["value"] == STORY and draft["edited"] > 0
    phone = shop.Phone(app, "127.0.9.2")
    told = phone.open(known["links"][0]).json
    assert told["draft"] == draft
    draft["answers"]["story|"]["value"] = "改过的"
    assert phone.ask("PUT", "/draft", draft).status_code == 200
    browser.send("sessions", link=known["links"][0])
    assert "改过的" in browser.page()


def test_without_the_cookie_a_page_asks_for_the_link_and_a_wrong_link_opens_nothing(app, visits):
    visits()
    browser = Plain(app)
    assert "Paste the whole link" in browser.page()
    wrong = browser.visitor.post("/v/plain/sessions", link="x" * 43, lang="en")
    assert wrong.status_code == 404 and "opens nothing" in wrong.get_data(as_text=True)
    foreign = browser.visitor.post("/v/plain/steps", step="brief", headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
