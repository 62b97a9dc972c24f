"""Photos shot while walking and sorted later, drawn on, blurred for good; and a code on a table that starts a round without a network."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from flask import Flask
from PIL import Image, ImageDraw

from tests import serving
from tests.cast import Cast
from tests.faults import evidence_round as its
from tests.journeys import runner_steps as step
from tests.journeys.looking import Looker

FACE = (500, 300, 900, 800)


def picture(shade: int) -> bytes:
    """A photo with a patterned face in it, so that blurring has something to take away."""
    image = Image.new("RGB", (1600, 1200), (shade, 170, 190))
    pen = ImageDraw.Draw(image)
    for row in range(FACE[1], FACE[3], 8):
        pen.line((FACE[0], row, FACE[2], row), fill=(255, 255, 255) if row % 16 else (0, 0, 0), width=4)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


@pytest.fixture
def tablet(app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]) -> Any:
    """A context on a device of the garden, and the address of its server."""
    its.publish(app)
    step.crew(app, cast, 2)
    context = browse(has_touch=True, viewport={"width": 768, "height": 1024})
    context.home = serve().url
    return context


def shoot(page: Any, count: int) -> None:
    """The camera of the round, again and again while walking."""
    for number in range(1, count + 1):
        page.locator(".tool--camera input").set_input_files(its.named(picture(60 + 30 * number)))
        page.locator(".tool--tray", has_text=str(number)).wait_for()


def loose_left(page: Any, count: int) -> None:
    """Wait until so many photos are on no item."""
    page.locator(".loose").nth(count - 1).wait_for()
    page.locator(".loose").nth(count).wait_for(state="detached")


def test_five_photos_shot_walking_survive_a_kill_and_find_their_items_by_tap_drag_and_key(app: Flask, tablet: Any) -> None:
    page = tablet.new_page()
    round_id = its.begin(page, tablet.home)
    look = Looker(page, "en")
    its.pass_everything(page)
    page.locator("[id='item-floor|'] .answer--fail").click()
    shoot(page, 5)
    page.close()  # killed with photos on no item

    page = tablet.new_page()
    page.goto(f"{tablet.home}/app")
    assert "photos: 5" in page.locator(".start-row--draft").inner_text()
    page.locator(".start-row--draft").click()
    page.locator(".tool--tray").click()
    page.wait_for_selector("main.sort")
    look.page = page
    look("sort")
    loose, place = page.locator(".loose"), page.locator("[data-place='floor|']")
    assert loose.count() == 5

    loose.nth(0).click()  # by tap
    loose.nth(1).click()
    place.click()
    loose_left(page, 3)
    page.locator(".tray__tools .button", has_text="Undo").click()
    loose_left(page, 5)
    place.click()  # they are still chosen
    loose_left(page, 3)

    start, end = loose.nth(0).bounding_box(), place.bounding_box()  # by drag
    page.mouse.move(start["x"] + 40, start["y"] + 40)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 120, steps=4)
    assert page.locator(".ghost").count() == 1
    page.mouse.move(end["x"] + 90, end["y"] + 20, steps=6)
    page.mouse.up()
    loose_left(page, 2)
    assert page.locator(".ghost").count() == 0

    loose.nth(0).focus()  # by key
    page.keyboard.press("Space")
    place.focus()
    page.keyboard.press("Enter")
    loose_left(page, 1)

    page.locator("main.sort ~ footer a").click()  # one is left over
    page.wait_for_selector(".unsorted img")
    look("review with a photo to sort")
    page.evaluate(f"location.hash = '#/round/{round_id}'")
    page.wait_for_selector("main.round")
    page.locator(".tab").nth(1).click()
    its.sign(page, "[id='item-seen|'] .signature", 5)
    step.onward(page)
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector("dialog .button--primary")
    look("leftover")
    page.locator("dialog .button--primary").click()
    rows = its.oracles(app, page, round_id)
    assert [row["item"] for row in rows if row["kind"] == "photo"] == ["floor"] * 4 + [None]
    assert len({row["original_sha256"] for row in rows if row["kind"] == "photo"}) == 5


def test_a_blur_and_marks_become_the_photo_and_nothing_below_them_is_left(app: Flask, tablet: Any) -> None:
    page = tablet.new_page()
    round_id = its.begin(page, tablet.home)
    look = Looker(page, "en")
    its.pass_everything(page)
    original = picture(120)
    its.choose(page, its.named(original))
    page.locator("[id='item-view|'] .thumb-photo img").wait_for()
    before = page.evaluate(its.DEVICE)
    (plain,) = before["drafts"][0]["photos"]
    page.locator("[id='item-view|'] .thumb-photo").click()
    page.locator(".photo__large").wait_for()
    page.locator(".hiding summary").click()
    look("photo")
    page.locator(".hiding .chip", has_text="A guest").last.click()
    page.locator("dialog .button--primary").click()
    page.wait_for_selector("canvas[data-marking]")
    look("marking")
    page.locator(".marking__tools .chip", has_text="Blur").click()
    box = page.locator("canvas[data-marking]").bounding_box()
    scale = box["width"] / 1600
    page.mouse.move(box["x"] + (FACE[0] - 40) * scale, box["y"] + (FACE[1] - 40) * scale)
    page.mouse.down()
    page.mouse.move(box["x"] + (FACE[2] + 40) * scale, box["y"] + (FACE[3] + 40) * scale, steps=5)
    page.mouse.up()
    page.locator(".marking__tools .chip", has_text="Arrow").click()  # and an arrow by keys alone
    page.locator("canvas[data-marking]").focus()
    left, up, enter = "Shift+ArrowLeft", "Shift+ArrowUp", "Enter"
    for key in (left, left, left, enter, up, up, enter, enter, up, enter):
        page.keyboard.press(key)
    page.locator("dialog [role=status]", has_text="Marks: 3").wait_for()
    page.keyboard.press("Control+z")
    page.locator("dialog [role=status]", has_text="Marks: 2").wait_for()
    page.locator(".marking__tools .button--primary").click()
    page.locator("canvas[data-marking]").wait_for(state="detached")

    device = page.evaluate(its.DEVICE)
    (marked,) = device["drafts"][0]["photos"]
    assert marked["sha256"] != plain["sha256"] and plain["sha256"] not in device["hashes"].values(), "the photo before the blur is gone"
    assert not any(plain["slot"] in name for name in device["hashes"])
    its.sign_round(page)
    photo, _signature = its.oracles(app, page, round_id)
    assert photo["original_sha256"] == hashlib.sha256(original).hexdigest()
    assert photo["hidden_from_staff_reason"] == "A guest can be recognised"
    with Image.open(app.extensions["inspector.blobs"].path(photo["sha256"])) as image:
        grey = image.convert("L").crop(FACE)
        low, high = grey.getextrema()
        assert high - low < 120, "the stripes of the face are nowhere any more"
        assert image.convert("L").crop((0, 1170, 1600, 1199)).getextrema()[1] > 200, "the footer is still there"
        red = [pixel for pixel in image.crop((300, 350, 420, 560)).convert("RGB").get_flattened_data() if pixel[0] > 180 and pixel[1] < 80]
        assert red, "the arrow is in the pixels"


@pytest.fixture
def scanner(
    app: Flask, cast: Cast, serve: Callable[..., Any], chromium: Any, tmp_path: Path
) -> Iterator[Callable[[str], Any]]:
    """scanner("…{url}…") is a page of a signed-in device whose camera looks at a code with these words."""
    step.crew(app, cast, 2)
    server = serve()
    opened = []

    def show(words: str) -> Any:
        film = tmp_path / "film.mjpeg"
        film.write_bytes(filmed(words.format(url=server.url, site=cast.sites["garden"], area=cast.areas["garden"])))
        camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
        browser = chromium.browser_type.launch(executable_path=serving.HEADLESS, args=[*serving.CHROMIUM_ARGUMENTS, *camera])
        opened.append(browser)
        page = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844}, has_touch=True).new_page()
        step.sign_in(page, server.url, "gao")
        return page

    yield show
    for browser in opened:
        browser.close()


def filmed(words: str) -> bytes:
    """A code on a table as a camera films it: small in the picture, a little turned, on wood."""
    code = io.BytesIO()
    segno.make(words, error="m", micro=False).save(code, kind="png", scale=6, border=4)
    card = Image.open(code).convert("RGB").resize((260, 260)).rotate(7, expand=True, fillcolor=(120, 90, 60))
    frame = Image.new("RGB", (640, 480), (120, 90, 60))
    frame.paste(card, (190, 90))
    out = io.BytesIO()
    frame.save(out, "JPEG", quality=85)
    return out.getvalue()


def test_one_scan_and_one_tap_start_the_round_of_a_table_without_a_network(scanner: Callable[[str], Any], cast: Cast) -> None:
    page = scanner("{url}/app#/start/quick-round?site={site}&area={area}&table=2")
    page.locator("a[href='#/scan']").click()
    page.wait_for_selector(".thumb--submit .button")  # the first scan of this visit brings the reader
    page.evaluate("location.hash = '#/'")
    page.wait_for_selector(".today")

    page.context.set_offline(True)
    page.locator("a[href='#/scan']").click()
    page.wait_for_selector(".thumb--submit .button")
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector("main.round")
    (draft,) = page.evaluate(its.DEVICE)["drafts"]
    assert (draft["checklist_id"], draft["site"]["id"], draft["area_id"]) == ("quick-round", cast.sites["garden"], cast.areas["garden"])
    assert draft["subjects"]["table"] == ["table:2"]


def test_a_foreign_code_is_told_and_what_is_printed_below_one_can_be_written(scanner: Callable[[str], Any], cast: Cast) -> None:
    page = scanner("https://elsewhere.example/app#/start/quick-round?site=1")
    page.locator("a[href='#/scan']").click()
    page.locator(".scan .trouble", has_text="elsewhere.example").wait_for()
    Looker(page, "en")("scan")
    page.locator("#code").fill("9999")
    page.keyboard.press("Enter")
    page.locator(".scan .trouble", has_text="not among yours").wait_for()
    page.locator("#code").fill(f"{cast.sites['garden']}-{cast.areas['garden']}-3")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('3')")
    page.locator("a[href^='#/start/quick-round?']").click()
    page.wait_for_selector(".thumb--submit .button")
    assert page.url.endswith(f"site={cast.sites['garden']}&area={cast.areas['garden']}&table=3")
