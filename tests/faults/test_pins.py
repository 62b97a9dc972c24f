"""The PIN of a shared tablet in a real browser: once a shift, after quiet minutes, five tries, reload, no network, guests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from inspector.extensions import db
from inspector.sites.models import Shift
from tests.cast import PARTS, PASSWORD, Cast
from tests.faults import floor
from tests.journeys import runner_steps as step
from tests.looking import until

QUIET = ("/api/v1/",)


@pytest.fixture
def tablet(app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]) -> Any:
    """Gao's tablet, whose clock a test moves; Gao has a PIN."""
    step.crew(app, cast, 1)
    page = browse(has_touch=True, forgives=QUIET).new_page()
    page.clock.install()
    page.server = serve()
    step.sign_in(page, page.server.url, "gao")
    step.fetch_the_rest(page)
    page.clock.run_for(3500)  # what the app does a little later, by itself
    return page


def test_fifteen_quiet_minutes_lock_and_the_pin_brings_exactly_the_same_place_back(tablet):
    step.start(tablet, "quick-round")
    tablet.locator(".tab").nth(1).click()
    tablet.locator(".answer--fail").nth(1).click()
    tablet.locator(".detail .chip").first.click()
    step.saved(tablet)
    tablet.mouse.wheel(0, 200)
    tablet.wait_for_function("() => scrollY > 50")
    step.saved(tablet)
    tablet.clock.run_for(1000)  # the page remembers where it was scrolled to
    before, scrolled = tablet.locator("main.round").inner_text(), tablet.evaluate("scrollY")
    tablet.clock.fast_forward("14:00")
    assert tablet.locator("main.round").count() == 1, "fourteen minutes do not lock"
    tablet.clock.fast_forward("02:00")
    tablet.wait_for_selector(".door")
    assert "Garden" not in tablet.locator("#app").inner_text() and tablet.locator(".answer").count() == 0
    step.type_pin(tablet)
    tablet.wait_for_selector("main.round .detail")
    assert tablet.locator("main.round").inner_text() == before
    tablet.wait_for_function(f"() => Math.abs(scrollY - {scrolled}) < 3")
    draft = next(iter(floor.kept(tablet, "drafts")["drafts"].values()))
    assert draft["active_seconds"] < 200, "the quiet time is not the inspector's"


def test_a_tablet_that_is_used_is_not_locked(tablet):
    step.start(tablet, "quick-round")
    for _ in range(4):
        tablet.clock.fast_forward("05:00")
        tablet.locator(".tab").nth(1).click()
    assert tablet.locator("main.round").count() == 1


def test_a_new_shift_asks_for_the_pin_once(app, cast, tablet):
    _add_shifts_around_now(app, cast)
    tablet.reload()
    _until_bundle(tablet, lambda bundle: len(bundle["sites"][0]["shifts"]) > 5)
    floor.lock(tablet)
    step.type_pin(tablet)
    tablet.wait_for_selector(".today .start-row")
    for _ in range(20):  # four hours of work, never quiet for long
        tablet.clock.fast_forward("12:00")
        if tablet.locator(".door").count():
            break
        tablet.mouse.click(5, 5)  # wherever that is: a door may open any moment, and a tap in its corner opens nothing
    tablet.get_by_text("New shift. Who goes on?").wait_for()
    step.type_pin(tablet)
    tablet.wait_for_selector(".today .start-row")
    tablet.clock.fast_forward("12:00")
    assert tablet.locator(".door").count() == 0, "once a shift"


def test_without_a_network_the_pin_opens_and_a_round_can_be_started_and_finished(tablet):
    floor.lock(tablet)
    tablet.context.set_offline(True)
    step.type_pin(tablet)
    tablet.wait_for_selector(".today .start-row")
    waiting = floor.finish(tablet)
    assert floor.kept(tablet, "outbox")["outbox"][waiting]["about"]["author_id"]


def test_two_taps_and_a_pin_hand_the_tablet_over_and_the_session_follows(tablet):
    floor.lock(tablet)
    floor.sign_in_at_door(tablet, "sun")
    step.choose_pin(tablet, "1379")
    tablet.wait_for_selector(".today .start-row")
    _wait_for_ticket(tablet)
    tablet.evaluate(step.COUNT_TAPS)
    tablet.locator(".who-holds").click()
    tablet.locator("dialog[open] .door__face", has_text=PARTS["gao"].name).click()
    assert step.taps(tablet) == 2
    step.type_pin(tablet)
    tablet.get_by_text(PARTS["gao"].name).first.wait_for()
    tablet.wait_for_selector(".today .start-row")
    _until_session_is(tablet, PARTS["gao"].name)
    assert "Harbour" not in tablet.locator("#app").inner_text()


def test_a_second_tab_follows_when_the_tablet_is_locked(tablet):
    other = tablet.context.new_page()
    other.goto(f"{tablet.server.url}/app")
    other.wait_for_selector(".today .start-row")
    tablet.bring_to_front()
    floor.lock(tablet)
    other.wait_for_selector(".door")
    step.type_pin(tablet)
    other.wait_for_selector(".today .start-row")


def test_the_pin_is_changed_only_by_who_knows_it(tablet):
    tablet.locator(".who-holds").click()
    tablet.get_by_role("button", name="Change the PIN").click()
    step.type_pin(tablet)
    tablet.get_by_role("heading", name="Choose a PIN for this tablet").wait_for()
    step.choose_pin(tablet, "8642")
    tablet.wait_for_selector(".today .start-row")
    floor.lock(tablet)
    _miss(tablet, step.PIN)
    step.type_pin(tablet, "8642")
    tablet.wait_for_selector(".today .start-row")


def test_two_pins_that_differ_and_one_that_anybody_would_try_are_refused(app, cast, serve, browse):
    page = browse(has_touch=True).new_page()
    page.goto(f"{serve().url}/login?next=/app")
    page.locator("input[name=name]").fill(PARTS["gao"].number)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.form button[type=submit]").click()
    page.wait_for_selector(".pad-keys")
    step.type_pin(page, "1234")
    page.get_by_text("Anybody would try this PIN first.").wait_for()
    step.type_pin(page, "2580")
    page.get_by_role("heading", name="The same PIN once more").wait_for()
    step.type_pin(page, "2581")
    page.get_by_text("The two were not the same.").wait_for()
    page.reload()
    page.wait_for_selector(".pad-keys")
    step.choose_pin(page)
    page.wait_for_selector(".today .start-row")


WHOSE = """async () => {
  const answer = await fetch("/api/v1/device/bundle", { headers: { "X-Inspector-Client": "test;wire=1" } });
  return answer.status === 200 ? (await answer.json()).account.name : null;
}"""


def _miss(page: Any, pin: str = "1379") -> None:
    """A wrong PIN, and the pad is ready for the next."""
    def tried() -> int:
        return max(one["tries"] for one in floor.kept(page, "profiles")["profiles"].values())

    before = tried()
    step.type_pin(page, pin)
    until(lambda: tried() == before + 1, page=page)
    page.wait_for_function("() => !document.querySelector('.dots .is-in')")
    page.get_by_text("Wrong PIN.").wait_for()


def _wait_for_ticket(page: Any) -> None:
    until(lambda: all(one["ticket"] for one in floor.kept(page, "profiles")["profiles"].values()), page=page)


def _until_session_is(page: Any, name: str) -> None:
    until(lambda: page.evaluate(WHOSE) == name, page=page)


def _until_bundle(page: Any, is_there: Callable[[dict[str, Any]], bool]) -> None:
    until(lambda: any(is_there(one) for name, one in floor.kept(page, "ref")["ref"].items() if name.startswith("bundle:")), page=page)


def _add_shifts_around_now(app: Flask, cast: Cast) -> None:
    """Shifts of three hours through the whole day, so that one begins in the next three hours whenever the test runs."""
    with app.app_context():
        for hour in range(0, 24, 3):
            name = {"zh": f"{hour}点", "en": f"From {hour}"}
            db.session.add(Shift(site_id=cast.sites["garden"], name=name, starts_at=f"{hour:02}:00", ends_at=f"{hour + 2:02}:59"))
        db.session.commit()
