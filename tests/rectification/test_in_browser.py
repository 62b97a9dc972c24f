"""Tasks in a real browser: a phone shrinks its photo before it sends it, and every page is whole for everybody."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from inspector.extensions import db
from inspector.rectification.models import Task
from tests.rectification.shop import START
from tests.rounds import photo
from tests.web.test_pages import LOOKS, check, look, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def tasks(opened):
    """Tasks of several kinds, by item: one id each."""
    with opened.app.app_context():
        opened.submit({("floor", None): "fail", ("exits-clear", None): "fail", ("uniform", "mei"): "fail"}, at=START)
        opened.submit({("floor", None): "fail", ("condiments", None): "fail"}, at=START)
        opened.submit({("condiments", None): "fail"}, by="lin", line="self", area="bar")
        return dict(db.session.execute(select(Task.item, Task.id).order_by(Task.id.desc())).all())


def camera_photo() -> bytes:
    """As a phone makes it: large, turned, with metadata."""
    picture, exif = Image.effect_noise((3200, 2400), 90).convert("RGB"), Image.Exif()
    exif[271], exif[274] = "A phone", 6
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=95, exif=exif)
    return buffer.getvalue()


def test_a_photo_is_made_small_and_loses_its_metadata_before_it_is_sent(tasks, data, serve, browse):
    server = serve()
    page = look(browse, "phone", "en-US", "light", has_touch=True, is_mobile=True)
    sign_in(page, server, "gao")
    page.goto(f"{server.url}/tasks/{tasks['floor']}", wait_until="networkidle")  # the script that shrinks is there
    page.set_input_files("#photos", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": camera_photo()})
    page.get_by_role("button", name="Hand in as fixed").click()
    page.get_by_alt_text("Photo of the fix").wait_for()
    check(page, "a task handed in")
    assert page.get_by_alt_text("Photo of the fix").count() == 1
    blobs = [path for path in (data / "blobs").rglob("*") if path.is_file()]
    assert len(blobs) == 1
    with Image.open(blobs[0]) as kept:
        assert kept.size == (1536, 2048)  # turned upright
        assert not kept.getexif()


@pytest.mark.parametrize(("size", "locale", "theme"), LOOKS)
def test_the_pages_of_tasks_are_whole_for_everybody(tasks, serve, browse, size, locale, theme):
    server = serve()
    page = look(browse, size, locale, theme)
    sign_in(page, server, "lin")
    for url in ("/tasks", "/tasks?show=overdue", "/tasks?show=verify", "/tasks/mine", f"/tasks/{tasks['exits-clear']}"):
        page.goto(f"{server.url}{url}")
        check(page, url)
    page.get_by_role("button").filter(has=page.locator("use[href$='#check']")).last.click()
    page.locator("[aria-invalid=true]").wait_for()
    check(page, "a task without its photo")


def test_the_whole_life_of_a_task_from_the_finding_to_its_end(tasks, opened, serve, browse):
    server = serve()
    address = f"{server.url}/tasks/{tasks['floor']}"

    def as_(name):
        page = look(browse, "phone", "en-US", "light")
        sign_in(page, server, name)
        page.goto(address, wait_until="networkidle")
        return page

    gao, lin = as_("gao"), as_("lin")
    act = gao.locator("#act")

    def press(page, name, says):
        page.get_by_role("button", name=name, exact=True).click()
        page.locator(".message", has_text=says).wait_for()

    def hand_in():
        gao.set_input_files("#photos", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()})
        press(gao, "Hand in as fixed", "Somebody else will take a second look")

    press(gao, "Accept", "It is yours now")
    hand_in()
    assert not act.get_by_role("button", name="It is fixed").count(), "nobody verifies what he fixed"
    lin.reload()
    lin.get_by_label("What is still missing").fill("The corner is wet")
    press(lin, "Send back", "Sent back with your reason")
    gao.reload()
    assert "The corner is wet" in gao.locator(".timeline").inner_text()
    hand_in()
    lin.reload()
    assert lin.get_by_alt_text("Photo of the fix").count() == 2
    press(lin, "It is fixed", "watched until the next round")
    press(lin, "Close the task", "Closed.")
    lin.get_by_text("3 earlier steps").click()
    assert lin.locator(".timeline__what").all_inner_texts() == [
        "Closed", "Verified", "Handed in", "Sent back", "Handed in", "Taken on", "Found again", "Found",
    ]  # fmt: skip
