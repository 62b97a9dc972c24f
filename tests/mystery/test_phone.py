"""The shopper's page on a small phone: from the link to the receipt code, with the network gone and the tab killed on the way."""

from datetime import time, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

from inspector import clock
from inspector.accounts.models import Account
from inspector.appraisals.models import LedgerEntry
from inspector.extensions import db
from inspector.inspections import payload
from inspector.mystery import reviewing, shopping
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from inspector.sites import duty, places
from inspector.sites.duty_map import Part
from inspector.sites.models import Site
from tests import rounds
from tests.cast import PARTS, PASSWORD
from tests.mystery import shop
from tests.mystery.conftest import PHOTO

PHONE = {"width": 360, "height": 780}
WORDS = {
    "zh": {
        "read": "我已读完", "declare": "我声明以上属实", "arrive": "我刚到店", "yes": "是", "start": "开始计时", "stop": "停止计时",
        "two": "已答 2 / 5", "kept": "已答 4 / 5 · 已存本机", "four": "已答 4 / 5", "badge": "工牌号", "table": "台号", "story": "经过",
        "finish": "写完了", "submit": "提交", "waits": "有网络时会自动提交", "review": "审核报告", "tell": "现在告知门店",
        "told": "5 次走访已告知门店", "object": "异议", "asked": "当时是您当班吗", "greeted": "进店十秒内有人招呼", "me": "是我",
        "good": "1 项都做到了",
    },
    "en": {
        "read": "I have read this", "declare": "I declare this", "arrive": "I am arriving now", "yes": "Yes", "start": "Start clock",
        "stop": "Stop clock", "two": "2 of 5 answered", "kept": "4 of 5 answered · kept on this phone; no network",
        "four": "4 of 5 answered", "badge": "Badge", "table": "Table number, if you saw it", "story": "What happened", "finish": "Finish",
        "submit": "Submit", "waits": "It goes out by itself", "review": "Review the report", "tell": "Tell the sites now",
        "told": "5 visits are told to their sites", "object": "Objections", "asked": "Was this you on duty there?",
        "greeted": "Greeted within 10 seconds", "me": "Yes, it was me", "good": "1 thing was as it should be",
    },
}  # fmt: skip
TOLD = "没有人带位，自己坐到12号桌，一共花了368元。"


@pytest.fixture
def opened(app, cast, serve):
    """(address of a visit's link, id of the visit); the server runs. It is one of a campaign over five sites whose others are accepted."""
    with app.app_context():
        at = clock.now()
        visits = sorted(shop.campaign(cast, at).visits, key=lambda one: one.site_id != cast.sites["garden"])
        for visit in visits[1:]:
            visit.attested_at, visit.state = at, "begun"
            form = {"id": "ms-small", "version": visit.campaign.version.sha256}
            sent = shop.report({"checklist": form, "site": {"id": visit.site_id}}, at - timedelta(hours=3), PHOTO)
            reviewing.accept(
                shopping.take(visit, payload.read(rounds.encoded(sent)), at).report, {}, cast.accounts["quan"], at
            )
        secret = shop.link(visits[0], cast, at)
        number = visits[0].id
    return f"{serve().url}/v#{secret}", number


def visit_offline(context, address, language):
    """Brief, declaration and the whole form on one phone: the network goes, the tab is killed, it is sent with no network. The receipt."""
    say = WORDS[language]
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name=say["read"]).click()
    assert "#" not in page.url  # the secret is gone from the address and from history
    page.get_by_role("button", name=say["declare"]).click()
    page.get_by_role("button", name=say["arrive"]).click()
    page.get_by_role("button", name=say["yes"], exact=True).click()
    page.get_by_role("button", name=say["start"]).click()
    page.get_by_role("button", name=say["stop"]).click()
    page.get_by_text(say["two"]).wait_for()
    assert not Axe().run(page).response["violations"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.set_offline(True)
    page.get_by_role("textbox", name=say["badge"]).fill("5")
    page.get_by_role("textbox", name=say["table"]).fill("2")
    page.get_by_role("textbox", name=say["badge"]).fill("3")
    page.get_by_role("textbox", name=say["table"]).fill("2")
    page.get_by_role("textbox", name=say["story"]).fill(TOLD)
    page.set_input_files("input[type=file]", files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}])
    page.locator(".shot img").wait_for()
    page.get_by_text(say["kept"]).wait_for()
    page.close()  # killed by the phone
    context.set_offline(False)
    page = context.new_page()
    page.goto(address.partition("#")[0])
    page.get_by_text(say["four"]).wait_for()
    assert page.get_by_role("textbox", name=say["story"]).input_value() == TOLD
    context.set_offline(True)
    page.get_by_role("button", name=say["finish"]).click()
    page.get_by_role("button", name=say["submit"], exact=True).click()
    page.get_by_text(say["waits"]).wait_for()
    context.set_offline(False)
    return page.locator(".notes__code").inner_text()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_visit_goes_from_the_link_to_the_record_of_who_was_on_duty(app, cast, opened, browse, language):
    """Sent, asked again, revised, accepted, told to the site without the guest, "was this you?" on the waiter's phone: all of it tapped."""
    address, number = opened
    say, locale = WORDS[language], {"zh": "zh-CN", "en": "en-GB"}[language]
    server, shopper = address.partition("/v#")[0], browse(forgives=("/api/v1/visit",), viewport=PHONE, locale=locale)
    code = visit_offline(shopper, address, language)
    with app.app_context():
        for who in ("quan", "lin", "mei"):
            db.session.get_one(Account, cast.accounts[who]).language = language
        db.session.commit()
        report = db.session.scalars(db.select(Report).where(Report.visit_id == number)).one()
        assert (report.receipt_code, report.is_complete, report.visit.state) == (code, True, "delivered")
        campaign = f"/mystery/campaigns/{report.visit.campaign_id}"
    again = shopper.new_page()
    again.goto(address)  # the link once more: the same receipt, nothing to fill
    assert again.locator(".notes__code").inner_text() == code

    lead = signed_in(browse, server, "quan", locale)
    lead.goto(f"{server}{campaign}")
    lead.get_by_role("link", name=say["review"]).click()
    lead.locator("textarea[name=reason]").fill("请写清楚谁上的菜")
    lead.locator("button[name=decision][value=ask]").click()
    again.goto(address)
    again.get_by_text("请写清楚谁上的菜").wait_for()
    assert again.get_by_role("textbox", name=say["table"]).input_value() == "2"
    again.get_by_role("button", name=say["finish"]).click()
    again.get_by_role("button", name=say["submit"], exact=True).click()
    assert again.locator(".notes__code").inner_text() != code
    lead.goto(f"{server}{campaign}")
    lead.get_by_role("link", name=say["review"]).click()
    accept = lead.locator("button[name=decision][value=accept]")
    accept.wait_for()
    narrow(lead)
    accept.click()
    with app.app_context():
        told = db.session.get_one(Visit, number)
        assert told.report.served == {"table": "2", "area_id": None, "met": {"arrival": {"role": "", "badge": "3"}}}
        put_on_duty(cast, "mei")
        for one in told.campaign.visits:  # six days go by
            one.visited_on -= timedelta(days=6)
        db.session.commit()
    lead.goto(f"{server}{campaign}")
    narrow(lead)
    lead.get_by_role("button", name=say["tell"]).click()
    lead.locator("#confirm button[value=yes]").click()
    lead.get_by_text(say["told"]).wait_for()

    manager = signed_in(browse, server, "lin", locale)
    manager.goto(f"{server}/inspections?line=mystery")
    manager.locator("a.row").first.click()
    manager.get_by_role("link", name=say["object"]).wait_for()
    narrow(manager)
    seen = manager.content()
    assert "没有人带位" in seen and not [one for one in ("12号桌", "368元", shop.NAME, shop.CONTACT, code) if one in seen]

    waiter = signed_in(browse, server, "mei", locale)
    waiter.goto(f"{server}/me")
    waiter.get_by_text(say["asked"]).wait_for()
    assert waiter.get_by_text(say["greeted"]).count() == 0  # told only after the answer
    narrow(waiter)
    waiter.get_by_role("button", name=say["me"], exact=True).click()
    waiter.get_by_text(say["good"]).click()
    waiter.get_by_text(say["greeted"]).wait_for()
    with app.app_context():
        entry = db.session.scalars(db.select(LedgerEntry)).one()
        assert (entry.staff_id, entry.line, entry.weight) == (cast.staff["mei"], "mystery", 1)


def signed_in(browse, server, who, locale):
    """Somebody of the cast on a phone."""
    page = browse(viewport=PHONE, locale=locale, reduced_motion="reduce").new_page()
    page.goto(f"{server}/login")
    page.get_by_role("textbox").first.fill(PARTS[who].number)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form.form button").click()
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def narrow(page):
    """What is shown fits a phone and is accessible."""
    assert not [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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
