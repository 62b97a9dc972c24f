"""A list built from nothing, tried out and published; its next version comes while a round of the first is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from inspector.accounts.models import Account
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Inspection
from tests.cast import PARTS, PASSWORD, Cast
from tests.checklists.exchange.sheets import workbook
from tests.checklists.exchange.test_lists import CHINESE
from tests.journeys import runner_steps as step
from tests.journeys.looking import Looker

LAPTOP = {"width": 1024, "height": 768}
TABLET = {"width": 768, "height": 1024}
PHONE = {"width": 390, "height": 844}


def test_a_list_from_nothing_is_tried_published_used_and_published_again(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 2)
    url = str(serve().url)
    page = browse(viewport=LAPTOP, locale="en-GB").new_page()
    look = Looker(page, "en")
    _sign_in(page, url, "quan")
    _begin(page, url)
    look("head", "#head-list form")
    page.locator("#head-list input[name='scoring.pass_from']").fill("80")
    _saved(page)
    page.locator("#head-list button[value=closed]").click()
    page.locator("#head-list form").wait_for(state="detached")
    _write_question(page, "item-1", "Floor dry?", "地面干吗？")
    look("question", ".question--open form")
    _close(page, "item-1")
    _add(page, "item-2")
    _write_question(page, "item-2", "Which door?", "哪个门？", opened=True)
    _as_choice(page)
    look("choices", ".question--open form")
    _close(page, "item-2")

    page.locator("#item-item-2 [data-grip]").focus()
    page.keyboard.press("ArrowUp")
    page.locator(".outline__items > li:first-child#item-item-2").wait_for()
    page.locator("#item-item-2 [data-grip]:focus").wait_for()
    _drag(page, "item-1", "item-2")
    look("outline")

    page.get_by_role("link", name="Try it out").click()
    page.wait_for_selector("main.round")
    page.locator(".control--verdict .answer--pass").first.click()
    page.locator(".options .chip--answer").first.click()
    look("trial", "main.round")
    page.locator("a[href='#/review/trial']").first.click()
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector(".trial-figures")
    assert "100" in page.locator(".trial-figures").inner_text()
    look("end of the trial", ".trial-figures")
    page.locator(".band a").click()

    _publish(page, "first")
    with app.app_context():
        first = db.session.query(ChecklistVersion).filter(ChecklistVersion.checklist.has(key="my-round")).one()
        assert (first.number, db.session.query(Inspection).count()) == (1, 0), "a trial leaves nothing behind"

    tablet = browse(viewport=TABLET, locale="en-GB", has_touch=True).new_page()
    step.sign_in(tablet, url, "gao")
    step.start(tablet, "my-round")
    tablet.locator(".control--verdict .answer--pass").first.click()
    step.saved(tablet)

    page.bring_to_front()
    page.get_by_role("button", name="Change").click()
    _write_question(page, "item-1", "Floor dry and swept?", "地面干且扫过？")
    _close(page, "item-1")
    page.get_by_role("link", name="Check and publish").click()
    look("review", "#changes")
    assert "Floor dry and swept?" in page.locator("section", has=page.locator("#changes")).inner_text()
    _publish(page, "second", is_there=True)

    tablet.bring_to_front()
    assert tablet.get_by_text("Floor dry?").count(), "a round keeps the version it began with"
    tablet.locator(".options .chip--answer").first.click()
    step.saved(tablet)
    tablet.locator("a[href*='#/review/']").first.click()
    step.submit(tablet)
    with app.app_context():
        done = db.session.query(Inspection).one()
        assert db.session.get_one(ChecklistVersion, done.checklist_version_id).number == 1


def test_the_chains_own_sheet_is_looked_at_taken_into_a_draft_improved_and_published(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    with app.app_context():
        db.session.get_one(Account, cast.accounts["quan"]).language = "zh"
        db.session.commit()
    page = browse(viewport=PHONE, locale="zh-CN").new_page()
    look = Looker(page, "zh")
    url = str(serve().url)
    _sign_in(page, url, "quan")
    page.goto(f"{url}/checklists/import")
    look("choose a file", "input[type=file]")
    sheet = {"name": "巡检表.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(CHINESE)}
    page.locator("input[type=file]").set_input_files(sheet)
    page.locator("main form button.button--primary").click()
    look("every row's fate", "form[action$='/import/draft']")
    assert "没有罚款" in page.inner_text("main"), "what is left out is said"
    page.locator("form[action$='/import/draft'] button").click()
    page.wait_for_selector("#outline")
    look("the draft", "#outline")
    assert page.locator(".question").count() == 4
    page.locator("#head-list .question__open").click()
    page.locator("#head-list [name='title.en']").fill("Floor sheet")
    page.locator("#head-list button[value=closed]").click()
    page.locator("#head-list form").wait_for(state="detached")
    page.goto(f"{page.url.split('?')[0].split('#')[0]}/publication")
    page.locator("main form button.button--primary").click()
    page.wait_for_selector(".history")


def _sign_in(page: Any, url: str, name: str) -> None:
    page.goto(f"{url}/login?next=/checklists")
    page.locator("input[name=name]").fill(PARTS[name].number)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url("**/checklists")


def _begin(page: Any, url: str) -> None:
    page.goto(f"{url}/checklists/own")
    page.locator("[name=title_zh]").fill("我的检查")
    page.locator("[name=title_en]").fill("My round")
    page.locator("[name=key]").fill("my-round")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector("#head-list form")


def _write_question(page: Any, item: str, english: str, chinese: str, opened: bool = False) -> None:
    if not opened:
        page.locator(f"#item-{item} .question__open").click()
    form = page.locator(f"#item-{item} form[data-draft-form]")
    form.locator("[name='ask.zh']").fill(chinese)
    form.locator("[name='ask.en']").fill(english)
    _saved(page)


def _saved(page: Any) -> None:
    """The words in the form are those the server has: the next answer to a saving."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/parts/" in answer.url):
        pass


def _close(page: Any, item: str) -> None:
    page.locator(f"#item-{item} button[value=closed]").click()
    page.locator(f"#item-{item} form[data-draft-form]").wait_for(state="detached")


def _add(page: Any, item: str) -> None:
    page.get_by_role("button", name="Add a question").first.click()
    page.locator(f"#item-{item} form[data-draft-form]").wait_for()


def _as_choice(page: Any) -> None:
    """Two doors, one of them a finding; a row brings the next."""
    form = page.locator("#item-item-2 form[data-draft-form]")
    form.locator("select[name=type]").select_option("choice")
    form.locator("[name='options.0.label.en']").wait_for()
    for place, (english, chinese, points) in enumerate((("Front", "前门", "1"), ("Back", "后门", "0"))):
        form.locator(f"[name='options.{place}.label.zh']").fill(chinese)
        form.locator(f"[name='options.{place}.label.en']").fill(english)
        form.locator(f"[name='options.{place}.points']").fill(points)
    form.locator("[name='options.2.label.zh']").wait_for()
    _saved(page)


def _drag(page: Any, moved: str, onto: str) -> None:
    """Drag a question above another by its grip."""
    grip, goal = page.locator(f"#item-{moved} [data-grip]").bounding_box(), page.locator(f"#item-{onto}").bounding_box()
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(goal["x"] + 10, goal["y"] + goal["height"] / 2, steps=4)
    page.mouse.move(goal["x"] + 10, goal["y"] + 4, steps=4)
    with page.expect_response(lambda answer: answer.url.endswith(f"/parts/item/{moved}/moves")):
        page.mouse.up()
    page.locator(f".outline__items > li:first-child#item-{moved}").wait_for()


def _publish(page: Any, note: str, is_there: bool = False) -> None:
    if not is_there:
        page.get_by_role("link", name="Check and publish").click()
    page.locator("[name=note]").fill(note)
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/checklists/my-round")
