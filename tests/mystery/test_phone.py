"""The shopper's page on a small phone: from the link to the receipt code, with the network gone and the tab killed on the way."""

from datetime import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from inspector import clock
from inspector.accounts.models import Account
from inspector.appraisals.models import LedgerEntry
from inspector.extensions import db
from inspector.mystery import releasing
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Attribution, Report
from inspector.pipelines import mystery_release
from inspector.sites import duty, places
from inspector.sites.duty_map import Part
from inspector.sites.models import Site
from tests import rounds
from tests.mystery import shop
from tests.reports import builder

PHONE = {"width": 360, "height": 780}


@pytest.fixture
def opened(app, cast, serve):
    """(address of a visit's link, id of the visit); the server runs."""
    with app.app_context():
        at = clock.now()
        visit = min(shop.campaign(cast, at, site_ids=(cast.sites["garden"],)).visits, key=lambda one: one.id)
        secret = shop.link(visit, cast, at)
        number = visit.id
    return f"{serve().url}/v#{secret}", number


def test_a_visit_survives_a_dead_network_and_a_killed_tab_and_reaches_the_record_of_who_was_on_duty(app, cast, opened, browse, visit):
    """Link, brief, visit offline, tab killed, sent, asked again, accepted, told to the site, and "was this you?" on the waiter's phone."""
    address, number = opened
    context = browse(forgives=("/api/v1/visit",), viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="我已读完").click()
    assert "#" not in page.url  # the secret is gone from the address and from history
    page.get_by_role("button", name="我声明以上属实").click()
    page.get_by_role("button", name="我刚到店").click()
    page.get_by_role("button", name="是", exact=True).click()
    page.get_by_role("button", name="开始计时").click()
    page.get_by_role("button", name="停止计时").click()
    page.get_by_text("已答 2 / 5").wait_for()
    assert not Axe().run(page).response["violations"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.set_offline(True)
    page.get_by_role("textbox", name="工牌号").fill("5")
    page.get_by_role("textbox", name="台号").fill("2")
    page.get_by_role("textbox", name="工牌号").fill("3")
    page.get_by_role("textbox", name="台号").fill("2")
    page.get_by_role("textbox", name="经过").fill("没有人带位，自己找的座位。")
    page.set_input_files("input[type=file]", files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": rounds.photo()}])
    page.locator(".shot img").wait_for()
    page.get_by_text("已答 4 / 5 · 已存本机").wait_for()
    page.close()  # killed by the phone
    context.set_offline(False)
    page = context.new_page()
    page.goto(address.partition("#")[0])
    page.get_by_text("已答 4 / 5").wait_for()
    assert page.get_by_role("textbox", name="经过").input_value() == "没有人带位，自己找的座位。"
    context.set_offline(True)
    page.get_by_role("button", name="写完了").click()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_text("有网络时会自动提交").wait_for()
    context.set_offline(False)
    code = page.locator(".notes__code").inner_text()
    with app.app_context():
        report = db.session.scalars(db.select(Report)).one()
        assert (report.visit_id, report.receipt_code, report.is_complete) == (number, code, True)
        assert db.session.get_one(Visit, number).state == "delivered"
    again = context.new_page()
    again.goto(address)  # the link once more: the same receipt, nothing to fill
    assert again.locator(".notes__code").inner_text() == code

    quan = visit("quan")
    assert quan.post(f"/mystery/visits/{number}/decision", decision="ask", reason="请写清楚谁上的菜").status_code == 303
    again.goto(address)
    again.get_by_text("请写清楚谁上的菜").wait_for()
    assert again.get_by_role("textbox", name="台号").input_value() == "2"
    again.get_by_role("button", name="写完了").click()
    again.get_by_role("button", name="提交", exact=True).click()
    assert again.locator(".notes__code").inner_text() != code
    assert quan.post(f"/mystery/visits/{number}/decision", decision="accept").status_code == 303
    with app.app_context():
        lead, told = builder.actor(cast, "quan"), db.session.get_one(Visit, number)
        assert told.report.served == {"table": "2", "area_id": None, "met": {"arrival": {"role": "", "badge": "3"}}}
        put_on_duty(cast, "mei")
        db.session.get_one(Account, cast.accounts["mei"]).language = "zh"
        mystery_release.tell(releasing.ready(told, lead.account_id), lead, clock.now())
        db.session.commit()
        site_page = f"/inspections/{told.inspection_id}"
    seen = visit("lin").get(site_page).get_data(as_text=True)
    assert "没有人带位" not in seen and shop.NAME not in seen and code not in seen

    mei = visit("mei")
    asked = mei.get("/me/guests").get_data(as_text=True)
    assert "当时是您当班吗" in asked and "进店十秒内有人招呼" not in asked
    with app.app_context():
        attribution = db.session.scalars(db.select(Attribution.id)).one()
    assert mei.post(f"/me/guests/{attribution}/answer", said="confirmed").status_code == 303
    assert "进店十秒内有人招呼" in mei.get("/me/guests").get_data(as_text=True)
    with app.app_context():
        entry = db.session.scalars(db.select(LedgerEntry)).one()
        assert (entry.staff_id, entry.line, entry.weight) == (cast.staff["mei"], "mystery", 1)


def put_on_duty(cast, who):
    """Duty maps of the whole day: they have table 1, so that their badge at table 2 is a doubt."""
    site, at = db.session.get_one(Site, cast.sites["garden"]), clock.now()
    day = clock.business_day(at, site.timezone, time(4, 0))
    for begins, ends in (("04:00", "16:00"), ("16:00", "04:00")):
        shift = places.add_shift(site, places.ShiftFacts({"zh": "半天", "en": "Half day"}, begins, ends))
        duty.save(site, day, shift, [Part(cast.staff[who], tables=frozenset({"1"}))], None, at)


def test_what_was_written_on_one_phone_goes_on_on_another(opened, browse):
    address, _ = opened
    first = browse(viewport=PHONE, locale="en-GB").new_page()
    first.goto(address)
    first.get_by_role("button", name="I have read this").click()
    first.get_by_role("button", name="I declare this").click()
    with first.expect_response(lambda answer: answer.url.endswith("/draft") and answer.ok):
        first.get_by_role("button", name="No", exact=True).click()
    second = browse(viewport=PHONE, locale="en-GB").new_page()
    second.goto(address)
    second.get_by_role("textbox", name="What did you see? Role and badge, not looks.").fill("Host, badge 7")
    second.get_by_text("Without a greeting how long did you wait").wait_for()


