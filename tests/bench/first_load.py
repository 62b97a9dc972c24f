"""What a tablet loads to show the runner for the first time, as the network carries it; against the same files without compression.

    python -m tests.bench.first_load

Prints bytes of everything that is the application, and of its JavaScript, with their aims; what the organisation's own checklists and
people weigh beside it (data); what HTTP/1.1 headers add; and the ratio to the files as they are written. A test holds the same figures
(tests/web/test_first_load.py).
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from inspector import i18n
from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from inspector.upgrading import upgrade
from inspector.web import merging
from tests import cast, serving
from tests.journeys import runner_steps

AIMS = {"everything": 80_000, "JavaScript": 60_000}  # bytes, compressed
STATIC = Path(__file__).parents[2] / "inspector" / "static"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as folder:
        data = Path(folder)
        app = create_app(Settings(data=data))
        upgrade(app)
        with app.app_context():
            cast.gather()
            db.session.remove()
        server = serving.start_server(data)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=serving.CHROMIUM, args=serving.CHROMIUM_ARGUMENTS)
                carried = load(browser, server.url)
                browser.close()
        finally:
            server.stop()
    print(", ".join(f"{kind} {size / 1000:.1f} kB" for kind, size in carried.most_common()))
    for name, aim in AIMS.items():
        figure = figures(carried)[name]
        verdict = "met" if figure <= aim else f"missed by {figure / aim - 1:.0%}"
        print(f"{name}: {figure / 1000:.1f} kB, aim {aim / 1000:.0f} kB: {verdict}")
    print(f"scripts are {carried['JavaScript'] / _written():.2f} of what is written")
    return 0


def figures(carried: Counter[str]) -> dict[str, int]:
    """Bytes that have an aim, of what was carried."""
    return {"everything": sum(carried.values()) - carried["data"] - carried["headers"], "JavaScript": carried["JavaScript"]}


def load(browser: Any, url: str) -> Counter[str]:
    """Bytes on the wire by kind, of a supervisor's first load of Today in Chinese (English needs no words)."""
    sizes: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    headers: dict[str, int] = {}  # bytes, by request

    def note_answer(event: dict[str, Any]) -> None:
        headers[event["requestId"]] = int(event["response"]["encodedDataLength"])
        kinds[event["requestId"]] = {"Script": "JavaScript", "Stylesheet": "styles", "Document": "page"}.get(event["type"], "data")

    def note_end(event: dict[str, Any]) -> None:
        if event["requestId"] in kinds:
            head = headers[event["requestId"]]
            sizes[kinds[event["requestId"]]] += int(event["encodedDataLength"]) - head
            sizes["headers"] += head

    signed_in = browser.new_context(locale="zh-CN")
    runner_steps.sign_in(signed_in.new_page(), url, "gao")
    # A context of its own has an empty cache; to switch the cache off would load what is preloaded twice.
    context = browser.new_context(locale="zh-CN", storage_state=signed_in.storage_state())
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", note_answer)
    wire.on("Network.loadingFinished", note_end)
    page.goto(f"{url}/app")
    runner_steps.choose_pin(page)  # a tablet that meets somebody for the first time asks for a PIN
    page.wait_for_selector(".today .start-row")
    page.wait_for_load_state("networkidle")
    for one in (context, signed_in):
        one.close()
    return sizes


def _written() -> int:
    """Bytes of the sources of every script of the runner."""
    files = {str(path.relative_to(STATIC)): path.read_bytes() for path in STATIC.rglob("*.js")}
    return len(merging.merged(files, ("js/runner.js",))["js/runner.js"]) + len(i18n.device_modules()["i18n/zh.js"].encode())


if __name__ == "__main__":
    sys.exit(main())
