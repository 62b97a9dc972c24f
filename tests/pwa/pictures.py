"""Makes the pictures that an installation shows: a round on a tablet and on a phone, in both languages, from invented people.

    python -m tests.pwa.pictures     writes inspector/static/pictures/{wide,narrow}-{zh,en}.png
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from inspector.app import create_app
from inspector.extensions import db
from inspector.pwa.manifest import SCREENSHOTS
from inspector.settings import Settings
from inspector.upgrading import upgrade
from tests import cast, serving
from tests.journeys import runner_steps as step

FOLDER = Path(__file__).parents[2] / "inspector" / "static" / "pictures"
COLOURS = 64  # of a calm page; a tenth of the bytes


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="inspector-pictures-") as folder:
        app = create_app(Settings(data=Path(folder)))
        upgrade(app)
        with app.app_context():
            gathered = cast.gather()
            db.session.remove()
        step.crew(app, gathered, 5)
        server = serving.start_server(Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=serving.CHROMIUM, args=serving.CHROMIUM_ARGUMENTS)
            for form, (width, height) in SCREENSHOTS.items():
                for language in ("zh", "en"):
                    take(browser, server.url, language, FOLDER / f"{form}-{language}.png", {"width": width, "height": height})
            browser.close()
        server.stop()
    return 0


def take(browser: Any, url: str, language: str, target: Path, viewport: dict[str, int]) -> None:
    """One picture of a round in which some questions are answered."""
    context = browser.new_context(locale="zh-CN" if language == "zh" else "en-GB", viewport=viewport, has_touch=True)
    context.add_init_script(f"localStorage['inspector.wishes'] = JSON.stringify({{language: '{language}'}})")
    page = context.new_page()
    step.sign_in(page, url, "gao")
    step.start(page, "quick-round")
    page.locator(".tab").nth(1).click()
    page.locator(".section__head .answer--all").click()
    page.locator(".answer--fail").nth(1).click()
    step.saved(page)
    page.mouse.move(0, 0)
    page.evaluate("window.scrollTo(0, 0)")
    picture = Image.open(BytesIO(page.screenshot(animations="disabled")))
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
