"""Every screen of the runner by keyboard and screen reader, in both languages and themes; no style attribute anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from tests.cast import Cast
from tests.journeys import runner_steps as step

TABLET = {"width": 1024, "height": 768}
PHONE = {"width": 360, "height": 740}
NAMES = {"Inspector", "Garden", "EXIF", "kB", "OK", "C"}


@pytest.mark.parametrize(("language", "scheme", "viewport"), [("zh", "dark", TABLET), ("en", "light", PHONE), ("zh", "light", PHONE)])
def test_every_screen_is_accessible_and_speaks_one_language(
    language: str, scheme: str, viewport: dict[str, int], app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 3)
    page = browse(has_touch=True, color_scheme=scheme, viewport=viewport).new_page()
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


class Looker:
    """Looks at a screen as axe, as the content security policy and as a reader of one language do."""

    def __init__(self, page: Any, language: str) -> None:
        self.page, self.language = page, language

    def __call__(self, screen: str, awaited: str = "h1") -> None:
        self.page.wait_for_selector(awaited)
        self.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        found = Axe().run(self.page).response["violations"]
        assert not found, (screen, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found])
        assert self.page.locator("[style]:not(canvas)").count() == 0, screen  # the signature field sets its own touch-action
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{screen} is wider than the screen"
        if self.language == "zh":
            shown = re.sub(r"[A-Z0-9]{4}-[A-Z0-9]{4}|S\d-[\w.-]+", "", self.page.locator("#app").inner_text())
            words = set(re.findall(r"[A-Za-z]{2,}", shown))
            assert words <= NAMES | {"English"}, (screen, words - NAMES)
