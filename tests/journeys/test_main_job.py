"""The main job from end to end, in a real browser against a real server: from a supervisor's first tap to a waiter's own record."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error, TimeoutError
from pypdf import PdfReader

from inspector.accounts.models import Account
from inspector.extensions import db
from tests.cast import PARTS, PASSWORD, Cast
from tests.journeys import runner_steps as step
from tests.journeys.looking import Looker

TABLET = {"width": 1024, "height": 768}
PHONE = {"width": 390, "height": 844}
NEEDED = (2, 2, 3, 3, 2, 2)  # how often each event of the quick round must be seen
TRAY = 2
WORDS = {
    "zh": {
        "hair": "头发扎好或包好、不过衣领？", "loose": "长发散着", "floor": "地面没有垃圾、水渍？", "wet": "有水渍、打滑",
        "received": "已传到服务器", "trace": "分数怎么来的", "verified": "观察期", "little": "次数不够",
    },
    "en": {
        "hair": "Hair tied or covered, off the collar?", "loose": "Long hair loose", "floor": "Floor free of litter, water or grease?",
        "wet": "Wet and slippery", "received": "On the server", "trace": "How this score came about", "verified": "Watching",
        "little": "Not enough evidence",
    },
}  # fmt: skip


@pytest.fixture
def open_page(browse: Callable[..., Any]) -> Callable[..., Any]:
    """open_page(viewport) is a page in a browser of its own; the second one of a shop, a manager's, a waiter's."""
    return lambda viewport, language="zh", forgives=(): browse(
        has_touch=True, viewport=viewport, locale={"zh": "zh-CN", "en": "en-GB"}[language], forgives=forgives
    ).new_page()


def test_a_round_in_chinese_on_a_tablet_becomes_score_task_record_and_report(
    app: Flask, cast: Cast, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    words, url = WORDS["zh"], _set_up(app, cast, serve, "zh")
    tablet = open_page(TABLET, forgives=("/assets/",))  # asked of the worker that died with the killed tab
    look = Looker(tablet, "zh")
    step.sign_in(tablet, url, "gao")
    look("today")
    step.start(tablet, "quick-round")
    look("line-up", ".grid")
    _line_up(tablet, words)
    look("coach failure", ".detail")
    step.onward(tablet)
    _place(tablet, words)
    look("failure with photo", ".detail .thumb-photo img")
    step.saved(tablet)

    tablet = _killed_and_back(tablet)
    look = Looker(tablet, "zh")
    assert tablet.locator(".tab").nth(1).get_attribute("aria-current") == "true", "it resumes at the same section"
    assert tablet.locator(".answer--fail[aria-pressed=true]").count() == 1
    look("resumed", ".section__head")
    step.onward(tablet)
    _events(tablet)
    look("events", ".seen")
    step.onward(tablet)
    _red_lines(tablet)
    step.onward(tablet)
    look("review", "main.review")
    assert tablet.locator(".findings li").count() == 3
    step.submit(tablet)
    look("sent", ".stamp--on_server")
    assert words["received"] in tablet.locator(".done").inner_text()
    receipt = tablet.locator(".code").inner_text()
    score = tablet.locator(".result__score").inner_text()

    lin = open_page(TABLET)
    inspection = _manager_reads(lin, url, "zh", score)
    _report_is_whole(lin, f"{url}{inspection}", receipt, score)
    task = _owner_fixes(lin, url, words, "zh")
    _another_verifies(tablet, task, words, "zh")
    _month_says_too_little(lin, url, words, "zh")
    _waiter_reads(open_page(PHONE), url, words, "zh", cast, inspection)


def test_a_round_in_english_on_a_phone_reaches_the_one_it_is_about(
    app: Flask, cast: Cast, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    words, url = WORDS["en"], _set_up(app, cast, serve, "en")
    phone = open_page(PHONE, "en")
    look = Looker(phone, "en")
    step.sign_in(phone, url, "gao")
    step.start(phone, "quick-round")
    look("one by one", ".person")
    _one_by_one(phone, words)
    look("coach failure", ".detail")
    step.onward(phone)
    _place(phone, words)
    step.onward(phone)
    _events(phone)
    step.onward(phone)
    _red_lines(phone)
    step.onward(phone)
    look("review", "main.review")
    step.submit(phone)
    look("sent", ".stamp--on_server")
    score = phone.locator(".result__score").inner_text()
    inspection = _manager_reads(open_page(PHONE, "en"), url, "en", score)
    _waiter_reads(open_page(PHONE, "en"), url, words, "en", cast, inspection)


def test_what_is_submitted_to_a_dead_server_goes_out_when_it_lives_again(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 6)
    server = serve()
    tablet = browse(has_touch=True, forgives=("/api/v1/",)).new_page()
    step.sign_in(tablet, server.url, "gao")
    step.start(tablet, "quick-round")
    server.stop(is_killed=True)
    _line_up(tablet, WORDS["en"])
    step.onward(tablet)
    _place(tablet, WORDS["en"])
    step.onward(tablet)
    _events(tablet)
    step.onward(tablet)
    _red_lines(tablet)
    step.onward(tablet)
    tablet.locator(".thumb--submit .button").click()
    tablet.wait_for_selector(".stamp--waiting")
    Looker(tablet, "en")("waiting", ".stamp--waiting")

    serve(port=int(server.url.rsplit(":", 1)[1]))
    tablet.wait_for_selector(".stamp--on_server", timeout=60_000)
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", tablet.locator(".code").inner_text())


def _set_up(app: Flask, cast: Cast, serve: Callable[..., Any], language: str) -> str:
    """Six people on shift, Mei among them, and accounts that read one language; returns the address."""
    step.crew(app, cast, 4, also=("mei", "tao"))
    with app.app_context():
        for account in db.session.query(Account):
            account.language = language
        db.session.commit()
    return str(serve().url)


def _line_up(page: Any, words: dict[str, str]) -> None:
    """Everybody passes at once; then one, Mei where she is on shift, whose hair is loose, with a note and a photo."""
    page.locator(".grid__corner .answer--all").click()
    page.wait_for_selector(".cell--pass")
    cells = page.locator(f".cell--pass[aria-label*='{words['hair']}']")
    of_mei = page.locator(f".cell--pass[aria-label*='{words['hair']} {PARTS['mei'].name}']")
    (of_mei if of_mei.count() else cells.first).click()
    _loose_hair(page, words)


def _one_by_one(page: Any, words: dict[str, str]) -> None:
    """The same on a phone, which shows one person at a time."""
    page.locator(".section__all .answer--all").last.click()
    while page.locator(".person__name b").inner_text() != PARTS["mei"].name:
        page.locator(".person > .tool").last.click()
    page.locator(".item", has_text=words["hair"]).locator(".answer--fail").click()
    _loose_hair(page, words)


def _loose_hair(page: Any, words: dict[str, str]) -> None:
    page.locator(".detail .chip", has_text=words["loose"]).click()
    step.take_photo(page)


def _place(page: Any, words: dict[str, str]) -> None:
    """The whole section passes but the floor, which is wet and photographed."""
    page.locator(".section__head .answer--all").click()
    page.locator(".answer--fail").first.click()
    page.locator(".detail .chip", has_text=words["wet"]).click()
    step.take_photo(page)


def _events(page: Any) -> None:
    """Each event as often as needed; once a drink came without a tray."""
    for row, needed in enumerate(NEEDED):
        for time in range(needed):
            is_missed = row == TRAY and time == needed - 1
            page.locator(".seen").nth(row).locator(".answer--fail" if is_missed else ".answer--pass").click()


def _red_lines(page: Any) -> None:
    for row in range(3):
        page.locator(".control--verdict").nth(row).locator(".answer--pass").click()


def _opened_again(context: Any, address: str) -> Any:
    """A page of a browser that has just lost a process: for a moment it may still ask the worker that died with it, then one taps again."""
    for _ in range(3):
        page = context.new_page()
        try:
            page.goto(address, timeout=6000)
            page.wait_for_selector(".start-row--draft", timeout=10_000)
        except TimeoutError:
            page.close()
        else:
            return page
    raise AssertionError("the app does not open any more")


def _killed_and_back(page: Any) -> Any:
    """Crash the tab, as a tablet that runs out of memory does, and open the app again."""
    context, address = page.context, page.url.split("#")[0]
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    again = _opened_again(context, address)
    again.locator(".start-row--draft").click()
    again.wait_for_selector("main.round")
    return again


def _enter(page: Any, url: str, name: str, onward: str) -> None:
    page.goto(f"{url}/login?next={onward}")
    page.locator("input[name=name]").fill(PARTS[name].number)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.form button").last.click()
    page.wait_for_url(f"{url}{onward}")


def _manager_reads(page: Any, url: str, language: str, score: str) -> str:
    """Lin sees the score on her day, opens the round and how its score came about; returns the address of the round."""
    look = Looker(page, language)
    _enter(page, url, "lin", "/today")
    look("manager's day")
    row = page.locator("a.row", has=page.locator(".score__value", has_text=score))
    address = str(row.get_attribute("href"))
    row.click()
    look("inspection", ".score--large")
    assert score in page.locator(".score--large").inner_text()
    assert page.locator("img.thumb").count() == 2
    page.get_by_role("link", name=WORDS[language]["trace"]).click()
    look("trace", "h1")
    assert score in page.locator("main").inner_text()
    return address


def _report_is_whole(page: Any, inspection: str, receipt: str, score: str) -> None:
    answer = page.request.get(f"{inspection}/report.pdf")
    assert answer.status == 200, answer.text()
    reader = PdfReader(BytesIO(answer.body()))
    text = "".join(sheet.extract_text() for sheet in reader.pages).replace("\n", "")
    for fact in (WORDS["zh"]["hair"], WORDS["zh"]["wet"], PARTS["mei"].name, PARTS["gao"].name, receipt, score):
        assert fact in text
    assert sum(len(sheet.images) for sheet in reader.pages) >= 2


def _owner_fixes(page: Any, url: str, words: dict[str, str], language: str) -> str:
    """Lin, whose task it is, hands it in with a photo; she cannot verify it herself. Returns the address of the task."""
    look = Looker(page, language)
    page.goto(f"{url}/tasks/mine")
    look("own tasks")
    page.get_by_role("link", name=words["floor"]).first.click()
    look("task", "#act")
    page.locator("#photos").set_input_files({"name": "after.jpg", "mimeType": "image/jpeg", "buffer": step.picture()})
    page.locator("form:has(input[value=fix]) button").click()
    look("task handed in", ".before-after img >> nth=1")
    assert page.locator("input[name=move][value=verify]").count() == 0
    return str(page.url)


def _another_verifies(page: Any, task: str, words: dict[str, str], language: str) -> None:
    page.goto(task)
    page.locator("form:has(input[value=verify]) button").click()
    page.wait_for_selector(f".badge:has-text('{words['verified']}')")
    Looker(page, language)("task verified")


def _month_says_too_little(page: Any, url: str, words: dict[str, str], language: str) -> None:
    """One round is no month: no band, and no button to confirm it."""
    page.goto(f"{url}/records")
    page.locator("main a.button").last.click()
    page.wait_for_selector("table.records")
    Looker(page, language)("records")
    row = page.locator("table.records tr", has_text=PARTS["mei"].name)
    assert words["little"] in row.inner_text()
    row.locator("a").first.click()
    Looker(page, language)("record of a person")
    assert words["hair"] in page.locator("main").inner_text()


def _waiter_reads(page: Any, url: str, words: dict[str, str], language: str, cast: Cast, inspection: str) -> None:
    """Mei sees her figures, what lowered them with its photo, and nothing of anybody else."""
    _enter(page, url, "mei", "/me")
    Looker(page, language)("own record", ".lowereds")
    shown = page.locator("main").inner_text()
    for fact in (words["hair"], words["loose"], words["little"]):
        assert fact in shown
    assert PARTS["tao"].name not in shown
    photo = page.locator(".lowered__photo").first.get_attribute("href")
    assert page.request.get(f"{url}{photo}").headers["content-type"] == "image/jpeg"
    others = [f"/photos/{number}" for number in (1, 2) if not str(photo).endswith(f"/{number}")]
    statuses = {path: page.request.get(f"{url}{path}").status for path in (*others, inspection, f"/tasks/people/{cast.staff['tao']}")}
    assert set(statuses.values()) <= {403, 404}, statuses
