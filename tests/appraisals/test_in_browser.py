"""Records in a real browser: whole for everybody, read and signed on a phone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inspector.appraisals import records
from inspector.extensions import db
from tests.web.test_pages import LOOKS, check, look, sign_in

pytestmark = pytest.mark.browser

OCTOBER = datetime(2025, 10, 3, 4, 0, tzinfo=UTC)


@pytest.fixture
def month(opened):
    """A month of rounds in which Mei was late twice and Tao failed always; Mei's record is confirmed."""
    with opened.app.app_context():
        for number in range(16):
            answers = {(item, "tao"): "fail" for item in ("uniform", "hair", "hands", "posture")}
            if number in (3, 9):
                answers["hair", "mei"] = "fail"
            opened.submit(answers, by=("nora", "quan", "gao")[number % 3], at=OCTOBER + timedelta(days=number), people=("mei", "tao"))
        records.confirm(opened.actor("lin"), opened.site, "2025-10", [opened.staff["mei"]], "", OCTOBER + timedelta(days=40))
        db.session.commit()
    return opened


@pytest.mark.parametrize(("size", "locale", "theme"), LOOKS)
def test_the_pages_of_records_are_whole_for_everybody(month, serve, browse, size, locale, theme):
    server = serve()
    page = look(browse, size, locale, theme)
    sign_in(page, server, "lin")
    for url in ("/records?month=2025-10", f"/records/{month.staff['tao']}/2025-10", f"/records/{month.staff['mei']}/2025-10"):
        page.goto(f"{server.url}{url}")
        page.wait_for_load_state("networkidle")
        for summary in page.locator("main details > summary").all()[:3]:
            summary.click()
        check(page, url)


def test_a_waiter_reads_and_signs_on_her_phone(month, serve, browse):
    server = serve()
    page = look(browse, "phone", "zh-CN", "light", has_touch=True, is_mobile=True)
    sign_in(page, server, "mei")
    page.goto(f"{server.url}/me?month=2025-10")
    page.wait_for_load_state("networkidle")
    check(page, "/me")
    page.get_by_text("How to judge, and how it was seen").first.tap()
    page.locator("button[value=seen_objects]").tap()
    page.locator("textarea[aria-invalid=true]").wait_for()
    check(page, "an objection without its words")
    page.locator("textarea").fill("那天我不当班")
    page.locator("button[value=seen_objects]").tap()
    page.get_by_text("那天我不当班").wait_for()
    assert page.locator("button[name=signature]").count() == 0
    check(page, "signed")
