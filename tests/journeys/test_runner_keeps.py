"""Nothing that was tapped is ever lost: killed tabs, a dead server, an ended session, two tabs on one round."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Flask
from PIL import Image

from inspector.extensions import db
from inspector.inspections.models import Attachment, Inspection
from tests.cast import Cast
from tests.journeys import runner_steps as step

DEVICE = "/api/v1/"


def test_a_killed_tab_resumes_at_the_same_place_with_every_tap_and_photo(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 6)
    context = browse(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    step.sign_in(page, serve().url, "gao")
    step.start(page, "quick-round")
    page.locator(".tab").nth(1).click()
    page.locator(".answer--fail").nth(1).click()
    page.locator(".detail .chip").first.click()
    step.take_photo(page)
    page.locator(".control--verdict").nth(3).locator(".answer--pass").click()
    step.saved(page)
    page.close()

    again = context.new_page()
    again.goto(page.url.split("#")[0])
    again.locator(".start-row--draft").click()
    again.wait_for_selector("main.round")
    assert again.locator(".tab").nth(1).get_attribute("aria-current") == "true"
    assert again.locator("[aria-pressed=true]").count() == 2
    assert again.locator(".summary").inner_text() != ""
    again.locator(".answer--fail[aria-pressed=true]").click()
    again.wait_for_selector(".detail .thumb-photo img")


def test_a_photo_leaves_the_device_small_without_its_place_and_with_the_footer(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 1)
    page = browse(has_touch=True).new_page()
    sent: list[bytes] = []
    page.on("request", lambda request: "/device/blobs/" in request.url and sent.append(request.post_data_buffer))
    step.sign_in(page, serve().url, "gao")
    step.start(page, "quick-round")
    page.locator(".tab").nth(1).click()
    page.locator(".section__head .answer--all").click()
    page.locator(".answer--fail").first.click()
    step.take_photo(page)
    page.locator(".tab").nth(0).click()
    page.locator(".grid__corner .answer--all").click()
    page.locator(".tab").nth(3).click()
    for row in range(3):
        page.locator(".control--verdict").nth(row).locator(".answer--pass").click()
    step.onward(page)
    step.submit(page)
    (photo,) = sent
    picture = Image.open(BytesIO(photo))
    assert max(picture.size) == 2048
    assert not picture.getexif()
    foot = picture.convert("L").crop((0, picture.height - 30, picture.width, picture.height - 1))
    assert foot.getextrema()[1] > 200 and foot.resize((1, 1)).getpixel((0, 0)) < 150, "light words on a dark footer are burnt in"
    original = hashlib.sha256(step.picture()).hexdigest()
    with app.app_context():
        attachment = db.session.query(Attachment).one()
        assert attachment.original_sha256 == original
        assert attachment.sha256 == hashlib.sha256(photo).hexdigest()


def test_a_round_submitted_while_the_server_is_down_goes_out_by_itself(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 2)
    page = browse(has_touch=True, forgives=(DEVICE,)).new_page()
    server = serve()
    step.sign_in(page, server.url, "gao")
    step.start(page, "quick-round")
    step.pass_quick_round(page)
    server.stop(is_killed=True)
    step.onward(page)
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector(".stamp--waiting")

    serve(port=int(server.url.rsplit(":", 1)[1]))
    page.wait_for_selector(".stamp--on_server", timeout=60_000)
    with app.app_context():
        assert db.session.query(Inspection).count() == 1


def test_a_second_tab_on_the_same_round_is_told_and_changes_nothing(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 2)
    context = browse()
    page = context.new_page()
    step.sign_in(page, serve().url, "gao")
    step.start(page, "quick-round")
    other = context.new_page()
    other.goto(page.url)
    other.wait_for_selector(".notice")
    assert other.locator(".cell").count() == 0
    page.close()
    other.reload()
    other.wait_for_selector("main.round")


def test_a_round_leaves_the_device_by_its_grant_when_the_sign_in_has_ended(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 1)
    context = browse(has_touch=True, forgives=(DEVICE,))
    page = context.new_page()
    with page.expect_response(lambda answer: answer.url.endswith("/device/grants") and answer.status == 201):
        step.sign_in(page, serve().url, "gao")
    step.start(page, "quick-round")
    step.pass_quick_round(page)
    context.clear_cookies()
    step.onward(page)
    step.submit(page)
    with app.app_context():
        assert db.session.query(Inspection).one().grant_id is not None
