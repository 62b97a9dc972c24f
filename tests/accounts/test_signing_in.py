"""Signing in, signing out, and how often somebody may guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from inspector.accounts.models import Account, SessionRow
from inspector.accounts.sessions import digest
from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from tests.cast import PASSWORD
from tests.conftest import _close
from tests.visiting import Visitor

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_a_person_comes_in_by_staff_number(cast, visit):
    assert "林岚" in visit("lin").get("/account").text


def test_a_person_comes_in_by_e_mail_in_any_case(app, cast, visit):
    with app.app_context():
        db.session.get_one(Account, cast.accounts["nora"]).email = "nora@heyuan.example"
        db.session.commit()
    assert visit().sign_in("Nora@Heyuan.example").status_code == 303


def test_a_wrong_password_is_refused_with_a_sentence_that_does_not_say_who_exists(cast, visit):
    known, unknown = visit().sign_in("lin", "not it at all"), visit().sign_in("Z999", "not it at all")
    assert known.status_code == unknown.status_code == 422
    assert "Name and password do not fit together." in known.text or "对不上" in known.text


def test_a_shut_account_does_not_come_in(app, cast, visit):
    with app.app_context():
        db.session.get_one(Account, cast.accounts["lin"]).is_active = False
        db.session.commit()
    assert visit().sign_in("lin").status_code == 422


def test_the_cookie_is_bound_to_the_host_and_unreadable_for_scripts(cast, visit):
    visitor = visit()
    visitor.read_token("/login")
    answer = visitor.post("/login", name="G001", password=PASSWORD)
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-inspector="))
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_signing_in_gives_a_new_session_id_and_the_old_one_opens_nothing(app, cast, visit):
    visitor = visit()
    visitor.read_token("/login")
    planted = visitor.cookie()
    visitor.sign_in("lin")
    assert visitor.cookie() != planted
    with app.app_context():
        assert db.session.get_one(SessionRow, digest(planted)).revoked_at is not None


def test_only_the_hash_of_a_session_is_kept(app, cast, visit):
    visitor = visit("lin")
    with app.app_context():
        rows = db.session.execute(select(SessionRow.__table__)).all()
    assert visitor.cookie() not in str(rows)


def test_signing_out_ends_the_session_on_the_server(cast, visit):
    visitor = visit("lin")
    stolen = visitor.cookie()
    visitor.post("/logout")
    thief = visit()
    thief.client.set_cookie("__Host-inspector", stolen, domain="localhost", secure=True)
    assert thief.get("/account").headers["Location"].startswith("/login")


def test_a_person_signs_out_another_browser_at_once(cast, visit):
    here, there = visit("lin"), visit("lin")
    here.post(f"/account/sessions/{digest(there.cookie())}/end")
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_nobody_signs_out_the_browser_of_somebody_else(cast, visit):
    lin, qiu = visit("lin"), visit("qiu")
    qiu.post(f"/account/sessions/{digest(lin.cookie())}/end")
    assert lin.get("/account").status_code == 200


def test_a_new_password_signs_out_everywhere_else(cast, visit):
    here, there = visit("lin"), visit("lin")
    answer = here.post("/account/password", present=PASSWORD, password="the tea is ready", again="the tea is ready")
    assert answer.status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert visit().sign_in("lin", "the tea is ready").status_code == 303


@pytest.mark.parametrize("password", ["short", "1234567890", "aaaaaaaaaaaa", "G001G001G0x" * 30])
def test_a_password_anybody_would_try_is_not_taken(cast, visit, password):
    assert (
        visit("lin").post("/account/password", present=PASSWORD, password=password, again=password).status_code == 422
    )


def test_a_session_ends_after_twelve_idle_hours_and_after_seven_days(cast, visit):
    with time_machine.travel(NOON, tick=False) as clock:
        visitor = visit().signed_in("lin")
        clock.shift(timedelta(hours=11))
        assert visitor.get("/account").status_code == 200
        clock.shift(timedelta(hours=13))
        assert visitor.get("/account").status_code == 302
        visitor = visit().signed_in("lin")
        for _ in range(15):
            clock.shift(timedelta(hours=11))
            assert visitor.get("/account").status_code == 200
        clock.shift(timedelta(hours=11))
        assert visitor.get("/account").status_code == 302


def test_after_ten_misses_no_try_is_heard_for_a_quarter_of_an_hour_and_the_page_says_how_long(cast, visit):
    with time_machine.travel(NOON, tick=False) as clock:
        visitor = visit()
        visitor.read_token("/login")
        visitor.post("/language", language="en")
        for _ in range(10):
            assert visitor.post("/login", name="G001", password="a wrong guess").status_code == 422
            clock.shift(timedelta(seconds=40))
        answer = visitor.post("/login", name="G001", password=PASSWORD)
        assert answer.status_code == 429
        assert "Wait 9 minutes" in answer.text
        assert answer.headers["Retry-After"]
        clock.shift(timedelta(minutes=9))
        assert visitor.post("/login", name="G001", password=PASSWORD).status_code == 303


def test_after_a_few_misses_each_try_waits_twice_as_long(cast, visit):
    with time_machine.travel(NOON, tick=False) as clock:
        visitor = visit()
        visitor.read_token("/login")
        for _ in range(5):
            visitor.post("/login", name="G001", password="a wrong guess")
        assert visitor.post("/login", name="G001", password=PASSWORD).status_code == 429
        clock.shift(timedelta(seconds=1))
        assert visitor.post("/login", name="G001", password=PASSWORD).status_code == 303


def test_the_misses_of_one_place_do_not_lock_a_person_out_elsewhere(app, cast, visit):
    with time_machine.travel(NOON, tick=False) as clock:
        guesser = Visitor(app, "10.0.0.9")
        guesser.read_token("/login")
        for _ in range(10):
            guesser.post("/login", name="G001", password="a wrong guess")
            clock.shift(timedelta(seconds=40))
        assert guesser.post("/login", name="G001", password=PASSWORD).status_code == 429
        assert visit().sign_in("lin").status_code == 303


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/%0a//evil.example\n"],
)
def test_signing_in_never_leads_to_another_site(cast, visit, target):
    visitor = visit()
    visitor.read_token("/login")
    assert visitor.post("/login", name="G001", password=PASSWORD, next=target).headers["Location"] == "/"


def test_signing_in_leads_back_to_where_one_wanted_to_go(cast, visit):
    visitor = visit()
    assert visitor.get("/audit?about=account%3A1").headers["Location"] == "/login?next=/audit?about%3Daccount%253A1"
    visitor.read_token("/login")
    answer = visitor.post("/login", name="H001", password=PASSWORD, next="/audit?about=account%3A1")
    assert answer.headers["Location"] == "/audit?about=account%3A1"


def test_a_fragment_asked_without_a_session_sends_the_whole_page_to_sign_in(cast, visit):
    answer = visit().get("/accounts", HX_Request="true")
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/login")


def test_a_form_without_its_token_changes_nothing(cast, visit):
    visitor = visit("lin")
    visitor.token = ""
    assert (
        visitor.post(
            "/account/password", present=PASSWORD, password="the tea is ready", again="the tea is ready"
        ).status_code
        == 403
    )
    assert visit().sign_in("lin").status_code == 303


def test_no_session_is_given_at_an_address_that_cannot_keep_it(app, cast):
    client = app.test_client()
    page = client.get("/login", base_url="http://inspector.shop.example")
    assert "https" in page.text
    assert (
        client.post(
            "/login", base_url="http://inspector.shop.example", data={"name": "G001", "password": PASSWORD}
        ).status_code
        == 403
    )


def test_sessions_of_nobody_are_swept_after_a_day(app, cast, visit):
    with app.app_context():
        before = set(db.session.scalars(select(SessionRow.id_hash)))
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            visit().read_token("/login")
        clock.shift(timedelta(days=1, seconds=1))
        visit().signed_in("lin")
    with app.app_context():
        left = db.session.execute(select(SessionRow.account_id).where(SessionRow.id_hash.not_in(before))).scalars().all()
    assert set(left) <= {None, cast.accounts["lin"]}
    assert len(left) == 2  # the page Lin signed in on, and her session



@pytest.fixture
def demo(data, cast):
    made = create_app(Settings(data=data, is_demo=True))
    yield Visitor(made)
    _close(made)


def test_the_demo_has_a_door_for_each_role(demo):
    page = demo.get("/login", Accept_Language="en").text
    for role in (
        "Supervisor",
        "Store manager",
        "Staff",
        "Area manager",
        "Quality lead",
        "HR",
        "Auditor",
        "Administrator",
    ):
        assert f"<strong>{role}</strong>" in page


def test_a_door_of_the_demo_lets_in_with_one_tap(demo, cast):
    demo.read_token("/login")
    assert demo.post("/login", door=cast.accounts["gao"]).status_code == 303
    assert "高峰" in demo.get("/account").text


def test_only_the_doors_that_are_shown_open(demo, cast):
    demo.read_token("/login")
    assert demo.post("/login", door=cast.accounts["otto"]).status_code == 403


def test_outside_the_demo_there_is_no_door(cast, visit):
    visitor = visit()
    visitor.read_token("/login")
    assert visitor.post("/login", door=cast.accounts["ada"]).status_code == 422
    assert visitor.get("/account").status_code == 302
