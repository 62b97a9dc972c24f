"""The installed app starts with no network: from a cold browser to the first answer possible, with the processor slowed down four times.

    python -m tests.bench.offline_start [--runs N]

Each run is a new browser process on the profile of a tablet that was used once, and measures two ways to begin: Today, to the moment its
start buttons are painted; and a round that was being filled, to the moment its answer buttons are. Prints the median and the worst of the
runs, the aim, and the ratio to a page of the same browser that only paints a word (what no app can beat).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from inspector.upgrading import upgrade
from tests import cast, serving
from tests.faults.test_app import CONTROLLED
from tests.journeys import runner_steps as step

AIM_MILLISECONDS = 1000
SLOWDOWN = 4
STAFF = 10
# When what is waited for has been painted; two frames, because the first may still be on its way to the screen.
WATCH = """(() => {
  const wanted = %r;
  const look = () => {
    if (!document.querySelector(wanted)) return;
    watching.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = performance.now(); }));
  };
  const watching = new MutationObserver(look);
  watching.observe(document, { childList: true, subtree: true });
  look();
})();"""
PAINTED = "new Promise((done) => { const look = () => (window.painted ? done(window.painted) : setTimeout(look, 20)); look(); })"
PLAIN = "data:text/html,<!doctype html><main class='plain'>word</main>"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as folder, sync_playwright() as playwright:
        profile = Path(folder) / "profile"
        url, draft = _used_once(playwright, Path(folder), profile)
        found = {
            "plain page": [_start(playwright, profile, PLAIN, ".plain") for _ in range(runs)],
            "Today": [_start(playwright, profile, f"{url}/app", ".today .start-row") for _ in range(runs)],
            "first answer": [_start(playwright, profile, f"{url}/app#/round/{draft}", "main.round .answer") for _ in range(runs)],
        }
    plain = statistics.median(found.pop("plain page"))
    for name, times in found.items():
        median, worst = statistics.median(times), max(times)
        verdict = "met" if median <= AIM_MILLISECONDS else f"missed by {median / AIM_MILLISECONDS - 1:.0%}"
        figures = f"{median:.0f} ms, worst of {runs} {worst:.0f} ms, aim {AIM_MILLISECONDS} ms"
        print(f"{name}: {figures}: {verdict}; {median / plain:.1f} x a plain page")
    return 0


def _used_once(playwright: Any, folder: Path, profile: Path) -> tuple[str, str]:
    """The address of a server that is gone again, and the id of a round begun on the profile of a tablet."""
    data = folder / "data"
    data.mkdir()
    app = create_app(Settings(data=data))
    upgrade(app)
    with app.app_context():
        gathered = cast.gather()
        db.session.remove()
    step.crew(app, gathered, STAFF)
    server = serving.start_server(data)
    context = _open(playwright, profile)
    page = context.new_page()
    step.sign_in(page, server.url, "gao")
    page.evaluate(CONTROLLED)
    step.start(page, "quick-round")
    step.saved(page)
    draft = page.url.rsplit("/", 1)[1]
    for _ in range(2):  # compiled code is kept from the second start on
        page.goto(f"{server.url}/app")
        page.wait_for_selector(".today .start-row")
    context.close()
    server.stop()
    return server.url, draft


def _start(playwright: Any, profile: Path, url: str, awaited: str) -> float:
    """Milliseconds from the beginning of the navigation to the paint, without a network."""
    context = _open(playwright, profile)
    context.set_offline(True)
    page = context.new_page()
    page.add_init_script(WATCH % awaited)
    wire = context.new_cdp_session(page)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(url)
    found = float(page.evaluate(PAINTED))
    context.close()
    return found


def _open(playwright: Any, profile: Path) -> Any:
    return playwright.chromium.launch_persistent_context(
        str(profile), executable_path=serving.CHROMIUM, args=serving.CHROMIUM_ARGUMENTS, locale="zh-CN",
        viewport={"width": 1024, "height": 768}, has_touch=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
