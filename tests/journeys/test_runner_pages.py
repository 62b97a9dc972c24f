"""Every screen of the runner by keyboard and screen reader, in both languages and themes; no style attribute anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.journeys import runner_steps as step
from tests.journeys.looking import Looker

TABLET = {"width": 1024, "height": 768}
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize(("language", "viewport"), [("zh", TABLET), ("en", PHONE), pytest.param("zh", PHONE, marks=pytest.mark.soak)])
def test_every_screen_is_accessible_and_speaks_one_language(
    language: str, viewport: dict[str, int], app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 3)
    page = browse(has_touch=True, viewport=viewport).new_page()
    page.add_init_script(f"localStorage.setItem('inspector.wishes', JSON.stringify({{language: '{language}'}}))")
    step.sign_in(page, serve().url, "gao")
    look = Looker(page, language)

    look("today")
    page.locator(".bar .tool").last.click()
    look("menu", "dialog[open]")
    page.keyboard.press("Escape")
    page.locator("a[href*='start/quick-round?']").first.click()
    look("start", ".start")
    page.locator(".group .button").click()
    look("duty map", "dialog[open]")
    page.keyboard.press("Escape")
    page.locator(".thumb--submit .button").click()
    look("line-up", "main.round")
    page.locator(".answer--all").last.click()
    page.locator(".tab").nth(1).click()
    page.locator(".section__head .answer--all").click()
    page.locator(".answer--fail").first.click()
    look("failure", ".detail")
    page.locator(".item__ask").first.click()
    look("guide", "dialog[open]")
    page.keyboard.press("Escape")
    page.locator(".answer--unseen").nth(1).click()
    page.locator(".tab").nth(2).click()
    page.locator(".seen .answer--pass").first.click()
    look("events", ".seen")
    page.locator(".thumb button.tool").nth(2).click()
    look("praise", "dialog[open]")
    page.keyboard.press("Escape")
    page.locator(".thumb button.tool").nth(1).click()
    look("guest", ".lock")
    page.locator(".lock .button").click()
    page.locator(".thumb a.button").click()
    page.locator(".thumb--submit .button").click()
    look("review that blocks", ".missing")
    page.locator(".signature").click()
    look("signature", "canvas")
    page.keyboard.press("Escape")
    page.locator(".missing .jump").first.click()
    page.wait_for_selector("main.round")
    for row in range(3):
        page.locator(".tab").last.click()
        page.locator(".control--verdict").nth(row).locator(".answer--pass").click()
    page.locator(".thumb a.button").click()
    page.wait_for_selector("main.review")
    step.submit(page)
    look("sent", ".stamp--on_server")
    page.goto(page.url.split("#")[0] + "#/sync")
    look("sync", ".record")
