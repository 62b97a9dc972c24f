"""What a tablet loads to show the runner for the first time, as the network carries it; against the same files without compression.

    python -m tests.bench.first_load

Prints bytes of everything that is the application, and of its JavaScript, with their aims; what the organisation's own checklists and
people weigh beside it (data); what HTTP/1.1 headers add; and the ratio to the files as they are written.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from inspector.upgrading import upgrade
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
            carried, plain = _load(server.url)
        finally:
            server.stop()
    figures = {"everything": sum(carried.values()) - carried["data"] - carried["headers"], "JavaScript": carried["JavaScript"]}
    print(", ".join(f"{kind} {size / 1000:.1f} kB" for kind, size in carried.most_common()))
    for name, figure in figures.items():
        aim = AIMS[name]
        verdict = "met" if figure <= aim else f"missed by {figure / aim - 1:.0%}"
        print(f"{name}: {figure / 1000:.1f} kB, aim {aim / 1000:.0f} kB: {verdict}")
    print(f"scripts and styles are {(carried['JavaScript'] + carried['styles']) / plain:.2f} of what is written")
    return 0


def _load(url: str) -> tuple[Counter[str], int]:
    """Bytes on the wire by kind, and the size of the scripts and styles as they are written."""
    sizes: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    headers: dict[str, int] = {}  # bytes, by request
    written = 0

    def note_answer(event: dict[str, Any]) -> None:
        nonlocal written
        address = event["response"]["url"]
        headers[event["requestId"]] = int(event["response"]["encodedDataLength"])
        kinds[event["requestId"]] = {"Script": "JavaScript", "Stylesheet": "styles", "Document": "page"}.get(event["type"], "data")
        name = address.partition("/assets/")[2].partition("/")[2]
        if name and (STATIC / name).is_file() and event["type"] in ("Script", "Stylesheet"):
            written += (STATIC / name).stat().st_size

    def note_end(event: dict[str, Any]) -> None:
        if event["requestId"] in kinds:
            head = headers[event["requestId"]]
            sizes[kinds[event["requestId"]]] += int(event["encodedDataLength"]) - head
            sizes["headers"] += head

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=serving.CHROMIUM, args=serving.CHROMIUM_ARGUMENTS)
        signed_in = browser.new_context(locale="zh-CN")
        runner_steps.sign_in(signed_in.new_page(), url, "gao")
        # A context of its own has an empty cache; to switch the cache off would load each preloaded module twice.
        context = browser.new_context(locale="zh-CN", storage_state=signed_in.storage_state())
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.responseReceived", note_answer)
        wire.on("Network.loadingFinished", note_end)
        page.goto(f"{url}/app")
        page.wait_for_selector(".today .start-row")
        page.wait_for_load_state("networkidle")
        browser.close()
    return sizes, written


if __name__ == "__main__":
    sys.exit(main())
