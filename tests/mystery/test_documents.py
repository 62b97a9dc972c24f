"""Documents of a campaign: in full for the quality lead, of what was released for others; and what a release leads to at the sites."""

from datetime import timedelta
from io import BytesIO

import pytest
from flask_babel import force_locale
from python_calamine import CalamineWorkbook

from inspector.extensions import db
from inspector.mystery.models import Visit
from inspector.rectification.models import Task
from inspector.reports import documents, visits
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, released_inspections
from tests.reports import builder


@pytest.fixture
def told(wave, clockwork, visit):
    """A wave whose sites were told."""
    known = wave()
    clockwork.move_to(BEGAN + timedelta(days=6))
    assert visit("quan").post(f"/mystery/campaigns/{known['campaign']}/releases").status_code == 303
    return known


def test_the_lead_reads_who_and_when_and_others_read_neither(app, cast, told, visit):
    with app.test_request_context(), force_locale("en"):
        quan, garden = builder.actor(cast, "quan"), told["visits"][0]
        report = visits.visit_report(quan, garden)
        full = documents.visit_document(report, app.extensions["inspector.blobs"]).html
        code, receipt = report.visit.shopper.code, report.report.receipt_code
        for fact in (code, receipt, "2026-11-12 19:37", shop.STORY, "The site reads: 服务员没有带位。"):
            assert fact in full, fact
        assert shop.NAME not in full and shop.CONTACT not in full  # paper lies about
        campaign = documents.campaign_document(visits.campaign_report(quan, told["campaign"])).html
        assert code in campaign and receipt in campaign and "5 of 5" in campaign
        others = documents.guests_document(visits.guests_report(builder.actor(cast, "nora"), (BEGAN + timedelta(days=6)).date())).html
        assert "Garden" in others and "Workshop" not in others
        for secret in (code, receipt, "19:37", "368", "12号桌", shop.NAME):
            assert secret not in others, secret


def test_a_campaign_is_a_workbook_of_visits_and_answers(told, visit):
    book = CalamineWorkbook.from_filelike(BytesIO(visit("quan").get(f"/mystery/campaigns/{told['campaign']}/visits.xlsx").data))
    seen, answers = (book.get_sheet_by_name(name).to_python() for name in ("visits", "answers"))
    assert len(seen) == 1 + 5 and {row[seen[0].index("state")] for row in seen[1:]} == {"released"}
    greeted = [row for row in answers if row[answers[0].index("item")] == "greeted"]
    assert len(greeted) == 5 and all(row[answers[0].index("failed")] == 1 for row in greeted)
    assert not any(shop.NAME in map(str, row) or shop.CONTACT in map(str, row) for row in (*seen, *answers))


def test_what_guests_found_becomes_one_task_for_each_site_and_never_a_second(app, told, visit):
    def tasks():
        with app.app_context():
            found = db.session.scalars(db.select(Task)).all()
            return sorted((one.site_id, one.item) for one in found)

    with app.app_context():
        sites = sorted(db.session.scalars(db.select(Visit.site_id)))
    opened = tasks()
    assert [site for site, item in opened if item == "greeted"] == sites
    assert visit("quan").post(f"/mystery/campaigns/{told['campaign']}/releases").status_code == 409
    assert tasks() == opened and len(released_inspections(app, told["campaign"])) == 5
