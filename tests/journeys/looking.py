"""Looks at a screen as axe, as the content security policy and as a reader of one language do, in both themes."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.i18n import reading
from tests.journeys.runner_steps import GIVEN_NAMES

CONTRAST = "axe.run(document, {runOnly: ['color-contrast']})"  # what a theme can spoil; axe is on the page from the look before
STYLED_BY_THE_PAD = "[style]:not(canvas)"  # the signature field sets its own touch-action


class Looker:
    """look("review") after a step: asserts that what is shown is accessible, in one language, and no wider than the screen."""

    def __init__(self, page: Any, language: str) -> None:
        self.page, self.language, self.seen = page, language, 0

    def __call__(self, screen: str, awaited: str = "h1") -> None:
        """Wait for something to be there, and look."""
        self.page.wait_for_selector(awaited)
        self._settle()
        _assert_none(screen, Axe().run(self.page).response["violations"])
        self.page.emulate_media(color_scheme="dark")
        self._settle()
        _assert_none(f"{screen}, dark", self.page.evaluate(CONTRAST)["violations"])
        self.page.emulate_media(color_scheme="light")
        assert self.page.locator(STYLED_BY_THE_PAD).count() == 0, f"{screen} has a style attribute"
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{screen} is wider than the screen"
        foreign = reading.foreign(self.page.content(), self.language, [f"张{given}" for given in GIVEN_NAMES])
        assert not foreign, (screen, foreign)
        self.seen += 1

    def _settle(self) -> None:
        self.page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")


def _assert_none(screen: str, found: list[dict[str, Any]]) -> None:
    assert not found, (screen, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found])
