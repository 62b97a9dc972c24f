"""One round in two tabs, and one round on two tablets: taken over without losing a tap, submitted once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection, ServerDraft
from tests.cast import Cast
from tests.faults.oracles import check_store
from tests.journeys import runner_steps as step

MIRROR = "document.dispatchEvent(new Event('visibilitychange'))"
HIDE = "Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })"
SHOW = "Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true })"


@pytest.fixture
def gao(app: Flask, cast: Cast, serve: Callable[..., Any]) -> Any:
    """(server, sign_in): a shop of two people and a way for Gao to sign in."""
    step.crew(app, cast, 2)
    return serve()


def tap_pass(page: Any, number: int) -> None:
    """Pass one question of the second section, and wait until that is durable."""
    page.bring_to_front()  # whoever taps has it before them; a tab behind another one paints once a second
    page.locator(".tab").nth(1).click()
    page.locator(".control--verdict").nth(number).locator(".answer--pass").click()
    step.saved(page)


def answered(page: Any) -> int:
    return page.locator(".control--verdict [aria-pressed=true]").count()


def mirror(page: Any, last: str = "/device/drafts/") -> None:
    """What a tab does when it goes to the background; waits for the server's answer. last: what goes out last, a photo after its draft."""
    with page.expect_response(lambda answer: last in answer.url and answer.request.method == "PUT"):
        page.evaluate(f"{HIDE}; {MIRROR}; {SHOW}")


def test_case_086_two_tabs_on_one_draft_take_turns_and_submit_once(app: Flask, gao: Any, browse: Callable[..., Any]) -> None:
    context = browse(locale="en-US", forgives=("/api/v1/",))  # the server is stopped for its store to be looked at
    first = context.new_page()
    step.sign_in(first, gao.url, "gao")
    step.start(first, "quick-round")
    tap_pass(first, 0)
    second = context.new_page()
    second.goto(first.url)
    second.get_by_role("button", name="Take it over here").wait_for()
    assert second.locator(".control, .cell, input, textarea").count() == 0, "read-only"
    first.bring_to_front()
    first.locator(".control--verdict").nth(1).locator(".answer--pass").click()  # not waited for: it must be written before it is given away
    second.bring_to_front()
    second.get_by_role("button", name="Take it over here").click()
    second.wait_for_selector("main.round")
    second.locator(".tab").nth(1).click()
    assert answered(second) == 2
    first.get_by_role("button", name="Take it over here").wait_for()
    assert first.locator(".control, .cell").count() == 0, "the first is read-only now"
    tap_pass(second, 2)
    first.bring_to_front()
    first.get_by_role("button", name="Take it over here").click()
    first.wait_for_selector("main.round")
    first.locator(".tab").nth(1).click()
    assert answered(first) == 3
    second.get_by_role("button", name="Take it over here").wait_for()
    draft = first.url.rsplit("/", 1)[-1]
    finish(first)
    second.goto(f"{gao.url}/app#/review/{draft}")
    second.reload()
    second.wait_for_selector(".stamp--on_server")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Inspection)) == 1
        assert db.session.scalars(select(Answer.value)).all().count("pass") >= 4
    gao.stop()
    check_store(gao.data)


def finish(page: Any) -> None:
    """Answer what is left and submit."""
    page.bring_to_front()
    page.locator(".tab").nth(0).click()
    page.locator(".grid__corner .answer--all").click()
    page.locator(".tab").nth(1).click()
    page.locator(".control--verdict").nth(3).locator(".answer--pass").click()
    page.locator(".tab").nth(3).click()
    for row in range(3):
        page.locator(".control--verdict").nth(row).locator(".answer--pass").click()
    step.saved(page)
    step.onward(page)
    step.submit(page)


def test_a_round_goes_on_on_another_tablet_with_what_the_first_still_had(app: Flask, gao: Any, browse: Callable[..., Any]) -> None:
    forgives = ("/api/v1/",)
    old = browse(locale="en-US", forgives=forgives).new_page()
    step.sign_in(old, gao.url, "gao")
    step.start(old, "quick-round")
    tap_pass(old, 0)
    old.locator(".answer--fail").nth(1).click()
    step.take_photo(old)
    mirror(old, last="/device/blobs/")
    with app.app_context():
        assert db.session.scalars(select(ServerDraft.rev)).one() == 1
    old.context.route("**/api/v1/**", lambda route: route.abort())
    old.locator(".control--verdict").nth(2).locator(".answer--pass").click()  # after the last mirror, without a network
    step.saved(old)

    new = browse(locale="en-US", forgives=forgives).new_page()
    step.sign_in(new, gao.url, "gao")
    new.get_by_text("Unfinished on another device").wait_for()
    new.locator(".start-row--away").click()
    new.wait_for_selector("main.round")
    new.locator(".tab").nth(1).click()
    assert answered(new) == 2, "the third was not known yet"
    new.locator(".answer--fail[aria-pressed=true]").click()
    new.wait_for_selector(".detail .thumb-photo img")

    old.context.unroute("**/api/v1/**")
    mirror(old)
    old.get_by_text("Moved to").wait_for()
    assert old.locator(".control").count() == 0
    tap_pass(new, 3)
    mirror(new)
    new.locator(".control--verdict [aria-pressed=true]").nth(3).wait_for()
    old.goto(f"{gao.url}/app#/")
    old.reload()
    old.get_by_text("Moved to").first.wait_for()
    assert old.evaluate("indexedDB.databases().then((all) => all.length)") == 1, "what was on the first tablet is still there"
