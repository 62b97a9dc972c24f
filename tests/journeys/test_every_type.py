"""A list that holds every type of item and every kind of condition: filled without a network, submitted, and scored alike on both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from inspector.checklists import keys, library, publishing
from inspector.extensions import db
from inspector.inspections.models import Answer, Attachment, Inspection
from tests.cast import Cast
from tests.faults import evidence_round
from tests.journeys import runner_steps as step

LIST = Path(__file__).parent / "every_type.yml"
TOP_LINE = """() => {
  const bars = document.querySelector(".tabs").getBoundingClientRect().bottom;
  return [...document.querySelectorAll("li.item")].find((item) => item.getBoundingClientRect().top >= bars).id;
}"""
SHOT = {"name": "bill.jpg", "mimeType": "image/jpeg"}


def test_the_list_holds_every_type() -> None:
    read = library.read(LIST.read_text())
    assert read.checklist
    assert {item.type for section in read.checklist.sections for item in section.items} == {*keys.SCORED_TYPES, *keys.STORED_TYPES}


def test_every_type_is_filled_without_a_network_and_scored_alike(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    publish(app)
    step.crew(app, cast, 1, also=("mei",))
    server = serve()
    context = browse(locale="en-US", has_touch=True, viewport={"width": 390, "height": 844}, forgives=("/api/v1/",))
    page = context.new_page()
    step.sign_in(page, server.url, "gao")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    begin(page)
    fill_opening(page)
    fill_measured(page)

    page.evaluate("document.getElementById('item-freezer|').scrollIntoView()")
    on_top = page.evaluate(TOP_LINE)
    page.get_by_role("button", name="Menu").dispatch_event("click")  # a click of the driver scrolls to what is stuck
    page.locator("dialog").get_by_text("中文").click()
    page.get_by_text("茶水斟到几成？").wait_for()
    assert page.locator("#item-tea_level\\| input").input_value() == "80", "an answer does not know a language"
    assert page.locator(".tab[aria-current=true]").inner_text().startswith("测量与计数"), "the place is kept"
    page.locator("dialog").get_by_text("English").click()
    page.get_by_text("How full is the tea cup?").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    assert on_top and page.evaluate(TOP_LINE) == on_top, "the line that was on top still is, however long its words"

    fill_chosen(page)
    fill_people(page)
    set_areas_aside(page)
    shown = page.locator(".live b").inner_text()
    page.locator(".thumb a.button").click()
    page.get_by_text("Nothing is missing.").wait_for()
    page.locator(".thumb--submit .button").click()
    page.get_by_text("Saved on this tablet").wait_for()
    context.set_offline(False)
    page.wait_for_selector(".stamp--on_server", timeout=60_000)

    with app.app_context():
        inspection = db.session.scalars(select(Inspection)).one()
        assert (inspection.flag, inspection.score) == (None, shown)
        said = {(one.item, one.subject): one for one in db.session.scalars(select(Answer))}
        values = {item: one.value for (item, _), one in said.items()}
        assert (values["freezer"], values["stains"], values["attitude"], values["smile"]) == ("-18.5", "1", "4.5", "2")
        assert (values["greeted"], values["offered"], values["fridge_code"]) == ({"k": 1, "n": 2}, ["tea", "dish"], "KF-0042")
        assert values["host"] == f"staff:{cast.staff['tao']}", "somebody who was not on the round"
        assert datetime.fromisoformat(values["arrived"]) and values["opened_on"] and values["first_greeting"] == "18:05"
        assert {"why_thrown", "dish_named", "hall_lights"} <= set(values) and "smoking_sign" not in values
        assert not any(item == "wiped" for item, _ in said), "its section was hidden by an answer"
        aside = [one for (item, _), one in said.items() if item in ("swept", "bins")]
        assert {(one.state, one.reason, one.is_bulk) for one in aside} == {("na", "Not in use now", True)}
        cake = said["cake", None]
        assert (cake.state, cake.reason) == ("na", "No birthday today")
        kept = {(one.kind, one.item, one.signer) for one in db.session.scalars(select(Attachment))}
        assert kept == {("photo", "receipt", None), ("signature", "signed", "manager")}
        first = inspection.uuid
    look_again(page)
    with app.app_context():
        look = db.session.scalars(select(Inspection).where(Inspection.reinspects == first)).one()
        assert (look.flag, look.failure_count, look.answer_count) == (None, 1, 5), "five items failed, and a whole made of parts"


def publish(app: Flask) -> None:
    """Put the list into the database, for every site of its pack."""
    with app.app_context():
        read = library.read(LIST.read_text())
        assert read.checklist
        publishing.publish(read.checklist, None, "", datetime(2026, 9, 1, tzinfo=UTC))
        db.session.commit()


def begin(page: Any) -> None:
    """Start a round of the list from Today."""
    page.goto(page.url.split("#")[0] + "#/start/every-type")
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector("main.round")


def fill_opening(page: Any) -> None:
    """Moments, people, codes and words."""
    page.locator(".item--datetime").get_by_text("Enter now").click()
    page.locator(".item--date").get_by_text("Enter today").click()
    page.locator(".item--time input").fill("18:05")
    page.locator(".item--staff").get_by_text("Another person").click()
    page.locator("dialog .chip", has_text="陶然").click()
    page.locator("dialog").wait_for(state="detached")  # it gives the focus back when it goes
    page.locator(".item--barcode input").fill("KF-0042")
    page.locator(".item--location input").fill("By the door")
    page.locator(".item--text textarea").fill("Warm")
    page.get_by_text("4 of at least 10 characters").wait_for()
    page.locator(".item--text textarea").fill("Warm and quick")
    page.locator(".item--text input").fill("Lin")


def fill_measured(page: Any) -> None:
    """Figures, counts and levels."""
    tab(page, "Measured")
    page.locator("#item-tea_level\\| input").fill("80")
    page.locator("#item-freezer\\| input").fill("18.5")
    page.get_by_role("button", name="Below zero or above").click()
    page.get_by_role("button", name="Start clock").click()
    page.get_by_role("button", name="Stop clock").click()
    stains = page.locator("#item-stains\\|")
    stains.get_by_text("None at all").click()
    stains.get_by_role("button", name="One more").click()
    page.locator("#item-attitude\\|").get_by_role("button", name="One less").click()
    page.locator("#item-tidiness\\|").get_by_role("button", name="3").click()
    page.locator("#item-smile\\|").get_by_text("Now and then").click()
    page.locator("#item-calm\\|").get_by_role("button", name="2").click()
    greeted = page.locator("#item-greeted\\|")
    greeted.get_by_role("button", name="Done", exact=True).click()
    greeted.get_by_role("button", name="Not done").click()
    greeted.get_by_text("1 of 2 done").wait_for()


def fill_chosen(page: Any) -> None:
    """Choices, what follows from them, a whole made of parts, a photo and a signature."""
    tab(page, "Chosen")
    page.get_by_text("Thrown on the table").click()
    page.locator("#item-why_thrown\\| input").fill("In a hurry")
    offered = page.locator("#item-offered\\|")
    for words in ("Full house", "Tea", "Signature dish"):
        offered.get_by_text(words).click()
    offered.locator(".chip[aria-pressed=true]").nth(1).wait_for()
    for item in ("dish_named", "hall_lights", "door_clear", "lead"):
        page.locator(f"#item-{item}\\| .answer--pass").click()
    page.get_by_text("Follows from the answers above").wait_for()
    page.locator("#item-chair\\| .answer--fail").click()
    page.get_by_text("Not all of it done").wait_for()
    cake = page.locator("#item-cake\\|")
    cake.locator(".answer--na").click()
    cake.get_by_text("Reason missing").wait_for()
    cake.get_by_label("Another reason").fill("No birthday today")
    page.locator("#item-receipt\\| input[type=file]").set_input_files({**SHOT, "buffer": step.picture()})
    page.locator("#item-receipt\\| .thumb-photo img").wait_for()
    evidence_round.sign(page, "#item-signed\\| .signature", 5)
    page.locator(".signature.is-signed").wait_for()


def fill_people(page: Any) -> None:
    """The line-up, one person after the other as a phone shows it."""
    tab(page, "Each person")
    for number in (1, 2):
        page.get_by_text(f"{number} / 2", exact=True).wait_for()
        page.locator(".control--verdict .answer--pass").click()
        page.locator(".control--rating .level").last.click()
        page.locator(".control--choice .chip").first.click()
        page.locator(".control--choice .chip[aria-pressed=true]").wait_for()
        if number == 1:
            page.get_by_role("button", name="Next one").click()


def set_areas_aside(page: Any) -> None:
    """The last section does not apply; it is said, taken back, and said again."""
    tab(page, "Each area")
    aside = page.get_by_role("button", name="This section does not apply")
    said = page.get_by_text("This section does not apply: Not in use now")
    for taken_back in ("Undo", "It does apply", None):
        aside.click()
        page.locator("dialog").get_by_text("Not in use now").click()
        said.wait_for()
        if taken_back:
            page.get_by_role("button", name=taken_back).click()
            said.wait_for(state="detached")
    step.saved(page)


def look_again(page: Any) -> None:
    """What failed is asked once more, nothing else; all of it but the stains is good now."""
    page.get_by_text("Look again at what failed").click()
    page.get_by_text("Only these are asked").wait_for()
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector("main.round")
    assert page.locator(".tab").count() == 2, "sections without a failure are not there"
    page.locator("#item-stains\\|").get_by_role("button", name="One more").click()
    page.locator("#item-calm\\|").get_by_role("button", name="5").click()
    page.locator("#item-greeted\\|").get_by_role("button", name="Done", exact=True).click()
    tab(page, "Chosen")
    page.get_by_text("With both hands").click()
    page.locator("#item-chair\\| .answer--pass").click()
    page.get_by_text("All of it done").wait_for()
    page.locator(".thumb a.button").click()
    step.submit(page)


def tab(page: Any, name: str) -> None:
    """Open a section by the beginning of its title."""
    page.locator(".tab", has_text=name).click()
    page.locator(".tab[aria-current=true]", has_text=name).wait_for()
