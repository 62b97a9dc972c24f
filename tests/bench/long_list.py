"""How a list of 250 items answers and scrolls on a slow tablet, against a list of ten and a page of plain lines in the same run.

    python -m tests.bench.long_list

One section of 250 items of several types, a tenth of them shown by an answer; the processor slowed down four times. Prints aim, figure and
ratio: from a tap to the frame that shows it, and the frames of a scroll from top to end, each at its 95th percentile.
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
from tests.bench.device import SLOWER
from tests.journeys import runner_steps as step

LONG, SHORT, TAPS, FRAMES = 250, 10, 40, 120
TAP_AIM_MILLISECONDS = 100  # what a person takes for at once
FRAME_AIM_MILLISECONDS = 50
INSIDE = (Path(__file__).parent / "long_list.js").read_text()
TYPES = (
    "type: verdict, on_fail: {kind: fix}",
    "type: verdict",
    "type: rating, max: 5",
    "type: verdict",
    "type: choice, options: [{id: a, label: A, points: 1}, {id: b, label: B, points: 0}]",
    "type: verdict",
    "type: number, min: 1, max: 9",
    "type: verdict",
    "type: k_of_n, observe: event, needed: 3",
    "type: verdict, when: {item: i0, is: pass}",
)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as folder:
        data = Path(folder)
        app = create_app(Settings(data=data))
        upgrade(app)
        with app.app_context():
            cast.gather()
            for count in (LONG, SHORT):
                publishing.publish(_list(count), None, "", datetime(2026, 9, 1, tzinfo=UTC))
            db.session.commit()
            db.session.remove()
        server = serving.start_server(data)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=serving.CHROMIUM, args=serving.CHROMIUM_ARGUMENTS)
                _measure(browser, server.url)
                browser.close()
        finally:
            server.stop()
    return 0


def _list(count: int) -> Any:
    item = "      - {{id: i{n}, {what}, ask: {{zh: 第{n}项做到了, en: Item {n} is done}}}}"
    items = "\n".join(item.format(n=n, what=TYPES[n % len(TYPES)]) for n in range(count))
    read = library.read(f"""
id: bench-{count}
title: {{zh: 长表, en: Long list}}
kind: round
pack: restaurant
sections:
  - id: all
    title: {{zh: 全部, en: All}}
    items:
{items}
""")
    assert read.checklist, [fault.sentence() for fault in read.faults]
    return read.checklist


def _measure(browser: Any, url: str) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 768, "height": 1024})
    context.add_init_script(f"(() => {{ {INSIDE} }})()")
    page = context.new_page()
    step.sign_in(page, url, "gao")
    slow = context.new_cdp_session(page)
    taps = {}
    for count in (SHORT, LONG):
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        page.goto(f"{url}/app#/start/bench-{count}")
        page.locator(".thumb--submit .button").click()
        page.wait_for_selector(f"#item-i{count - 2}\\|")
        page.evaluate("long.tap(0)")  # what a condition hides is there now
        slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        taps[count] = sorted(page.evaluate("(at) => long.tap(at)", 3 + at) for at in range(TAPS))
    frames = sorted(page.evaluate("(frames) => long.scroll(frames)", FRAMES))
    height = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate("([lines, height]) => long.bare(lines, height)", [LONG, height])
    bare = sorted(page.evaluate("(frames) => long.scroll(frames)", FRAMES))
    _say(f"tap to frame, {LONG} items", taps[LONG], TAP_AIM_MILLISECONDS, f"{SHORT} items", taps[SHORT])
    _say(f"frame of a scroll, {LONG} items", frames, FRAME_AIM_MILLISECONDS, "plain lines", bare)
    context.close()


def _say(what: str, times: list[float], aim: float, other: str, beside: list[float]) -> None:
    high, low = _high(times), _high(beside)
    verdict = "met" if high <= aim else f"missed by {high / aim - 1:.0%}"
    print(f"{what}, 95th percentile: {high:.1f} ms, aim {aim:.0f} ms, ratio {high / aim:.2f}: {verdict}")
    middle, middle_beside = times[len(times) // 2], beside[len(beside) // 2]
    print(f"  median {middle:.1f} ms; {other}: {low:.1f} ms (median {middle_beside:.1f}), ratio {high / low:.2f}")


def _high(times: list[float]) -> float:
    return times[min(len(times) - 1, round(len(times) * 0.95))]


if __name__ == "__main__":
    sys.exit(main())
