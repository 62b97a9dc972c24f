"""Today of a site: what waits there, told the same way as everywhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inspector import clock
from inspector.accounts.models import Device
from inspector.extensions import db
from inspector.inspections.models import Inspection
from tests import rounds

DEVICE = "3f0c6a1e-5a44-4a3a-9a41-0d3c8a6c1b77"


@pytest.fixture
def send(app, cast, visit):
    """send(fewer=…, **changes) puts a round of the garden by Gao; fewer: items left unseen."""

    def put(unseen=(), **changes):
        with app.app_context():
            checklist = rounds.publish()
            given = rounds.answers(checklist, [cast.staff["mei"]])
        for entry in given:
            if entry["item"] in unseen:
                entry |= {"state": "unseen", "value": None, "reason": "not there"}
        envelope = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given, **changes)
        answer = visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))
        assert answer.status_code == 201
        return answer.json

    return put


def test_photos_that_are_missing_for_a_day_stand_on_today_with_their_device(app, send, visit):
    client = {"build": "test", "device_id": DEVICE}
    send(attachments=[rounds.attachment(rounds.photo(), "floor")], client=client)
    assert "still on device" not in visit("lin").get("/today").get_data(as_text=True)
    with app.app_context():
        found = db.session.scalars(select(Inspection)).one()
        found.received_at = clock.now() - timedelta(hours=25)
        db.session.add(Device(id=DEVICE, label="Hall tablet", first_seen_at=found.received_at, last_seen_at=found.received_at))
        db.session.commit()
    page = visit("lin").get("/today").get_data(as_text=True)
    assert "1 photo is still on device Hall tablet after more than a day." in page
    assert "Hall tablet" not in visit("qiu").get("/today").get_data(as_text=True)


def test_a_round_that_saw_too_little_says_so_everywhere(app, send, visit):
    events = ("greeted", "led", "tray", "dish-announced", "refill", "seen-off")
    send(unseen=events)
    with app.app_context():
        found = db.session.scalars(select(Inspection)).one()
        assert found.verdict is None and found.is_little_seen
        found.business_day, found.started_at = clock.today("Asia/Shanghai"), datetime.now(UTC)
        db.session.commit()
    lin = visit("lin")
    for url in ("/today", "/inspections", "/inspections/1"):
        assert "Not enough seen" in lin.get(url).get_data(as_text=True), url


def test_a_round_with_a_verdict_does_not_say_that_too_little_was_seen(send, visit):
    send()
    assert "Not enough seen" not in visit("lin").get("/inspections/1").get_data(as_text=True)
