"""A tablet that several people share, with and without a network: whoever holds it sees only their own, and nothing of anybody is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

import inspector
from inspector.accounts import devices, enrolment
from inspector.accounts.models import Account, CaptureGrant, SessionRow
from inspector.audit.models import AuditEvent
from inspector.clock import now
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from tests.cast import PARTS, PASSWORD, Cast
from tests.faults import floor, oracles
from tests.journeys import runner_steps as step
from tests.looking import until

HEARD_SECONDS = 20
PACKAGE = Path(inspector.__file__).parent
QUIET = ("/api/v1/",)  # a server that is away or refuses on purpose


@pytest.fixture
def tablet(app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]) -> Any:
    """A tablet on which Gao has signed in and chosen a PIN."""
    step.crew(app, cast, 1)
    context = browse(has_touch=True, forgives=QUIET)
    page = context.new_page()
    server = serve()
    step.sign_in(page, server.url, "gao")
    step.fetch_the_rest(page)
    _until(page, "(meta) => Object.keys(meta).some((name) => name.startsWith('grant:'))")
    page.server = server
    return page


def test_case_099_an_ended_session_is_signed_into_over_the_round_and_what_waits_goes_out(app, cast, tablet):
    _lose_session(app, cast, tablet, "gao", also_grant=True)
    sent = [floor.finish(tablet)]
    floor.today(tablet)
    floor.fill(tablet)
    place = tablet.url
    tablet.get_by_role("button", name="Sign in to send: 1").click()
    dialog = tablet.locator("dialog[open]")
    assert "Sign in to send: 1" in dialog.inner_text()
    floor.give_password(tablet, "gao", "dialog[open] .door__form")
    dialog.wait_for(state="detached")
    tablet.wait_for_selector(".sync--clear")
    assert tablet.url == place, "the round was not left"
    assert tablet.locator(".thumb--submit").count() == 1
    _arrived(app, tablet, sent)


def test_case_099_a_wrong_password_says_so_and_the_queue_keeps_everything(app, cast, tablet):
    _lose_session(app, cast, tablet, "gao", also_grant=True)
    waiting = floor.finish(tablet)
    tablet.get_by_role("button", name="Sign in to send: 1").click()
    form = tablet.locator("dialog[open] .door__form")
    form.locator("input[name=password]").fill("not it at all")
    form.locator("button").first.click()
    tablet.get_by_text("Name and password do not fit together.").wait_for()
    assert list(floor.kept(tablet, "outbox")["outbox"]) == [waiting]
    form.locator("input[name=password]").fill(PASSWORD)
    form.locator("button").first.click()
    tablet.wait_for_selector(".stamp--on_server")
    _arrived(app, tablet, [waiting])


def test_case_105_signing_out_with_records_waiting_asks_and_keeps_them(app, cast, tablet):
    tablet.context.set_offline(True)
    waiting = [floor.finish(tablet)]
    floor.today(tablet)
    waiting.append(floor.finish(tablet))
    floor.today(tablet)
    tablet.locator(".who-holds").click()
    tablet.get_by_role("button", name="Sign out").click()
    sheet = tablet.locator("dialog[open]")
    sheet.get_by_text("Not sent yet: 2").wait_for()
    sheet.get_by_role("button", name="Lock and keep them").click()
    tablet.wait_for_selector(".door")
    assert sorted(floor.kept(tablet, "outbox")["outbox"]) == sorted(waiting)
    tablet.context.set_offline(False)
    tablet.evaluate("window.dispatchEvent(new Event('online'))")
    _until(tablet, "(_meta, outbox) => Object.keys(outbox).length === 0")
    assert tablet.locator(".door").count() == 1, "it stays locked while it sends"
    _arrived(app, tablet, waiting)


def test_case_105_only_a_manager_of_the_site_discards_and_the_trail_keeps_the_hashes(app, cast, tablet):
    _lose_session(app, cast, tablet, "gao", also_grant=True)
    waiting = floor.finish(tablet)
    body_hash = floor.kept(tablet, "outbox")["outbox"][waiting]["hash"]
    _to_discarding(tablet)
    floor.give_password(tablet, "qiu", "dialog[open] .door__form")  # manages another site
    tablet.get_by_text("Only a manager of this site may do that.").wait_for()
    floor.give_password(tablet, "gao", "dialog[open] .door__form")  # no manager
    tablet.get_by_text("Only a manager of this site may do that.").wait_for()
    assert list(floor.kept(tablet, "outbox")["outbox"]) == [waiting]
    floor.give_password(tablet, "lin", "dialog[open] .door__form")
    tablet.get_by_text("Everything finished is on the server.").wait_for()
    left = floor.kept(tablet, "outbox", "draft_blobs", "meta")
    assert (left["outbox"], left["draft_blobs"]) == ({}, {})
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "record.discarded")).one()
        assert (event.actor_id, event.target, event.details["sha256"]) == (cast.accounts["lin"], f"submission:{waiting}", body_hash)
        assert (event.details["author_id"], event.details["photos"]) == (cast.accounts["gao"], [])


def test_case_105_a_manager_who_has_a_pin_here_discards_by_it_and_not_by_a_wrong_one(app, cast, tablet):
    floor.lock(tablet)
    floor.sign_in_at_door(tablet, "lin")
    step.choose_pin(tablet, "1379")
    tablet.wait_for_selector(".today .start-row")
    _until(tablet, f"(meta) => Boolean(meta['grant:{cast.accounts['lin']}'])")
    floor.lock(tablet)
    floor.unlock(tablet, "gao")
    tablet.wait_for_selector(".today .start-row")
    _lose_session(app, cast, tablet, "gao", also_grant=True)
    waiting = floor.finish(tablet)
    _to_discarding(tablet)
    _give_pin(tablet, "2468")
    tablet.get_by_text("Wrong PIN.").wait_for()
    assert list(floor.kept(tablet, "outbox")["outbox"]) == [waiting]
    _give_pin(tablet, "1379")
    tablet.get_by_text("Everything finished is on the server.").wait_for()
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "record.discarded")).one()
        assert (event.actor_id, event.target) == (cast.accounts["lin"], f"submission:{waiting}")


def test_nothing_we_send_tells_a_browser_to_clear_its_storage(cast, visit):
    sources = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".js", ".html") and "vendor" not in path.parts]
    assert len(sources) > 100
    assert [path.name for path in sources if "clear-site-data" in path.read_text(encoding="utf-8").lower()] == []
    answer = visit("gao").post("/logout")
    assert "Clear-Site-Data" not in answer.headers


def test_a_page_of_the_server_is_locked_with_the_app_and_comes_back_after_the_pin(tablet):
    floor.lock(tablet)
    tablet.goto(f"{tablet.server.url}/inspections")
    tablet.wait_for_selector(".door")
    step.type_pin(tablet)
    tablet.wait_for_url("**/inspections")


def test_case_106_a_colleague_sees_nothing_of_mine_and_carries_it_in_my_name(app, cast, tablet):
    tablet.context.set_offline(True)
    waiting = floor.finish(tablet)
    floor.today(tablet)
    floor.fill(tablet)
    draft = tablet.url.rsplit("/", 1)[1]
    _lose_session(app, cast, tablet, "gao")
    floor.today(tablet)
    floor.lock(tablet)
    tablet.context.set_offline(False)
    floor.sign_in_at_door(tablet, "sun")  # of another site
    step.choose_pin(tablet, "1379")
    tablet.wait_for_selector(".today .start-row")
    _until(tablet, "(_meta, outbox) => Object.keys(outbox).length === 0")
    assert tablet.locator(".start-row--draft").count() == 0
    assert "Harbour" in tablet.content() and "Garden" not in tablet.content()
    for address in (f"#/round/{draft}", f"#/review/{draft}", f"#/sent/{waiting}"):
        tablet.evaluate(f"location.hash = '{address}'")
        tablet.get_by_text("This round is not on this device any more.").wait_for()
    tablet.evaluate("location.hash = '#/sync'")
    tablet.get_by_text("No finished rounds on this device yet.").wait_for()
    with app.app_context():
        inspection = db.session.scalars(select(Inspection)).one()
        grant = db.session.get_one(CaptureGrant, inspection.grant_id)
        assert (inspection.uuid, inspection.author_id, grant.account_id) == (waiting, cast.accounts["gao"], cast.accounts["gao"])
        received = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "inspection.received")).one()
        came_in = db.session.scalars(select(AuditEvent.actor_id).where(AuditEvent.action == "session.opened")).all()
        assert received.actor_id == cast.accounts["gao"] and cast.accounts["sun"] in came_in
    floor.lock(tablet)
    floor.unlock(tablet, "gao")
    tablet.locator(".start-row--draft").click()
    tablet.wait_for_selector("main.round, main.review")
    _arrived(app, tablet, [waiting])


def test_case_106_a_record_under_a_leave_that_was_taken_away_is_held_and_not_lost(app, cast, tablet):
    tablet.context.set_offline(True)
    waiting = floor.finish(tablet)
    _lose_session(app, cast, tablet, "gao")
    with app.app_context():
        db.session.execute(update(CaptureGrant).where(CaptureGrant.account_id == cast.accounts["gao"]).values(revoked_at=now()))
        db.session.commit()
    tablet.context.set_offline(False)
    tablet.evaluate("window.dispatchEvent(new Event('online'))")
    tablet.wait_for_selector(".stamp--on_server")
    with app.app_context():
        assert db.session.scalars(select(HeldRecord.uuid)).all() == [waiting]
        assert db.session.scalars(select(Inspection)).all() == []
    assert waiting in floor.kept(tablet, "acked")["acked"]
    oracles.check_store(tablet.server.data)


def test_case_107_after_signing_out_the_tablet_shows_nothing_of_the_person_also_without_a_network(app, cast, tablet):
    sent = floor.finish(tablet)
    tablet.wait_for_selector(".stamp--on_server")
    floor.today(tablet)
    tablet.locator(".who-holds").click()
    tablet.get_by_role("button", name="Sign out").click()
    tablet.locator("dialog[open] .button--primary").click()
    tablet.wait_for_selector(".door")
    _until(tablet, "(meta) => meta.session_ends === null")
    with app.app_context():
        mine = (SessionRow.account_id == cast.accounts["gao"], SessionRow.user_agent.contains("Chrome"))  # the tablet's
        assert len(db.session.scalars(select(SessionRow).where(*mine)).all()) > 0
        assert db.session.scalars(select(SessionRow).where(*mine, SessionRow.revoked_at.is_(None))).all() == []
    left = floor.kept(tablet, "ref", "profiles", "acked", "meta")
    assert not any(name.startswith("bundle:") for name in left["ref"])
    assert (left["profiles"][str(cast.accounts["gao"])]["ticket"], list(left["acked"])) == (None, [sent])
    tablet.context.set_offline(True)
    for address in ("#/", f"#/sent/{sent}", "#/sync", "#/start/quick-round"):
        tablet.evaluate(f"location.hash = '{address}'")
        tablet.wait_for_selector(".door")
        shown = tablet.locator("#app").inner_text()
        assert not any(word in shown for word in ("Garden", PARTS["gao"].name, "Five-dimension")), shown
    assert tablet.evaluate(IN_CACHES) == []


def test_case_108_a_way_back_works_once_and_is_no_cookie(app, cast, visit):
    gao = visit("gao")
    ticket = gao.device("POST", "/api/v1/device/tickets", {"device_id": "a" * 36}).json["ticket"]
    thief = visit()
    thief.client.set_cookie("__Host-inspector", ticket, domain="localhost", secure=True)
    assert thief.device("GET", "/api/v1/device/bundle").status_code == 401
    planted = visit()
    planted.read_token("/login")
    before = planted.cookie()
    assert planted.device("POST", "/api/v1/device/session", {"ticket": ticket}).status_code == 200
    assert planted.cookie() != before, "a planted session is never filled"
    assert planted.device("GET", "/api/v1/device/bundle").json["account"]["id"] == cast.accounts["gao"]
    assert visit().device("POST", "/api/v1/device/session", {"ticket": ticket}).status_code == 401


@pytest.mark.parametrize("end", ["password", "account", "device", "grant", "time"])
def test_case_109_whatever_ends_the_sessions_ends_the_way_back(end, app, cast, visit):
    gao = visit("gao")
    device = "11111111-1111-4111-8111-111111111111"
    granted = gao.device("POST", "/api/v1/device/grants", {"device_id": device, "label": "tablet"}).json["id"]
    ticket = gao.device("POST", "/api/v1/device/tickets", {"device_id": device}).json["ticket"]
    with app.app_context():
        ENDS[end](cast.accounts["gao"], device, granted)
        db.session.commit()
    assert visit().device("POST", "/api/v1/device/session", {"ticket": ticket}).status_code == 401


def test_case_109_a_sign_in_that_ended_everywhere_leaves_the_round_on_the_tablet_to_go_on(app, cast, tablet):
    floor.fill(tablet)
    _lose_session(app, cast, tablet, "gao", also_grant=True)
    tablet.locator(".thumb--submit .button").click()
    tablet.get_by_role("button", name="Sign in to send: 1").wait_for()
    sent = tablet.url.rsplit("/", 1)[1]
    assert list(floor.kept(tablet, "outbox")["outbox"]) == [sent]
    tablet.get_by_role("button", name="Sign in to send: 1").click()
    floor.give_password(tablet, "gao", "dialog[open] .door__form")
    tablet.wait_for_selector(".stamp--on_server")
    _arrived(app, tablet, [sent])


def test_case_110_the_door_of_the_app_is_as_hard_to_guess_as_the_page(app, cast, visit):
    guesser = visit()
    tries = [guesser.device("POST", "/api/v1/device/session", {"name": "G002", "password": f"guess {n}"}) for n in range(6)]
    assert [one.status_code for one in tries[:5]] == [422] * 5
    assert tries[5].status_code == 429 and int(tries[5].headers["Retry-After"]) >= 1
    assert tries[5].json["error"]["details"]["seconds"] >= 1
    page = visit().sign_in("gao")
    assert page.status_code == 429, "one count for both doors"
    assert visit().device("POST", "/api/v1/device/session", {"name": "G001", "password": PASSWORD}).status_code == 200


def test_case_110_the_door_of_the_app_opens_to_no_other_site(cast, visit):
    wish = {"name": "G002", "password": PASSWORD}
    for headers in ({"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}, {"X_Inspector_Client": ""}):
        assert visit().device("POST", "/api/v1/device/session", wish, **headers).status_code == 403, headers
    form = visit()
    answer = form.device("POST", "/api/v1/device/session", b"name=G002", Content_Type="application/x-www-form-urlencoded")
    assert answer.status_code == 400 and form.cookie() is None


def _revoke_grant(account: int, _device: str, grant: str) -> None:
    devices.revoke_grant(grant, by=account, at=now())


def _shut(account: int, _device: str, _grant: str) -> None:
    db.session.get_one(Account, account).is_active = False


def _set_password(account: int, _device: str, _grant: str) -> None:
    enrolment.set_password(db.session.get_one(Account, account), "another quiet morning", by=account, at=now())


def _age(account: int, _device: str, _grant: str) -> None:
    db.session.execute(update(SessionRow).where(SessionRow.account_id == account).values(seen_at=now() - timedelta(hours=13)))


ENDS = {
    "password": _set_password, "account": _shut, "grant": _revoke_grant, "time": _age,
    "device": lambda account, device, _grant: devices.revoke_device(device, by=account, at=now()),
}  # fmt: skip
IN_CACHES = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const words = await (await cache.match(request)).text();
      if (/Garden|高峰|G002/.test(words)) found.push(request.url);
    }
  }
  return found;
}"""


def _to_discarding(page: Any) -> None:
    floor.today(page)
    page.locator(".who-holds").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Discard, with a manager").click()


def _give_pin(page: Any, pin: str) -> None:
    page.locator("dialog[open] input[name=pin]").fill(pin)
    page.locator("dialog[open] .door__form").first.locator("button").click()


def _lose_session(app: Flask, cast: Cast, page: Any, name: str, also_grant: bool = False) -> None:
    """What a night, an administrator or a new password does to the sessions of somebody."""
    with app.app_context():
        mine = SessionRow.account_id == cast.accounts[name]
        db.session.execute(update(SessionRow).where(mine).values(revoked_at=now(), data={}))
        if also_grant:
            db.session.execute(delete(CaptureGrant).where(CaptureGrant.account_id == cast.accounts[name]))
        db.session.commit()

    def is_ended() -> bool:
        return bool(page.context.request.get(f"{page.server.url}/account", max_redirects=0).status != 200)

    until(is_ended, "the session ends within the two seconds that the server remembers it", HEARD_SECONDS, page)


def _until(page: Any, condition: str) -> None:
    """Wait until what lies on the device fulfils (meta, outbox, acked) => boolean."""
    fulfilled = f"async () => ({condition})(...Object.values(await ({floor.READ})([['meta', 'outbox', 'acked']])))"
    until(lambda: page.evaluate(fulfilled), condition, HEARD_SECONDS, page)


def _arrived(app: Flask, page: Any, ids: list[str]) -> None:
    """O1, O2, O3, O7: each record stands once on the server, whole, and its copy is still on the device."""
    with app.app_context():
        here = db.session.scalars(select(Inspection.uuid)).all()
    assert sorted(here) == sorted(ids)
    acked = floor.kept(page, "acked")["acked"]
    assert set(ids) <= set(acked)
    oracles.check_store(page.server.data)
