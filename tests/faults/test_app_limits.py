"""The app on a device that gives it less than it needs: storage that may go, no storage, a small screen, nervous fingers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from inspector.extensions import db
from inspector.inspections.models import Inspection
from tests.cast import PARTS, PASSWORD, Cast
from tests.faults import oracles
from tests.faults.test_app import answer_all
from tests.journeys import runner_steps as step

NO_STORAGE = "IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); };"
DISK_FULL = """() => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...what) {
    if (this.name === "drafts") throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, what);
  };
}"""
ON_SCREEN = """(element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && right > left && bottom > top;
  return inside && element.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
}"""
KEPT = """new Promise((resolve, reject) => {
  const asked = indexedDB.open("inspector");
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = async () => {
    const all = (name) => new Promise((done) => {
      const keys = asked.result.transaction(name).objectStore(name).getAllKeys();
      keys.onsuccess = () => done(keys.result);
    });
    resolve({ drafts: await all("drafts"), outbox: await all("outbox"), acked: await all("acked") });
    asked.result.close();
  };
})"""


def test_case_008_it_is_said_that_storage_may_be_deleted_until_the_browser_promises_to_keep_it(
    cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any], chromium: Any
) -> None:
    url = serve().url
    page = browse().new_page()
    step.sign_in(page, url, "gao")
    page.wait_for_selector(".install__risk")
    page.get_by_role("button", name="以后再说").or_(page.get_by_role("button", name="Later")).click()
    page.wait_for_selector(".install:not(:has(button))")
    assert page.locator(".install__risk").is_visible(), "the way may be put off, the risk stays told"

    promised = browse().new_page()
    wire = promised.context.new_cdp_session(promised)
    mine = wire.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    chromium.new_browser_cdp_session().send(
        "Browser.grantPermissions", {"permissions": ["durableStorage"], "origin": url, "browserContextId": mine}
    )
    step.sign_in(promised, url, "gao")
    assert promised.evaluate("navigator.storage.persist()") is True
    promised.reload()
    promised.wait_for_selector(".today .start-row")
    promised.wait_for_load_state("networkidle")
    assert promised.locator(".install__risk").count() == 0


def test_case_023_where_nothing_can_be_kept_a_round_is_refused_before_anybody_types(
    cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    context = browse()
    context.add_init_script(NO_STORAGE)
    page = context.new_page()
    url = serve().url
    page.goto(f"{url}/login?next=/account")
    page.locator("input[name=name]").fill(PARTS["gao"].number)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url("**/account")
    page.goto(f"{url}/app")
    page.wait_for_selector("[role=alert]")
    assert page.locator(".start-row, input, textarea").count() == 0
    page.goto(f"{url}/app#/start/quick-round")
    page.wait_for_selector("[role=alert]")
    assert page.locator(".thumb--submit").count() == 0


def test_case_024_ten_taps_on_submit_make_one_record(
    app: Flask, cast: Cast, data: Any, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 1)
    page = browse(has_touch=True).new_page()
    sent: set[str] = set()
    page.on("request", lambda request: request.method == "PUT" and "/submissions/" in request.url and sent.add(request.url))
    step.sign_in(page, serve().url, "gao")
    step.start(page, "quick-round")
    answer_all(page)
    step.onward(page)
    button = page.locator(".thumb--submit .button")
    button.wait_for()
    button.evaluate("(button) => { for (let tap = 0; tap < 10; tap += 1) button.click(); }")
    page.wait_for_selector(".stamp--on_server")
    kept = page.evaluate(KEPT)
    assert (len(kept["drafts"]), len(kept["outbox"]), len(kept["acked"]), len(sent)) == (0, 0, 1, 1)
    with app.app_context():
        assert [row.uuid for row in db.session.query(Inspection)] == kept["acked"]
    oracles.check_store(data)


@pytest.mark.parametrize("size", [(768, 1024), (512, 384), (390, 844)], ids=["turned", "twice as large", "phone"])
def test_case_030_how_it_stands_and_what_is_not_saved_stay_in_sight(
    size: tuple[int, int], app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    """A screen of 1024 x 768 at twice the text size has 512 x 384 to draw on."""
    step.crew(app, cast, 3)
    page = browse(has_touch=True, viewport={"width": size[0], "height": size[1]}).new_page()
    step.sign_in(page, serve().url, "gao")
    assert page.locator(".bar .sync").evaluate(ON_SCREEN)
    step.start(page, "quick-round")
    page.locator(".tab").nth(1).click()
    assert page.locator(".bar .sync").evaluate(ON_SCREEN)
    page.evaluate(DISK_FULL)
    page.locator(".control--verdict .answer--pass").first.click()
    page.wait_for_selector(".saved--failed")
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    assert page.locator(".bar .sync").evaluate(ON_SCREEN)
    assert page.locator(".saved--failed").evaluate(ON_SCREEN)
    words = page.locator(".saved--failed").inner_text()
    assert words.strip(), "it is said, not only shown"
