"""Lighthouse on Today, a round and one's own record, as a phone on a slow network sees them; prints the scores against their aims.

    npm install --no-save lighthouse@12.8.2
    python -m tests.pwa.lighthouse [--program node_modules/.bin/lighthouse] [--details]

Not a part of ./test: it is a large program that only this command needs. It has no category for installed apps any more; that the app
can be installed and starts without a network is proven by tests/pwa and tests/faults/test_app.py.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
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
from tests.journeys import runner_steps as step

AIMS = {"accessibility": 100, "best-practices": 100, "performance": 95}
PAGES = (("Today", "gao", "/app"), ("Start of a round", "gao", "/app#/start/quick-round"), ("My record", "mei", "/me"))
COOKIE = "__Host-inspector"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="node_modules/.bin/lighthouse")
    parser.add_argument("--details", action="store_true", help="print what each audit below its best says")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="inspector-lighthouse-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        app = create_app(Settings(data=data))
        upgrade(app)
        with app.app_context():
            gathered = cast.gather()
            db.session.remove()
        step.crew(app, gathered, 5)
        server = serving.start_server(data)
        try:
            for name, who, path in PAGES:
                report = _run(options.program, server.url + path, _cookie_of(server.url, who), Path(folder))
                _print(name, report, options.details)
        finally:
            server.stop()
    return 0


def _cookie_of(url: str, who: str) -> str:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=serving.CHROMIUM, args=serving.CHROMIUM_ARGUMENTS)
        page = browser.new_context(locale="zh-CN").new_page()
        page.goto(f"{url}/login?next=/account")
        page.locator("input[name=name]").fill(cast.PARTS[who].number)
        page.locator("input[name=password]").fill(cast.PASSWORD)
        page.locator("form.form button[type=submit]").click()
        page.wait_for_url("**/account")
        (value,) = [one["value"] for one in page.context.cookies() if one["name"] == COOKIE]
        browser.close()
    return str(value)


def _run(program: str, url: str, cookie: str, folder: Path) -> dict[str, Any]:
    target, headers = folder / "report.json", folder / "headers.json"
    headers.write_text(json.dumps({"Cookie": f"{COOKIE}={cookie}"}))
    chrome = " ".join(("--headless=new", *serving.CHROMIUM_ARGUMENTS[:1]))
    command = [
        program, url, "--quiet", "--output=json", f"--output-path={target}", f"--extra-headers={headers}", f"--chrome-flags={chrome}",
        f"--only-categories={','.join(AIMS)}",
    ]  # fmt: skip
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": serving.CHROMIUM})
    return dict(json.loads(target.read_text()))


def _print(name: str, report: dict[str, Any], is_detailed: bool) -> None:
    scores = {key: round(report["categories"][key]["score"] * 100) for key in AIMS}
    missed = [f"{key} {scores[key]} of {aim}" for key, aim in AIMS.items() if scores[key] < aim]
    found = ", ".join(f"{key} {score}" for key, score in scores.items())
    print(f"{name}: {found}: {'missed: ' + ', '.join(missed) if missed else 'met'}")
    for key in AIMS if is_detailed else ():
        for part in report["categories"][key]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"    {key}: {audit['id']}: {audit['score']} {audit.get('displayValue', '')}")


if __name__ == "__main__":
    sys.exit(main())
