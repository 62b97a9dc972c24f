"""What changes on the server while somebody fills a list without a network: it is taken in all the same, with its own version."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from inspector import clock
from inspector.accounts import grants
from inspector.accounts.models import Account, RoleAssignment
from inspector.appraisals import records, showing
from inspector.appraisals.models import LedgerEntry, MonthRecord
from inspector.checklists import publishing
from inspector.checklists.canonical import from_document
from inspector.checklists.models import ChecklistRow
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from inspector.sites.models import Site
from tests import rounds
from tests.faults.oracles import check_store
from tests.reports import builder

DEVICE = "3f0c6a1e-5a44-4a3a-9a41-0d3c8a6c1b77"


@pytest.fixture
def filled(app, cast):
    """A round of the garden by Gao, filled on the version of before and not yet sent."""
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]], {("floor", None)})
    return rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)


def put(visitor, envelope, **more):
    return visitor.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope), **more)


def publish_without_floor(app):
    """A further version of the daily round, in which the floor is not asked any more."""
    with app.app_context():
        document = json.loads(publishing.newest("quick-round").document)
        for section in document["sections"]:
            section["items"] = [item for item in section["items"] if item["id"] != "floor"]
        shorter = from_document(document)
        assert publishing.publish(shorter, None, "", clock.now()).number == 2
        db.session.commit()


def test_case_095_a_round_keeps_the_version_it_was_begun_on_and_says_that_a_newer_one_exists(app, data, cast, visit, filled):
    publish_without_floor(app)
    receipt = put(visit("gao"), filled)
    assert (receipt.status_code, receipt.json["flag"]) == (201, None)
    with app.app_context():
        found = db.session.scalars(select(Inspection)).one()
        assert found.version.sha256 == filled["checklist_version"] and found.version.number == 1
    page = visit("lin").get(f"/inspections/{receipt.json['inspection']}").get_data(as_text=True)
    assert "A newer version exists; this round keeps its own." in page
    check_store(data)


def test_case_096_a_list_retired_an_item_gone_and_a_site_renamed_meanwhile_refuse_nothing(app, data, cast, visit, filled):
    publish_without_floor(app)
    with app.app_context():
        db.session.scalars(select(ChecklistRow).where(ChecklistRow.key == "quick-round")).one().retired_at = clock.now()
        db.session.get_one(Site, cast.sites["garden"]).name = "Garden at the Bridge"
        db.session.commit()
    receipt = put(visit("gao"), filled)
    assert (receipt.status_code, receipt.json["flag"]) == (201, None)
    page = visit("lin").get(f"/inspections/{receipt.json['inspection']}").get_data(as_text=True)
    assert "Garden at the Bridge" in page
    assert rounds_text(app, filled) in page, "the question that is gone is shown as it was asked"
    check_store(data)


def rounds_text(app, envelope):
    with app.app_context():
        return publishing.compiled(envelope["checklist_version"]).item("floor").ask["en"]


def test_case_097_an_author_shut_out_meanwhile_is_held_for_a_person_and_reads_nothing(app, data, cast, visit, filled):
    with app.app_context():
        given = grants.give(cast.accounts["gao"], DEVICE, "tablet", clock.now())
        db.session.get_one(Account, cast.accounts["gao"]).is_active = False
        db.session.commit()
    receipt = put(visit(), filled, grant=given.secret)
    assert (receipt.status_code, receipt.json["flag"], receipt.json["inspection"]) == (201, "held", None)
    for door in ("bundle", "drafts"):
        assert visit().device("GET", f"/api/v1/device/{door}", grant=given.secret).status_code in (401, 403)
    with app.app_context():
        held = db.session.scalars(select(HeldRecord)).one()
        assert (held.reason, held.body) == ("inactive_author", rounds.encoded(filled))
        assert db.session.scalars(select(Inspection)).all() == []
    check_store(data)


def test_case_097_an_author_moved_elsewhere_meanwhile_is_held_for_a_person(app, data, cast, visit, filled):
    with app.app_context():
        held = select(RoleAssignment).where(RoleAssignment.account_id == cast.accounts["gao"])
        db.session.scalars(held).one().scope_id = cast.scopes["harbour"]
        db.session.commit()
    receipt = put(visit("gao"), filled)
    assert (receipt.status_code, receipt.json["flag"]) == (201, "held")
    with app.app_context():
        assert db.session.scalars(select(HeldRecord.reason)).one() == "site_not_yours"
    check_store(data)


def test_case_156_a_round_that_comes_after_its_month_was_confirmed_is_shown_beside_it(app, data, cast):
    with app.app_context():
        builder.submit(cast, people=["mei"])
        december = datetime(2026, 12, 3, 2, tzinfo=UTC)
        [record] = records.confirm(builder.actor(cast, "lin"), cast.sites["garden"], "2026-11", [cast.staff["mei"]], "", december)
        db.session.commit()
        frozen, record_id = dict(record.figures), record.id
        builder.submit(cast, failed=[("hair", "mei")], people=["mei"], started=datetime(2026, 11, 29, 10, tzinfo=UTC))
        assert {one.business_day for one in db.session.scalars(select(LedgerEntry))} == {date(2026, 11, 12), date(2026, 11, 29)}
        assert db.session.get_one(MonthRecord, record_id).figures == frozen, "what was confirmed stays"
        shown = showing.show(cast.staff["mei"], "2026-11", december, is_for_staff=True)
        assert shown.later is not None and shown.later.rate < shown.month.rate, "and the difference is told"
    check_store(data)
