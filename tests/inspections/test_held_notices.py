"""Who may decide about a held record hears of it: the nearest at once, everybody after a day; times by the clock of the site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.inspections.models import HeldRecord
from inspector.notices import board
from inspector.notices.models import Notice
from inspector.pipelines import sweeps
from inspector.sites.models import Site
from tests import rounds


@pytest.fixture
def envelope(app, cast):
    """A round of the garden by Gao."""
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    return rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)


def put(visitor, envelope):
    return visitor.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))


def told(app, cast, ending):
    """{name: sentence} of the notices whose event ends so."""
    names = {account: name for name, account in cast.accounts.items()}
    with app.app_context():
        found = db.session.scalars(select(Notice).where(Notice.event_key.endswith(ending))).all()
        return {names[one.account_id]: one.sentence % one.values for one in found}


def test_the_store_manager_hears_at_once_and_only_once(app, cast, visit, envelope):
    held = {**envelope, "checklist_version": "sha256:" + "0" * 64}
    for _ in range(2):
        assert put(visit("gao"), held).json["flag"] == "held"
    assert told(app, cast, "held:1") == {"lin": "A record of Garden waits for your decision."}
    assert "waits for your decision" in visit("lin").get("/notices").get_data(as_text=True)


def test_a_record_of_no_known_site_is_told_to_who_decides_for_all(app, cast, visit, envelope):
    put(visit("gao"), {**envelope, "site_id": 999})
    assert told(app, cast, "held:1") == {"quan": "A record of no site known here waits for your decision."}


def test_after_a_day_everybody_who_may_decide_is_told_once(app, cast, visit, envelope):
    put(visit("gao"), {**envelope, "checklist_version": "sha256:" + "0" * 64})
    with app.app_context():
        since = db.session.scalars(select(HeldRecord.received_at)).one()
        for hours in (23, 24, 25):
            sweeps.run(since + timedelta(hours=hours))
            db.session.commit()
            count = len(db.session.scalars(select(Notice).where(Notice.event_key == "held:1:long")).all())
            assert count == (0 if hours == 23 else 3)
    sentence = "A record of Garden has waited for a decision for more than a day."
    assert told(app, cast, ":long") == {"lin": sentence, "nora": sentence, "quan": sentence}


def test_a_decided_record_is_not_told_again(app, cast, visit, envelope):
    put(visit("gao"), {**envelope, "site_id": 999})
    with app.app_context():
        record = db.session.scalars(select(HeldRecord)).one()
        record.state = "rejected"
        sweeps.run(record.received_at + timedelta(days=2))
        db.session.commit()
    assert told(app, cast, ":long") == {}


def test_a_held_record_shows_the_time_of_its_site_and_a_notice_that_of_its_reader(app, cast, visit, envelope):
    put(visit("gao"), {**envelope, "checklist_version": "sha256:" + "0" * 64})
    noon = datetime(2026, 11, 12, 12, 34, tzinfo=UTC)
    with app.app_context():
        record = db.session.scalars(select(HeldRecord)).one()
        record.received_at, record.site_id = noon, cast.sites["harbour"]
        db.session.get_one(Site, cast.sites["harbour"]).timezone = "Europe/Madrid"
        board.announce([cast.accounts["nora"]], "test", "Untold", {}, "/", noon)
        db.session.commit()
    nora = visit("nora")
    assert "1:34" in nora.get("/held").get_data(as_text=True)
    assert "1:34" in nora.get("/held/1").get_data(as_text=True)
    assert "8:34" in nora.get("/notices").get_data(as_text=True), "in Shanghai, where her first site is"


def test_an_inspection_shows_when_it_began_by_the_clock_of_its_site(app, cast, visit, envelope):
    assert put(visit("gao"), envelope).status_code == 201
    with app.app_context():
        db.session.get_one(Site, cast.sites["garden"]).timezone = "Europe/Madrid"
        db.session.commit()
    assert "11:00" in visit("nora").get("/inspections/1").get_data(as_text=True)  # 18:00 in Shanghai
