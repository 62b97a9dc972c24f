"""On a phone: a lost point, its photo, the objection, the reviewer who raises it, and the record that shows the difference."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.inspections.models import Answer
from tests.appraisals import october as octobers
from tests.web.test_pages import check, look, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def lost(opened):
    """Yesterday the supervisor of the shop saw that Mei's hair was loose, and took a photo."""
    with opened.app.app_context():
        octobers.seen_with_a_photo(opened, datetime.now(UTC) - timedelta(days=1))
        assert db.session.scalar(select(Answer.id).where(Answer.item == "hair", Answer.is_failed)) is not None
    return opened


def test_from_a_lost_point_to_the_record_that_shows_the_difference(lost, serve, browse):
    server = serve()
    phone = look(browse, "phone", "zh-CN", "light", has_touch=True, is_mobile=True)
    sign_in(phone, server, "mei")
    phone.goto(f"{server.url}/me")
    photo = phone.locator(".lowered__photo").first
    assert phone.request.get(f"{server.url}{photo.get_attribute('href')}").headers["content-type"] == "image/jpeg"
    phone.locator(".lowered__object").first.tap()
    phone.locator("#reason").fill("我刚摘下帽子，头发是扎好的")
    check(phone, "an objection")
    phone.locator("form.card button").last.tap()
    phone.get_by_text("我刚摘下帽子").wait_for()
    desk = look(browse, "phone", "zh-CN", "light", has_touch=True, is_mobile=True)
    sign_in(desk, server, "quan")
    desk.goto(f"{server.url}/appeals")
    desk.locator("a.row").first.tap()
    desk.locator("input[value=met]").check()
    desk.locator("#answer-reason").fill("照片里头发扎着")
    check(desk, "the answer to an objection")
    desk.locator("form.card button").last.tap()
    desk.get_by_text("照片里头发扎着").first.wait_for()
    phone.reload()
    phone.locator("strong", has_text="75.0%").get_by_text("100.0%").wait_for()
    check(phone, "the difference")
    phone.goto(f"{server.url}/me")
    assert phone.locator(".lowered").count() == 0
    assert phone.get_by_text("Quan Quality").count() == 1, "who looked stands on the record"
