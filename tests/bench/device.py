"""How long a tap takes until it is on the disk of a slow tablet, and what a round with many photos needs of its memory.

    python -m tests.bench.device

A line-up of 12 people by 30 items, the processor slowed down four times; a round with 40 photos. Prints aim, figure, ratio; beside the tap
what the browser alone needs to write the same draft.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from inspector.app import create_app
from inspector.checklists import library, publishing
from inspector.extensions import db
from inspector.settings import Settings
from inspector.upgrading import upgrade
from tests import cast, serving
from tests.journeys import runner_steps as step

PEOPLE, ITEMS, TAPS, PHOTOS = 12, 30, 80, 40
SLOWER = 4
TAP_AIM_MILLISECONDS = 50
MEMORY_AIM_MEGABYTES = 400
INSIDE = (Path(__file__).parent / "device.js").read_text()


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as folder:
        data = Path(folder)
        app = create_app(Settings(data=data))
        upgrade(app)
        with app.app_context():
            gathered = cast.gather()
            publishing.publish(_line_up(), None, "", datetime(2026, 9, 1, tzinfo=UTC))
            db.session.commit()
            db.session.remove()
        step.crew(app, gathered, 10, also=("mei", "tao"))
        server = serving.start_server(data)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=serving.CHROMIUM, args=serving.CHROMIUM_ARGUMENTS)
                _taps(browser, server.url)
                _photos(browser, server.url)
                browser.close()
        finally:
            server.stop()
    return 0


def _line_up() -> Any:
    """A list of one section that repeats for each person, with as many state items as the aim names."""
    item = "      - {{id: i{n}, type: verdict, ask: {{zh: 第{n}项做到了, en: Item {n} is done}}, bulk: true}}"
    items = "\n".join(item.format(n=n) for n in range(ITEMS))
    read = library.read(f"""
id: bench-line-up
title: {{zh: 列队检查, en: Line-up}}
kind: round
pack: restaurant
sections:
  - id: people
    title: {{zh: 人员, en: People}}
    repeat: staff
    items:
{items}
""")
    assert read.checklist, [fault.sentence() for fault in read.faults]
    return read.checklist


def _taps(browser: Any, url: str) -> None:
    page = _page(browser)
    step.sign_in(page, url, "gao")
    page.goto(f"{url}/app#/start/bench-line-up")
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector("main.round")
    count = page.locator("button.cell").count()
    assert count == PEOPLE * ITEMS, f"{count} cells"
    for at in range(20):
        page.evaluate("(at) => bench.tap(at)", at)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    times = sorted(page.evaluate("(at) => bench.tap(at)", 20 + at) for at in range(TAPS))
    bare = page.evaluate("bench.bare(40)")
    middle, high, bare_high = times[len(times) // 2], _high(times), _high(sorted(bare["times"]))
    what = f"tap to durable, {PEOPLE} people by {ITEMS} items, processor {SLOWER} times slower, 95th percentile"
    _say(what, high, TAP_AIM_MILLISECONDS, "ms")
    beside = f"bare write {bare_high:.1f} ms, ratio {high / bare_high:.2f}"
    print(f"  median {middle:.1f} ms; a draft of {bare['bytes'] / 1000:.0f} kB; {beside}")
    page.context.close()


def _photos(browser: Any, url: str) -> None:
    page = _page(browser)
    step.sign_in(page, url, "gao")
    step.start(page, "quick-round")
    page.locator(".tab").nth(1).click()
    empty = _renderers()
    for tab, row, count in (*((1, row, 9) for row in range(4)), (3, 0, PHOTOS - 36)):
        page.locator(".tab").nth(tab).click()
        page.locator(".control--verdict").nth(row).locator(".answer--fail").click()
        for _ in range(count):
            shot = {"name": "s.jpg", "mimeType": "image/jpeg", "buffer": step.picture()}
            page.locator(".detail input[type=file]").first.set_input_files(shot)
            page.wait_for_function("() => !document.querySelector('.thumb-photo--busy')")
    kept = page.evaluate("bench.photos()")
    _say(f"memory of the page with {kept} photos of 3000 x 2000", _renderers(), MEMORY_AIM_MEGABYTES, "MB")
    print(f"  {empty:.0f} MB without photos")
    page.context.close()


def _page(browser: Any) -> Any:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 1024})
    context.add_init_script(f"(() => {{ {INSIDE} }})()")
    return context.new_page()


def _renderers() -> float:
    """Megabytes of the largest renderer process of this machine that this user runs: the page of the bench."""
    largest = 0.0
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and b"--type=renderer" in (entry / "cmdline").read_bytes():
                lines = (entry / "smaps_rollup").read_text().splitlines()
                kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                largest = max(largest, kilobytes / 1000)
        except (OSError, StopIteration):
            continue
    return largest


def _high(times: list[float]) -> float:
    return times[min(len(times) - 1, round(len(times) * 0.95))]


def _say(what: str, figure: float, aim: float, unit: str) -> None:
    verdict = "met" if figure <= aim else f"missed by {figure / aim - 1:.0%}"
    print(f"{what}: {figure:.1f} {unit}, aim {aim} {unit}, ratio {figure / aim:.2f}: {verdict}")


if __name__ == "__main__":
    sys.exit(main())
