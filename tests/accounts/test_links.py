"""Links that work once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from inspector.accounts import enrolment, links
from inspector.accounts.models import Account, OneTimeLink
from inspector.clock import now
from inspector.extensions import db

NEW = "rain on the window"


@pytest.fixture
def link(app, cast):
    """link("mei") is the address of a new reset link."""

    def make(name: str) -> str:
        with app.app_context():
            secret = links.create("reset", cast.accounts[name], None, now())
            db.session.commit()
        return f"/links/{secret}"

    return make


def test_a_link_sets_a_password_and_signs_in(cast, visit, link):
    visitor, url = visit(), link("mei")
    visitor.read_token(url)
    assert visitor.post(url, password=NEW, again=NEW).status_code == 303
    assert "梅香" in visitor.get("/account").text


def test_looking_at_a_link_uses_nothing_up(cast, visit, link):
    url = link("mei")
    for _ in range(3):  # a chat program that fetches a preview
        assert visit().get(url).status_code == 200
    visitor = visit()
    visitor.read_token(url)
    assert visitor.post(url, password=NEW, again=NEW).status_code == 303


def test_a_link_works_once(cast, visit, link):
    url, visitor, thief = link("mei"), visit(), visit()
    visitor.read_token(url)
    thief.read_token(url)
    visitor.post(url, password=NEW, again=NEW)
    assert thief.post(url, password="another evening", again="another evening").status_code == 410
    assert thief.get(url).status_code == 410
    assert visit().sign_in("mei", NEW).status_code == 303


def test_a_refused_password_does_not_use_the_link_up(cast, visit, link):
    url, visitor = link("mei"), visit()
    visitor.read_token(url)
    assert visitor.post(url, password="1234567890", again="1234567890").status_code == 422
    assert visitor.post(url, password=NEW, again="something else").status_code == 422
    assert visitor.post(url, password=NEW, again=NEW).status_code == 303


def test_a_link_is_too_old_after_a_day(cast, visit):
    with time_machine.travel(datetime(2026, 11, 20, 4, 0, tzinfo=UTC), tick=False) as clock:
        visitor = visit("lin")
        url = (
            visitor.post(f"/accounts/{cast.accounts['mei']}/link")
            .text.split('value="https://localhost')[1]
            .split('"')[0]
        )
        clock.shift(timedelta(hours=24, seconds=-1))
        assert visit().get(url).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert visit().get(url).status_code == 410


def test_a_newer_link_ends_the_one_before(cast, visit, link):
    first, second = link("mei"), link("mei")
    assert visit().get(first).status_code == 410
    assert visit().get(second).status_code == 200


def test_the_link_of_a_shut_account_is_over(app, cast, visit, link):
    url = link("mei")
    with app.app_context():
        enrolment.deactivate(db.session.get_one(Account, cast.accounts["mei"]), by=None, at=now())
        db.session.commit()
    assert visit().get(url).status_code == 410


def test_only_the_hash_of_a_link_is_kept(app, cast, link):
    secret = link("mei").removeprefix("/links/")
    with app.app_context():
        assert secret not in str(db.session.execute(select(OneTimeLink.__table__)).all())


def test_the_page_of_a_link_is_kept_by_nobody_and_not_compressed(cast, visit):
    answer = visit("lin").client.post(
        f"/accounts/{cast.accounts['mei']}/link",
        base_url="https://localhost",
        headers={"Accept-Encoding": "gzip", "Referer": "https://localhost/"},
    )
    assert answer.status_code == 403  # no token, no link
    visitor = visit("lin")
    answer = visitor.post(f"/accounts/{cast.accounts['mei']}/link", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Content-Encoding" not in answer.headers


def test_the_code_to_scan_carries_no_inline_style(cast, visit):
    page = visit("lin").post(f"/accounts/{cast.accounts['mei']}/link").text
    assert "<svg" in page
    assert "style=" not in page
