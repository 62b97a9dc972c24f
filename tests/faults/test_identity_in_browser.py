"""Forms that were open for long, parts asked for too late, and pages of other people: in a real browser against a real server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspector import clock
from inspector.accounts import sessions
from inspector.accounts.models import Account
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from inspector.sites.models import StaffMember
from tests import rounds
from tests.cast import PARTS, PASSWORD, Cast
from tests.faults import oracles
from tests.serving import Server
from tests.web.test_pages import look, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def server(serve: Callable[..., Server], cast: Cast) -> Server:
    return serve()


def out(app: Flask, page: Any, account: int) -> None:
    """End every session of an account, as a night does, and wait until the server has seen it."""
    with app.app_context():
        sessions.revoke_all(account, clock.now())
        db.session.commit()
    until = time.monotonic() + 30
    while page.evaluate("async () => (await (await fetch('/token')).json()).account") is not None:
        assert time.monotonic() < until


def name_of(app: Flask, staff: int) -> str:
    with app.app_context():
        return db.session.get_one(StaffMember, staff).name


def beside(page: Any, server: Server, who: str, link: str = "") -> None:
    """Sign in on another page of the same browser, by the link of a dialog or by the address."""
    if link:
        with page.context.expect_page() as opened:
            page.get_by_role("link", name=link).click()
        other = opened.value
    else:
        other = page.context.new_page()
        other.goto(f"{server.url}/login")
    other.locator("#name").fill(PARTS[who].number)
    other.locator("input[type=password]").fill(PASSWORD)
    other.locator("form.form button").click()
    other.wait_for_url(lambda url: "/login" not in url)
    other.close()


def test_case_103_a_form_open_for_long_takes_the_new_token_and_goes_out_once_with_what_was_written(
    app: Flask, data: Any, cast: Cast, server: Server, browse: Callable[..., Any]
) -> None:
    mei = cast.staff["mei"]
    page = look(browse, "tablet", "en-US", "light", forgives=("/people",))
    sign_in(page, server, "lin")
    page.clock.install()
    page.goto(f"{server.url}/people/{mei}/edit")
    page.locator("#name").fill("梅香香")
    page.clock.fast_forward("02:00:00")
    out(app, page, cast.accounts["lin"])
    page.locator("main form.form button[type=submit]").first.click()
    page.get_by_text("You were signed out meanwhile").wait_for()
    assert name_of(app, mei) == "梅香"
    beside(page, server, "qiu")  # a colleague, on the same tablet
    page.get_by_role("button", name="Back to what I wrote").click()
    page.locator("main form.form button[type=submit]").first.click()
    page.get_by_text("Somebody else is signed in").wait_for()
    assert name_of(app, mei) == "梅香"
    page.get_by_role("button", name="Back to what I wrote").click()
    assert page.locator("#name").input_value() == "梅香香"
    context_page = page.context.new_page()
    context_page.goto(f"{server.url}/account")
    context_page.locator("header .menu summary").click()
    context_page.locator("form[action='/logout'] button").first.click()
    context_page.wait_for_url("**/login*")
    context_page.close()
    page.locator("main form.form button[type=submit]").first.click()
    beside(page, server, "lin", link="Sign in beside this page")
    page.get_by_role("button", name="Back to what I wrote").click()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.method) if one.method == "POST" else None)
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url(f"**/people/{mei}")
    assert sent == ["POST"] and name_of(app, mei) == "梅香香"
    oracles.check_store(data)


def test_case_103_a_form_stays_when_the_server_does_not_answer_and_goes_out_afterwards(
    app: Flask, data: Any, cast: Cast, server: Server, browse: Callable[..., Any]
) -> None:
    page = look(browse, "phone", "zh-CN", "dark", forgives=("/token",))
    sign_in(page, server, "lin")
    page.goto(f"{server.url}/people/{cast.staff['mei']}/edit")
    page.locator("#name").fill("梅小香")
    page.context.set_offline(True)
    page.locator("main form.form button[type=submit]").first.click()
    page.get_by_text("No answer from the server").wait_for()
    page.get_by_role("button", name="Back to what I wrote").click()
    page.context.set_offline(False)
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url(f"**/people/{cast.staff['mei']}")
    assert name_of(app, cast.staff["mei"]) == "梅小香"


def test_case_103_a_sign_in_page_left_open_over_night_still_signs_in(
    app: Flask, cast: Cast, server: Server, browse: Callable[..., Any]
) -> None:
    from inspector.accounts.models import SessionRow

    page = look(browse, "tablet", "zh-CN", "light")
    page.clock.install()
    page.goto(f"{server.url}/login")
    page.clock.fast_forward("09:00:00")
    with app.app_context():
        db.session.execute(SessionRow.__table__.delete())
        db.session.commit()
    page.locator("#name").fill(PARTS["lin"].number)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form.form button").click()
    page.wait_for_url(lambda url: "/login" not in url)


def test_case_104_a_part_asked_for_too_late_leads_the_whole_page_to_sign_in_and_back(
    app: Flask, cast: Cast, server: Server, browse: Callable[..., Any]
) -> None:
    page = look(browse, "tablet", "en-US", "light", forgives=("/people",))
    sign_in(page, server, "lin")
    page.goto(f"{server.url}/people", wait_until="networkidle")
    out(app, page, cast.accounts["lin"])
    page.locator("#q").press_sequentially("mei")
    page.wait_for_url("**/login?next=/people*")
    assert page.locator("#people").count() == 0 and page.locator("input[type=password]").count() == 1
    page.locator("#name").fill(PARTS["lin"].number)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form.form button").click()
    page.wait_for_url("**/people*")


ATTACK = """<!doctype html><title>evil</title><body><script>
async function attack(target, envelope, grant) {
  const said = {};
  for (const [name, type] of [["text", "text/plain"], ["form", "application/x-www-form-urlencoded"], ["json", "application/json"]]) {
    for (const mode of ["no-cors", "cors"]) {
      for (const method of ["POST", "PUT"]) {
        try {
          const answer = await fetch(target + "/api/v1/device/submissions/" + JSON.parse(envelope).id,
            {method, mode, credentials: "include", body: envelope, headers: {"Content-Type": type}});
          said[[name, mode, method]] = answer.status;
        } catch { said[[name, mode, method]] = "refused"; }
      }
    }
  }
  return said;
}
function send(target, path, fields) {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", action: target + path});
  for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), {name, value}));
  document.body.append(form);
  form.submit();
}
</script>"""


@pytest.fixture
def evil() -> Iterator[str]:
    """The address of a page of somebody else."""

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(ATTACK.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Evil)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f":{running.server_port}/"
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])  # another site, and another origin of the same site
def test_case_114_a_page_of_somebody_else_changes_nothing(
    host: str, app: Flask, data: Any, cast: Cast, server: Server, chromium: Any, evil: str
) -> None:
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    envelope = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    sign_in(page, server, "gao")
    page.goto(f"http://{host}{evil}")
    said = page.evaluate("([target, envelope]) => attack(target, envelope)", [server.url, json.dumps(envelope)])
    assert set(said.values()) <= {"refused", 0}  # refused before it was sent, or an answer that the page may not read
    for path, fields in (
        ("/language", {"language": "zh"}), ("/logout", {}), ("/account/sessions/end", {}),
        ("/account/password", {"present": PASSWORD, "password": "the tea is ready", "again": "the tea is ready"}),
    ):  # fmt: skip
        page.goto(f"http://{host}{evil}")
        with page.expect_navigation():
            page.evaluate("([target, path, fields]) => send(target, path, fields)", [server.url, path, fields])
        assert page.url.startswith(server.url) and "Inspector itself" in page.content(), path
    page.goto(f"{server.url}/account")
    assert page.url.endswith("/account")  # still signed in
    with app.app_context():
        assert db.session.scalars(select(Inspection)).all() == db.session.scalars(select(HeldRecord)).all() == []
        assert db.session.get_one(Account, cast.accounts["gao"]).language == "en"
    context.close()
    oracles.check_store(data)
