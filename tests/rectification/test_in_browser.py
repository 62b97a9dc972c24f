"""Tasks in a real browser: a phone shrinks its photo before it sends it, and every page is whole for everybody."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from inspector.extensions import db
from inspector.rectification.models import Task
from tests.rectification.shop import START
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
