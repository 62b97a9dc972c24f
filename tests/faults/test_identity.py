"""Who somebody is and what they may: sessions, guesses, foreign ids, forged fields. What was refused has changed nothing."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from inspector import clock
from inspector.accounts import enrolment, links, passwords
from inspector.accounts.limits import MOST_MISSES_OF_ADDRESS, SLOWEST
from inspector.accounts.models import Account, RoleAssignment, SessionRow, SignInAttempt
from inspector.audit.models import AuditEvent
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from inspector.sites.models import StaffAssignment, StaffMember
from tests import rounds
from tests.accounts import access_table, world
from tests.cast import PARTS, PASSWORD, Cast
from tests.faults import oracles
from tests.visiting import ORIGIN, TOKEN, Visitor

Visit = Callable[..., Visitor]
NOON = "2026-11-20T04:00:00+00:00"


@pytest.fixture
def envelope(app: Flask, cast: Cast) -> dict[str, Any]:
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    return rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)


def put(visitor: Visitor, envelope: dict[str, Any]) -> Any:
    return visitor.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def test_case_101_a_thing_of_another_site_is_not_found_under_ones_own_and_the_try_is_written_down(
    furnished: tuple[world.Things, world.Things], visit: Visit, cast: Cast, data: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = furnished
    nora, mine = visit("nora"), cast.sites["garden"]  # of the north; the workshop lies in the south
    before = _counts(data)
    capsys.readouterr()
    tries = [
        ("GET", f"/sites/{mine}/areas/{there['area']}/edit", {}),
        ("POST", f"/sites/{mine}/areas/{there['area']}/use", {}),
        ("GET", f"/sites/{mine}/shifts/{there['shift']}/edit", {}),
        ("POST", f"/sites/{mine}/shifts/{there['shift']}/use", {}),
        ("GET", f"/tasks/{here['task']}/photos/{there['sha256']}", {}),
        ("POST", f"/accounts/{here['account']}/roles/{there['assignment']}/end", {}),
        ("POST", f"/account/grants/{there['grant']}/revocation", {}),
        ("POST", f"/devices/grants/{there['grant']}/revocation", {}),
        ("POST", f"/notices/{there['notice']}/reading", {}),
        ("GET", f"/photos/{there['photo']}", {}),
        ("GET", f"/inspections/{there['inspection']}/report.pdf", {}),
        ("GET", f"/records/{there['staff']}/2026-11/report.pdf", {}),
        ("POST", f"/held/{there['held']}/decision", {"decision": "accept", "reason": "x"}),
    ]
    for method, url, fields in tries:
        answer = nora.get(url) if method == "GET" else nora.post(url, **fields)
        assert answer.status_code == 404, (method, url, answer.status_code)
    assert _counts(data) == before
    refused = [line for line in logged(capsys) if line["event"] == "refused"]
    assert [line["path"] for line in refused] == [url for _, url, _ in tries]
    assert {line["account"] for line in refused} == {cast.accounts["nora"]}


def _counts(data: Any) -> dict[str, str]:
    """A print of the content of every table but those of sessions."""
    import hashlib
    import sqlite3

    connection = sqlite3.connect(data / "inspector.db")
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: hashlib.sha256(repr(connection.execute(f'SELECT * FROM "{name}"').fetchall()).encode()).hexdigest()
            for name in names
            if name not in ("session", "sign_in_attempt")
        }
    finally:
        connection.close()


def test_case_102_a_photo_is_told_of_to_nobody_by_its_hash_alone(visit: Visit, cast: Cast) -> None:
    gao, sun, record = visit("gao"), visit("sun"), str(uuid.uuid4())
    attachment = rounds.attachment(rounds.photo(), "floor")
    url = f"/api/v1/device/blobs/{record}/{attachment['sha256']}"
    assert gao.device("PUT", url, rounds.photo(), Content_Type="image/jpeg").status_code == 201
    unknown = f"/api/v1/device/blobs/{record}/{'0' * 64}"
    elsewhere = f"/api/v1/device/blobs/{uuid.uuid4()}/{attachment['sha256']}"
    assert sun.device("HEAD", elsewhere).status_code == sun.device("HEAD", unknown).status_code == 404
    assert dict(sun.device("HEAD", elsewhere).headers) == dict(sun.device("HEAD", unknown).headers)
    # The same bytes under a record of one's own are taken like any others, so that "already here" tells nothing either.
    assert sun.device("PUT", elsewhere, rounds.photo(), Content_Type="image/jpeg").status_code == 201


def test_case_103_the_token_of_a_form_lives_as_long_as_its_session(visit: Visit, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as moment:
        lin = visit().signed_in("lin")
        moment.shift(timedelta(hours=2))
        assert lin.post("/language", language="en").status_code == 303
        assert lin.get("/token").json == {"token": lin.get("/token").json["token"], "account": cast.accounts["lin"]}
        moment.shift(timedelta(hours=13))
        assert lin.get("/token").json["account"] is None


def test_case_104_a_part_asked_for_without_a_session_sends_the_whole_page_to_sign_in_and_back(visit: Visit, cast: Cast) -> None:
    stranger = visit()
    answer = stranger.get("/people", HX_Request="true", HX_Current_URL=f"{ORIGIN}/people?state=all")
    assert answer.status_code == 401 and answer.get_data() == b""
    assert answer.headers["HX-Redirect"] == "/login?next=/people?state%3Dall"
    for evil in ("https://evil.example//evil.example", "javascript:alert(1)", "//evil.example/x", "x" * 10):
        answer = stranger.get("/people", HX_Request="true", HX_Current_URL=evil)
        assert "evil" not in answer.headers["HX-Redirect"] and "javascript" not in answer.headers["HX-Redirect"]


def test_case_108_an_id_planted_before_signing_in_opens_nothing_afterwards(app: Flask, visit: Visit, cast: Cast) -> None:
    victim, thief = visit(), visit()
    thief.get("/login")
    planted = thief.cookie()
    victim.client.set_cookie("__Host-inspector", planted or "", domain="localhost", secure=True)
    assert victim.sign_in("lin").status_code == 303
    assert victim.cookie() != planted
    assert thief.device("GET", "/api/v1/device/bundle").status_code == 401
    invented = visit()
    invented.client.set_cookie("__Host-inspector", "a" * 43, domain="localhost", secure=True)
    invented.get("/login")
    assert invented.cookie() != "a" * 43
    with app.app_context():
        assert "a" * 43 not in str(db.session.execute(select(SessionRow.__table__)).all())


def test_case_109_a_new_password_a_shut_account_and_signing_out_everywhere_end_all_other_sessions(
    app: Flask, visit: Visit, cast: Cast
) -> None:
    def is_in(visitor: Visitor) -> bool:
        return visitor.device("GET", "/api/v1/device/bundle").status_code == 200

    here, there = visit("gao"), visit("gao")
    assert here.post("/account/sessions/end").status_code == 303
    here.read_token("/account")
    assert is_in(here) and not is_in(there)
    there = visit("gao")
    assert here.post("/account/password", present=PASSWORD, password="the tea is ready", again="the tea is ready").status_code == 303
    assert is_in(here) and not is_in(there)
    with app.app_context():
        token = links.create("reset", cast.accounts["gao"], None, clock.now())
        db.session.commit()
    stranger = visit()
    stranger.read_token(f"/links/{token}")
    assert stranger.post(f"/links/{token}", password="quite another one", again="quite another one").status_code == 303
    assert is_in(stranger) and not is_in(here)
    with app.app_context():
        enrolment.deactivate(db.session.get_one(Account, cast.accounts["gao"]), by=None, at=clock.now())
        db.session.commit()
    assert not is_in(stranger)
    assert stranger.device("GET", "/api/v1/device/bundle").json["error"]["code"] == "not_signed_in"


def test_case_110_ten_wrong_guesses_are_told_to_wait_and_other_addresses_are_not(app: Flask, visit: Visit, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as moment:
        guesser = Visitor(app, "203.0.113.5")
        guesser.read_token("/login")
        for _ in range(10):
            guesser.post("/login", name="G002", password="a wrong guess")
            moment.shift(timedelta(seconds=40))
        answer = guesser.post("/login", name="G002", password=PASSWORD)
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 60
        assert visit().sign_in("gao").status_code == 303


def misses(app: Flask, *missed: tuple[str, str]) -> None:
    """Write down a failed try of each (name, address) now."""
    with app.app_context():
        db.session.add_all(SignInAttempt(name=name, address=address, at=clock.now()) for name, address in missed)
        db.session.commit()


def test_case_110_two_hundred_tablets_behind_one_address_may_each_miss_and_still_come_in(app: Flask, visit: Visit, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        misses(app, *((f"t{number % 200}", "127.0.0.1") for number in range(400)), ("g002", "127.0.0.1"), ("g002", "127.0.0.1"))
        assert visit().sign_in("gao").status_code == 303
        misses(app, *((f"s{number}", "127.0.0.1") for number in range(MOST_MISSES_OF_ADDRESS)))
        assert visit().sign_in("lin").status_code == 429  # who tries hundreds of names is not a shop


def test_case_110_a_name_guessed_from_everywhere_is_heard_slowly_and_its_owner_still_comes_in(
    app: Flask, visit: Visit, cast: Cast
) -> None:
    with time_machine.travel(NOON, tick=False) as moment:
        misses(app, *(("g002", f"198.51.100.{number}") for number in range(50)))
        assert visit().sign_in("gao").status_code == 429
        moment.shift(SLOWEST)
        assert visit().sign_in("gao").status_code == 303


def test_case_110_a_name_that_is_not_here_costs_the_same_time(app: Flask, visit: Visit, cast: Cast) -> None:
    with app.app_context():
        db.session.get_one(Account, cast.accounts["gao"]).password_hash = passwords.hash_password("some long password")
        db.session.commit()
    visitor = visit()
    visitor.read_token("/login")

    def quickest(name: str) -> float:
        times = []
        for _ in range(4):
            began = time.process_time()
            assert visitor.post("/login", name=name, password="a wrong guess").status_code == 422
            times.append(time.process_time() - began)
        return min(times)

    quickest("nobody-1")  # the hash for nobody is made once
    known, unknown = quickest("G002"), quickest("nobody-2")
    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize(("environment", "counted"), [({"INSPECTOR_BASE_URL": "https://inspector.test"}, "203.0.113.9"), ({}, "127.0.0.1")])
def test_case_111_an_address_that_the_visitor_wrote_himself_counts_for_nothing(
    environment: dict[str, str], counted: str, app: Flask, cast: Cast, serve: Callable[..., Any]
) -> None:
    url = f"{serve(**environment).url}/login"
    # What a proxy passes on: the visitor's own lie, and behind it the address it saw itself.
    lie = "10.6.6.6"
    claimed = {"X-Forwarded-For": f"{lie}, 203.0.113.9", "X-Forwarded-Proto": "https", "X-Real-IP": lie, "Forwarded": f"for={lie}"}
    with urlopen(Request(url, headers=claimed)) as page:
        token, cookie = TOKEN.search(page.read().decode()), page.headers["Set-Cookie"].partition(";")[0]
    assert token
    form = urlencode({"csrf_token": token[1], "name": PARTS["lin"].number, "password": "a guess that misses"}).encode()
    sent = {**claimed, "Cookie": cookie, "Referer": url.replace("http:", "https:")}
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(url, data=form, headers=sent))
    refused.value.close()
    with app.app_context():
        assert {row.address for row in db.session.query(SignInAttempt)} == {counted}


def test_case_112_a_record_says_nothing_about_its_own_score_moment_or_author(
    app: Flask, visit: Visit, cast: Cast, data: Any, envelope: dict[str, Any]
) -> None:
    forged = {
        **envelope, "score": {"percent": "100.0"}, "percent": "100", "verdict": "pass", "final_percent": "100", "flag": None,
        "received_at": "2001-01-01T00:00:00Z", "inspection": 1, "inspection_id": 77, "role": "administrator", "uuid": str(uuid.uuid4()),
        "business_day": "2001-01-01", "site": {"has": [], "id": 3}, "body_sha256": "0" * 64, "receipt_code": "AAAA-AAAA",
    }  # fmt: skip
    forged["answers"] = [
        {**one, "value": "fail" if one["item"] == "floor" else one["value"], "earned": "99", "possible": "99", "staff_id": 1,
         "basis": "seen", "is_failed": False, "borne_by": "person"} for one in envelope["answers"]
    ]  # fmt: skip
    honest = {**envelope, "id": str(uuid.uuid4()), "answers": [
        {**one, "value": "fail" if one["item"] == "floor" else one["value"]} for one in envelope["answers"]
    ]}  # fmt: skip
    gao = visit("gao")
    assert put(gao, forged).status_code == put(gao, honest).status_code == 201
    with app.app_context():
        one, other = db.session.scalars(select(Inspection).order_by(Inspection.id)).all()
        for name in ("percent", "final_percent", "verdict", "flag", "business_day", "author_id", "site_id", "earned", "failure_count"):
            assert getattr(one, name) == getattr(other, name), name
        assert one.received_at.year >= 2026 and one.uuid == forged["id"] and one.receipt_code != "AAAA-AAAA"
        assert _borne(one) == _borne(other)
    oracles.check_store(data)


def _borne(inspection: Inspection) -> list[tuple[str, int | None, str | None]]:
    return [(answer.earned, answer.staff_id, answer.borne_by) for answer in inspection.answers]


def test_case_112_a_form_changes_only_what_it_shows(app: Flask, visit: Visit, cast: Cast) -> None:
    lin = visit("lin")
    extra = {"role": "administrator", "is_active": "", "account_id": str(cast.accounts["ada"]), "id": "1", "number": "H001", "scope_id": 1,
             "site_id": str(cast.sites["workshop"]), "staff_id": "1", "left_on": "2026-01-01", "password_hash": "x"}  # fmt: skip
    with app.app_context():
        before = _everybody()
    assert lin.post("/language", language="zh", **extra).status_code == 303
    assert lin.post("/account/password", present="wrong", password="the tea is ready", again="the tea is ready", **extra).status_code == 422
    page = lin.get(f"/people/{cast.staff['mei']}/edit").get_data(as_text=True)
    fields = dict(re.findall(r'<input(?![^>]*checkbox)[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    fields["contract"] = re.search(r'<option selected value="([^"]*)"', page)[1]  # type: ignore[index]
    assert lin.post(f"/people/{cast.staff['mei']}/edit", **{**extra, **fields}).status_code == 303
    with app.app_context():
        assert _everybody() == before


def _everybody() -> tuple[Any, ...]:
    accounts = [(a.id, a.number, a.name, a.is_active, a.password_hash) for a in db.session.scalars(select(Account).order_by(Account.id))]
    roles = [(r.account_id, r.role, r.scope_id, r.ended_at) for r in db.session.scalars(select(RoleAssignment).order_by(RoleAssignment.id))]
    staff = [(s.id, s.number, s.account_id, s.left_on) for s in db.session.scalars(select(StaffMember).order_by(StaffMember.id))]
    posts = [(p.staff_id, p.site_id, p.to_on) for p in db.session.scalars(select(StaffAssignment).order_by(StaffAssignment.id))]
    return accounts, roles, staff, posts


def test_case_113_a_record_in_anothers_name_is_refused_and_the_try_stays_in_the_trail(
    app: Flask, visit: Visit, cast: Cast, data: Any, envelope: dict[str, Any]
) -> None:
    from inspector.accounts import grants

    with app.app_context():
        grant = grants.give(cast.accounts["sun"], str(uuid.uuid4()), "tablet", clock.now())
        db.session.commit()
    sun = visit("sun")
    for answer in (put(sun, envelope), visit().device(
        "PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope), grant=grant.secret
    )):  # fmt: skip
        assert answer.status_code == 403 and answer.json["error"]["code"] == "foreign_author"
        assert "X-Inspector-Ack" not in answer.headers
    with app.app_context():
        assert db.session.scalars(select(Inspection)).all() == db.session.scalars(select(HeldRecord)).all() == []
        tries = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "record.foreign_author")).all()
        assert [(one.actor_id, one.target) for one in tries] == [(cast.accounts["sun"], f"submission:{envelope['id']}")] * 2
    assert put(visit("gao"), envelope).status_code == 201
    oracles.check_store(data)


def test_case_118_no_cache_between_keeps_what_was_answered_to_a_person(
    furnished: tuple[world.Things, world.Things], visit: Visit, cast: Cast
) -> None:
    here, _ = furnished
    visitors = {name: visit(name) for name in ("ada", "lin", "mei")}
    kept = []
    for line in access_table.read():
        if line.method != "GET" or line.path.startswith("/assets/") or line.is_costly:
            continue
        # One who is let in and one who is not: an answer to either is theirs alone.
        welcome, others = ([name for name in visitors if (name in line.here) is is_in] for is_in in (True, False))
        for name in (*welcome[:1], *others[:1]):
            visitor = visitors[name]
            path = line.path.format_map(here)
            answer = visitor.device("GET", path) if line.kind == "device" else visitor.get(path)
            if line.kind == "public" and answer.get_data() == visit().get(path).get_data():
                continue  # the same for everybody, signed in or not
            if _may_be_kept(answer):
                kept.append(f"{name}: {path} {answer.status_code} {answer.headers.get('Cache-Control')} {answer.headers.get('Vary')}")
            answer.close()
    assert not kept, "\n".join(kept)


def _may_be_kept(answer: Any) -> bool:
    """As a cache that many share decides: only `no-store` is a no that every cache has obeyed, and `Vary: Cookie` for those that do not."""
    said = {part.strip().lower() for part in answer.headers.get("Cache-Control", "").split(",")}
    varies = {part.strip().lower() for part in answer.headers.get("Vary", "").split(",")}
    return "no-store" not in said or "public" in said or "cookie" not in varies


def test_case_119_every_cookie_is_bound_as_far_as_what_it_holds_asks_for(visit: Visit, cast: Cast) -> None:
    visitor = visit()
    answers = [visitor.get("/login")]
    visitor.read_token("/login")
    answers.append(visitor.post("/login", name="G001", password=PASSWORD))
    visitor.read_token("/account")
    answers += [visitor.post("/language", language="en"), visitor.post("/logout")]
    cookies = [value for answer in answers for value in answer.headers.getlist("Set-Cookie")]
    secret = [one for one in cookies if one.startswith("__Host-inspector=")]
    others = [one for one in cookies if not one.startswith("__Host-inspector=")]
    assert len(secret) >= 3  # the one before signing in, the one after it, and its end
    for one in secret:
        marks = {part.strip().lower() for part in one.split(";")}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= marks and "domain" not in one.lower(), one
    for one in others:  # read by scripts, so not closed to them; they hold a choice and no secret
        assert re.fullmatch(r"(inspector_\w+)=(zh|en|light|dark); .*", one) and "SameSite=Lax" in one and "Path=/" in one, one
        assert "Secure" in one
