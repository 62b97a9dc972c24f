"""The whole life of an appraisal in a browser: opened, proposed, talked over, signed on a phone, objected to, locked, and opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspector.accounts.models import Account
from inspector.appraisals import reviewers
from inspector.appraisals.appeal_models import PersonAppeal
from inspector.appraisals.cycle_models import Appraisal
from inspector.extensions import db
from tests.appraisals import october as octobers
from tests.web.test_pages import check, look, sign_in

pytestmark = pytest.mark.browser

MOST_CLICKS = 5  # from a figure to its photo
OBJECTION = "10月28日那次我刚摘下帽子"


@pytest.fixture
def lived(opened_october):
    """October, in which the supervisor once saw Mei's hair loose, with a photo; everybody reads Chinese."""
    with opened_october.app.app_context():
        octobers.seen_with_a_photo(opened_october, octobers.OCTOBER + timedelta(days=25))
        for account in db.session.scalars(select(Account)):
            account.language = "zh"
        db.session.commit()
    return opened_october


def mei(shop):
    return db.session.scalars(select(Appraisal).where(Appraisal.staff_id == shop.staff["mei"])).one()


def taken_on(page, to):
    """HR takes the cycle a step on, and answers what is asked before the lock."""
    page.locator(f"form:has(input[name=to][value={to}]) button").click()
    if to == "locked":
        page.locator("#confirm button[value=yes]").click()
    page.locator(f"form:has(input[name=to][value={to}])").wait_for(state="detached")


def test_the_whole_life_of_an_appraisal(lived, serve, browse):
    server = serve()
    desk = {name: look(browse, "laptop", "zh-CN", "light") for name in ("hua", "lin")}
    for name, page in desk.items():
        sign_in(page, server, name)
    hua, lin = desk["hua"], desk["lin"]

    hua.goto(f"{server.url}/cycles")
    hua.locator("#period").fill("2026-10")
    hua.locator("form.filters button").click()
    taken_on(hua, "collect")
    taken_on(hua, "propose")
    lin.goto(hua.url)
    lin.get_by_role("link", name="梅香").click()
    lin.locator("input[name=anchor][value='4']").check()
    lin.locator("#example").fill("12日满座时接了邻桌")
    lin.locator("form:has(input[value=rate]) button").click()
    lin.get_by_text("12日满座时接了邻桌").first.wait_for()
    lin.locator("form:has(input[value=propose]) #note").fill("稳，带得动新人")
    lin.locator("form:has(input[value=propose]) button").click()
    lin.locator("form:has(input[value=propose])").wait_for(state="detached")
    with lived.app.app_context():
        assert (mei(lived).state, mei(lived).behaviour_step) == ("confirmed", 4)
        for row in db.session.scalars(select(Appraisal).where(Appraisal.state == "open")):
            row.state, row.proposed_by_id = "confirmed", lived.accounts["lin"]
        db.session.commit()
    hua.reload()
    taken_on(hua, "discuss")
    lin.reload()
    lin.locator("#talk_on").fill("2026-11-05")
    lin.locator("#talk_note").fill("下月学分酒")
    lin.locator("form:has(input[value=talk]) button").click()
    lin.get_by_text("下月学分酒").first.wait_for()
    taken_on(hua, "acknowledge")

    phone = look(browse, "phone", "zh-CN", "light", has_touch=True, is_mobile=True)
    sign_in(phone, server, "mei")
    phone.goto(f"{server.url}/me")
    basis = phone.locator("#my-appraisal .score__basis").inner_text()
    assert "100" in basis and "大致" in basis, "how often she was seen, and the range"
    check(phone, "my record with the appraisal to sign")
    phone.locator("#appraisal-note").fill(OBJECTION)
    phone.locator("#my-appraisal button[value=seen_objects]").tap()
    phone.get_by_text(OBJECTION).first.wait_for()
    phone.locator("header .menu summary").tap()
    phone.locator("header button[value=en]").tap()
    phone.locator("html[lang=en]").wait_for()
    phone.locator("#my-appraisal").get_by_text("Seen, with an objection").wait_for()
    assert "checked 100 times · roughly" in phone.locator("#my-appraisal .score__basis").inner_text()

    with lived.app.app_context():
        appeal = db.session.scalars(select(PersonAppeal)).one()
        may = reviewers.of(appeal)
        who = next(name for name, account in lived.accounts.items() if account in may)
        assert lived.accounts["gao"] not in may, "who saw it does not decide about it"
    reviewer = look(browse, "laptop", "zh-CN", "light")
    sign_in(reviewer, server, who)
    reviewer.goto(f"{server.url}/appeals")
    reviewer.locator("a.row").first.click()
    reviewer.locator("#answer-reason").fill("照片里头发散着，帽子不在手上")
    reviewer.locator("form[action$=decision] button, form:has(#answer-reason) button").first.click()
    reviewer.get_by_text("照片里头发散着").first.wait_for()

    hua.reload()
    taken_on(hua, "appeal")
    taken_on(hua, "locked")
    opened = []
    hua.on("framenavigated", lambda frame: opened.append(frame.url))
    hua.get_by_role("link", name="梅香").click()
    hua.get_by_text(OBJECTION).first.wait_for()
    hua.get_by_role("link", name="2026-10", exact=False).last.click()
    photo = hua.locator(".lowered__photo").first
    photo.wait_for()
    assert 2 <= len(opened) < MOST_CLICKS, "each page opened is a click, and the photo is one more"
    # asked for and not clicked, because Chromium's own page around a picture breaks the policy of the picture
    answer = hua.request.get(f"{server.url}{photo.get_attribute('href')}")
    assert answer.headers["content-type"] == "image/jpeg"
