"""The installed app under faults: new versions, half versions, foreign answers, no network; each test ends with what must be true then."""

from __future__ import annotations

import shutil
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from inspector.extensions import db
from inspector.inspections.models import Inspection
from tests.cast import PARTS, Cast
from tests.faults import oracles
from tests.faults.releases import lacking_a_file, refusing_old_apps, release, restyled
from tests.journeys import runner_steps as step

ANYTHING = ("/",)  # loads that fail on purpose may be told on the console
# What comes of looking for a new version: refused (nothing of ours answered), failed (not whole), waiting, or the same.
UPDATE = """navigator.serviceWorker.getRegistration().then(async (one) => {
  if (!(await one.update().then(() => true, () => false))) return "refused";
  const found = one.installing;
  if (found) await new Promise((done) => {
    const look = () => found.state !== "installing" && done();
    found.addEventListener("statechange", look);
    look();
  });
  return one.waiting ? "waiting" : found ? "failed" : "same";
})"""
CONTROLLED = """navigator.serviceWorker.ready.then(() => new Promise((done) => {
  const look = () => (navigator.serviceWorker.controller?.state === "activated" ? done() : setTimeout(look, 20));
  look();
}))"""
COUNT_CHANGES = """window.mark = 1; window.changes = 0;
navigator.serviceWorker.addEventListener("controllerchange", () => { window.changes += 1; });"""
CACHED = """caches.keys().then((names) => Promise.all(names.map(async (name) => {
  const shelf = await caches.open(name);
  const kept = await shelf.keys();
  return Promise.all(kept.map(async (asked) => [name, new URL(asked.url).pathname, await (await shelf.match(asked)).text()]));
}))).then((shelves) => shelves.flat())"""


@pytest.fixture
def own_assets(data: Path) -> None:
    """Builds of other releases are published here: not into the folder that all tests share."""
    published = (data / "assets").resolve()
    (data / "assets").unlink()
    shutil.copytree(published, data / "assets")


def test_case_013_a_new_version_waits_while_a_round_is_filled_and_comes_by_a_tap(
    app: Flask, cast: Cast, data: Path, own_assets: None, tmp_path: Path, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 2)
    newer = release(tmp_path / "newer", restyled("newer"))
    page = browse(has_touch=True, forgives=ANYTHING).new_page()
    server = serve()
    step.sign_in(page, server.url, "gao")
    controlled(page)
    step.start(page, "quick-round")
    page.locator(".grid__corner .answer--all").click()
    step.saved(page)
    build = build_of(page)
    page.evaluate(COUNT_CHANGES)
    replace(server, serve, package=newer)
    assert page.evaluate(UPDATE) == "waiting"
    page.wait_for_selector(".band--ready")
    page.locator(".tab").nth(1).click()
    page.locator(".section__head .answer--all").click()
    step.saved(page)
    assert page.evaluate("[window.mark, window.changes]") == [1, 0], "nothing was loaded anew under the round"
    assert build_of(page) == build

    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    page.locator(".band .button").click()
    other_build(page, build)
    page.wait_for_selector("main.round")
    assert len(loads) == 1 and page.locator(".band").count() == 0
    assert page.locator(".tab").nth(1).locator("small").inner_text().endswith("4/4"), "the draft is where it was"
    answered = page.evaluate(CACHED)
    assert {name for name, _, _ in answered} == {f"inspector-{build_of(page)}"}
    finish(page)
    assert rows(app) == 1
    oracles.check_store(data)


def test_case_013_a_version_that_waited_is_in_place_at_the_next_start(
    cast: Cast, own_assets: None, tmp_path: Path, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    newer = release(tmp_path / "newer", restyled("newer"))
    context = browse(forgives=ANYTHING)
    page = context.new_page()
    server = serve()
    step.sign_in(page, server.url, "gao")
    controlled(page)
    build = build_of(page)
    replace(server, serve, package=newer)
    assert page.evaluate(UPDATE) == "waiting"
    page.wait_for_selector(".band--ready")
    page.close()
    again = context.new_page()
    again.goto(f"{server.url}/app")
    other_build(again, build)
    again.wait_for_selector(".today .start-row")
    assert again.locator(".band").count() == 0


def test_case_014_the_first_installation_does_not_reload_under_somebody_who_types(
    cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    page = browse(forgives=("/api/v1/device",)).new_page()
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    page.goto(f"{serve().url}/login?next=/app")
    page.locator("input[name=name]").fill(PARTS["gao"].number)
    controlled(page)
    page.locator("input[name=password]").fill("half a pass")
    assert page.locator("input[name=name]").input_value() == PARTS["gao"].number
    assert len(loads) == 1
    page.goto(f"{page.url.split('/login')[0]}/app")
    page.wait_for_selector("main")
    assert len(loads) == 2


def test_case_015_one_file_that_cannot_be_fetched_leaves_the_old_version_at_work(
    cast: Cast, data: Path, own_assets: None, tmp_path: Path, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    newer = release(tmp_path / "newer", lacking_a_file("js/lost.js"))
    context = browse(forgives=ANYTHING)
    page = context.new_page()
    server = serve()
    step.sign_in(page, server.url, "gao")
    controlled(page)
    build = build_of(page)
    replace(server, serve, package=newer)
    (folder,) = [one for one in (data / "assets").iterdir() if one.name != build and not one.name.startswith(".")]
    assert page.evaluate(UPDATE) == "failed", "half a version is none"
    assert page.locator(".band").count() == 0
    context.set_offline(True)
    page.reload()
    page.wait_for_selector(".today .start-row")
    assert build_of(page) == build, "the old version starts without a network"

    context.set_offline(False)
    (folder / "js" / "lost.js").write_text("export {};")
    assert page.evaluate(UPDATE) == "waiting"
    page.wait_for_selector(".band--ready")
    page.locator(".band .button").click()
    other_build(page, build)
    page.wait_for_selector(".today .start-row")
    assert {name for name, _, _ in page.evaluate(CACHED)} == {f"inspector-{folder.name}"}


@pytest.mark.parametrize("portal", ["page", "redirect"])
def test_case_016_a_foreign_answer_in_place_of_the_worker_changes_nothing(
    portal: str, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    page = browse(forgives=ANYTHING).new_page()
    server = serve()
    step.sign_in(page, server.url, "gao")
    controlled(page)
    kept = page.evaluate(CACHED)
    server.stop()
    with wifi_that_answers_everything(server.url, portal):
        assert page.evaluate(UPDATE) == "refused"
        page.reload()
        page.wait_for_selector(".today .start-row")
        page.wait_for_load_state("networkidle")
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/sw.js")
    assert page.evaluate(CACHED) == kept, "nothing foreign is kept"
    serve(port=port_of(server.url))
    assert page.evaluate(UPDATE) == "same"


def test_case_017_an_old_page_is_served_by_a_newer_server(
    app: Flask, cast: Cast, data: Path, own_assets: None, tmp_path: Path, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 1)
    newer = release(tmp_path / "newer", restyled("newer"))
    page = browse(has_touch=True, forgives=ANYTHING).new_page()
    server = serve()
    step.sign_in(page, server.url, "gao")
    step.start(page, "quick-round")
    replace(server, serve, package=newer)
    finish(page)
    assert rows(app) == 1
    oracles.check_store(data)


def test_case_017_an_app_that_is_too_old_keeps_the_round_and_the_new_one_sends_it(
    app: Flask, cast: Cast, data: Path, own_assets: None, tmp_path: Path, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 1)
    newer = release(tmp_path / "newer", refusing_old_apps())
    page = browse(has_touch=True, forgives=ANYTHING).new_page()
    server = serve()
    step.sign_in(page, server.url, "gao")
    controlled(page)
    step.start(page, "quick-round")
    answer_all(page)
    replace(server, serve, package=newer)
    step.onward(page)
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector(".band--needed")
    assert page.locator(".stamp--on_server").count() == 0 and rows(app) == 0
    page.locator(".band .button").click()
    page.wait_for_selector(".stamp--on_server", timeout=60_000)
    assert rows(app) == 1
    oracles.check_store(data)


def test_case_018_files_of_the_two_builds_before_are_still_served(
    cast: Cast, data: Path, own_assets: None, tmp_path: Path, serve: Callable[..., Any]
) -> None:
    server = serve()
    builds = [present_build(data)]
    for number in range(3):
        server = replace(server, serve, package=release(tmp_path / str(number), restyled(str(number))))
        builds.append(present_build(data))
    assert len(set(builds)) == 4
    found = [status_of(f"{server.url}/assets/{build}/js/runner.js") for build in builds]
    assert found == [404, 200, 200, 200]


def test_case_107_after_signing_out_nobodys_data_is_left_in_what_the_worker_keeps(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 2)
    context = browse(forgives=ANYTHING)
    page = context.new_page()
    url = serve().url
    step.sign_in(page, url, "lin")
    controlled(page)
    for path in ("/tasks", "/account", "/notices", "/people"):
        page.goto(url + path)
        page.wait_for_load_state("networkidle")
    page.locator("summary[aria-label*=Lin], summary[aria-label*=林]").first.click()
    page.locator("form[action='/logout'] button").first.click()
    page.wait_for_url("**/login**")
    kept = page.evaluate(CACHED)
    paths = {path for _, path, _ in kept}
    assert "/app" in paths and all(path == "/app" or path.startswith("/assets/") for path in paths)
    everything = "\n".join(text for _, _, text in kept)
    assert [part.name for part in PARTS.values() if part.name in everything] == []
    context.set_offline(True)
    page.goto(f"{url}/account")
    page.wait_for_selector("#app main")
    assert page.url.startswith(f"{url}/app#/")


def test_without_a_network_neither_the_page_nor_the_worker_reaches_the_server(
    cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    """What other tests rest on: `set_offline` cuts the worker's own requests too."""
    context = browse(forgives=ANYTHING)
    page = context.new_page()
    step.sign_in(page, serve().url, "gao")
    controlled(page)
    (worker,) = context.service_workers
    ping = "fetch('/api/v1/ping', {cache: 'no-store'}).then((answer) => answer.status, () => 'cut')"
    assert [page.evaluate(ping), worker.evaluate(ping)] == [200, 200]
    context.set_offline(True)
    assert [page.evaluate(ping), worker.evaluate(ping)] == ["cut", "cut"]
    context.set_offline(False)
    assert [page.evaluate(ping), worker.evaluate(ping)] == [200, 200]


def controlled(page: Any) -> None:
    """Wait until the worker has everything and answers this page."""
    page.evaluate(CONTROLLED)


def other_build(page: Any, build: str) -> None:
    """Wait until the page is that of another build."""
    page.wait_for_selector(f"script[type=module]:not([src*='{build}'])", state="attached")


def build_of(page: Any) -> str:
    """The build of the script that runs in a page."""
    return str(page.evaluate("document.querySelector('script[type=module]').src.split('/')[4]"))


def present_build(data: Path) -> str:
    """The build that was published last."""
    return max((one for one in (data / "assets").iterdir() if not one.name.startswith(".")), key=lambda one: one.stat().st_mtime_ns).name


def replace(server: Any, serve: Callable[..., Any], package: Path) -> Any:
    """End a server and start another release in its place."""
    server.stop()
    return serve(port=port_of(server.url), package=package)


def port_of(url: str) -> int:
    """The port of a server's address."""
    return int(url.rsplit(":", 1)[1])


def status_of(url: str) -> int:
    """What a plain request is answered."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def answer_all(page: Any) -> None:
    """Pass everything of a quick round that asks for an answer."""
    page.locator(".tab").nth(0).click()
    step.pass_quick_round(page)


def finish(page: Any) -> None:
    """Answer what is left and submit."""
    if "is-done" not in str(page.locator(".tab").nth(0).get_attribute("class")):
        answer_all(page)
    else:
        page.locator(".tab").nth(3).click()
        for row in range(3):
            page.locator(".control--verdict").nth(row).locator(".answer--pass").click()
        step.saved(page)
    step.onward(page)
    step.submit(page)


def rows(app: Flask) -> int:
    """How many inspections there are."""
    with app.app_context():
        return db.session.query(Inspection).count()


@contextmanager
def wifi_that_answers_everything(url: str, portal: str) -> Iterator[None]:
    """A captive portal in place of the server: its own page, or a redirect to it, for every request."""

    class Portal(BaseHTTPRequestHandler):
        def answer(self) -> None:
            is_sent_on = portal == "redirect" and self.path != "/welcome"
            body = b"<!doctype html><title>Wi-Fi</title><h1>Please sign in to this Wi-Fi</h1>"
            self.send_response(302 if is_sent_on else 200)
            if is_sent_on:
                self.send_header("Location", "/welcome")
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = answer

        def log_message(self, format: str, *args: Any) -> None:
            pass

    portal_server = ThreadingHTTPServer(("127.0.0.1", port_of(url)), Portal)
    thread = Thread(target=portal_server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        portal_server.shutdown()
        portal_server.server_close()
        thread.join()
