"""What a device said waits on it is remembered; what it loses is told to it, to the manager and to the trail."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspector import clock
from inspector.accounts.models import Device
from inspector.audit.models import AuditEvent
from inspector.extensions import db
from inspector.inspections import device_ledger
from tests import rounds
from tests.cast import Cast
from tests.visiting import Visitor

Visit = Callable[..., Visitor]
TABLET = str(uuid.uuid4())
MADE_AT = "2026-11-24T09:30:00.000+08:00"


class Tablet:
    """A device of the garden that reports what waits on it."""

    def __init__(self, visitor: Visitor, cast: Cast, device_id: str = TABLET) -> None:
        self.visitor, self.cast, self.id = visitor, cast, device_id

    def enrol(self) -> Tablet:
        assert self.visitor.device("POST", "/api/v1/device/grants", {"device_id": self.id, "label": "Bar tablet"}).status_code == 201
        return self

    def report(self, *waiting: str, **rest: Any) -> Any:
        about = {"at": MADE_AT, "site_id": self.cast.sites["garden"], "author_id": self.cast.accounts["gao"]}
        entries = [{"id": one, **about} for one in waiting]
        return self.visitor.device("POST", "/api/v1/device/ledger", {"device_id": self.id, "waiting": entries, **rest})

    def lost(self, *waiting: str, **rest: Any) -> list[str]:
        answer = self.report(*waiting, **rest)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json["lost"]]


@pytest.fixture
def tablet(visit: Visit, cast: Cast) -> Tablet:
    return Tablet(visit("gao"), cast).enrol()


def ids(count: int) -> list[str]:
    return [str(uuid.uuid4()) for _ in range(count)]


def events(app: Flask, action: str) -> list[dict[str, Any]]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent.details).where(AuditEvent.action == action)))


def test_case_007_records_that_vanish_from_a_device_are_told_to_it_and_to_the_manager(app: Flask, visit: Visit, tablet: Tablet) -> None:
    first, second, third = ids(3)
    assert tablet.lost(first, second, third) == []
    answer = tablet.report()
    assert {one["id"] for one in answer.json["lost"]} == {first, second, third}
    assert {one["at"] for one in answer.json["lost"]} == {"2026-11-24T01:30:00.000+00:00"}
    [event] = events(app, "device.data_lost")
    assert {one["id"] for one in event["records"]} == {first, second, third}
    assert "Bar tablet no longer has 3 records of Garden" in visit("lin").get("/notices").text
    assert "Bar tablet" not in visit("qiu").get("/notices").text


def test_a_loss_is_told_until_its_person_knows_and_is_written_down_once(app: Flask, tablet: Tablet) -> None:
    [gone] = ids(1)
    tablet.lost(gone)
    assert tablet.lost() == tablet.lost() == [gone]
    assert tablet.lost(noted=[gone]) == []
    assert tablet.lost() == []
    assert len(events(app, "device.data_lost")) == 1


def test_case_007_a_browser_whose_storage_was_emptied_is_known_by_its_cookie(app: Flask, visit: Visit, tablet: Tablet, cast: Cast) -> None:
    kept = ids(3)
    tablet.lost(*kept)
    emptied = Tablet(tablet.visitor, cast, str(uuid.uuid4()))
    assert set(emptied.lost()) == set(kept)
    assert set(emptied.lost()) == set(kept)  # the cookie is the new one's by now
    with app.app_context():
        assert db.session.get_one(Device, emptied.id).label == "Bar tablet"


def test_what_was_delivered_moved_to_another_tablet_or_thrown_away_is_not_lost(
    app: Flask, visit: Visit, tablet: Tablet, cast: Cast
) -> None:
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    envelope = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)
    moved, discarded = ids(2)
    tablet.lost(envelope["id"], moved, discarded)
    sent = tablet.visitor.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))
    assert sent.status_code == 201
    other = Tablet(visit("gao"), cast, str(uuid.uuid4())).enrol()
    other.lost(moved)
    assert tablet.lost(discarded=[discarded]) == []
    assert events(app, "device.data_lost") == []
    assert events(app, "device.discarded") == [{"records": [discarded]}]


def test_a_record_whose_photos_never_came_is_lost_with_them(app: Flask, tablet: Tablet, cast: Cast) -> None:
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    envelope = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)
    envelope |= {"attachments": [rounds.attachment(rounds.photo(), "floor")], "client": {"build": "test", "device_id": TABLET}}
    tablet.lost(envelope["id"])
    sent = tablet.visitor.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))
    assert sent.json["status"] == "incomplete"
    assert tablet.report(envelope["id"]).json["wanted"] == {}
    answer = tablet.report().json
    assert [one["id"] for one in answer["lost"]] == [envelope["id"]]
    assert answer["wanted"] == {envelope["id"]: [envelope["attachments"][0]["sha256"]]}


def test_a_lost_record_that_is_found_again_is_lost_no_longer(visit: Visit, tablet: Tablet) -> None:
    [record] = ids(1)
    tablet.lost(record)
    assert tablet.lost() == [record]
    assert "Bar tablet lost 1 record of Garden" in visit("lin").get("/devices/losses").text
    assert tablet.lost(record) == []
    assert "Bar tablet" not in visit("lin").get("/devices/losses").text


def test_after_a_restore_nothing_is_judged_before_the_device_has_offered_again(app: Flask, tablet: Tablet) -> None:
    [record] = ids(1)
    tablet.lost(record)
    answer = tablet.report(epoch="another")
    assert answer.json["judged"] is False and answer.json["lost"] == []
    assert tablet.lost(epoch=answer.json["epoch"]) == [record]


def test_nobody_reports_for_a_device_from_which_they_never_had_leave_to_send(visit: Visit, tablet: Tablet, cast: Cast) -> None:
    [record] = ids(1)
    tablet.lost(record)
    stranger = Tablet(visit("sun"), cast)
    assert stranger.report().status_code == 403
    assert tablet.lost(record) == []


def test_the_clock_of_a_device_is_compared_with_ours(app: Flask, tablet: Tablet) -> None:
    tablet.lost(now="2099-01-01T00:00:00.000+08:00")
    with app.app_context():
        skew = db.session.get_one(Device, TABLET).skew_seconds
    assert skew is not None and skew > 365 * 24 * 3600


@pytest.mark.parametrize(
    "body",
    [
        {}, {"device_id": TABLET}, {"device_id": TABLET, "waiting": 3}, {"device_id": TABLET, "waiting": [{}]},
        {"device_id": TABLET, "waiting": [{"id": TABLET, "at": "yesterday"}]}, {"device_id": TABLET, "waiting": [], "noted": [1]},
        {"device_id": TABLET, "waiting": [], "now": "2026-11-24T09:30:00"}, [],
    ],
)  # fmt: skip
def test_a_report_that_cannot_be_read_is_a_sentence(tablet: Tablet, body: Any) -> None:
    assert tablet.visitor.device("POST", "/api/v1/device/ledger", body).status_code == 400


def test_the_devices_page_tells_what_waits_where_and_whose_clock_is_wrong(visit: Visit, tablet: Tablet) -> None:
    lin = visit("lin")
    tablet.lost(*ids(2), now="2099-01-01T00:00:00.000+08:00")
    page = lin.get("/devices").text
    assert "2 records wait on it, the oldest since" in page and "minutes fast" in page
    tablet.lost(now=None)
    page = lin.get("/devices").text
    assert "Nothing waits on it." in page and "minutes fast" not in page
    assert "Bar tablet lost 2 records of Garden before they were sent" in lin.get("/devices/losses").text
    assert "lost" not in visit("qiu").get("/devices/losses").text


def test_a_device_that_holds_records_and_falls_silent_is_told_of_once(app: Flask, visit: Visit, tablet: Tablet) -> None:
    tablet.lost(*ids(2))
    lin = visit("lin")
    for passed in (timedelta(hours=23), timedelta(hours=25), timedelta(hours=26)):
        with app.app_context():
            device_ledger.silent_too_long(clock.now() + passed)
            db.session.commit()
        told = lin.get("/notices").text.count("Bar tablet holds 2 records of Garden and was not heard of for a day")
        assert told == (passed > timedelta(days=1))
