"""Photos that rot come back, files that belong to nothing go after a week, and a clock that jumps deletes nothing and signs nobody out."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from inspector import clockwatch, condition
from inspector.accounts.models import SessionRow
from inspector.audit.models import AuditEvent
from inspector.clockwatch import DOUBT, Seen, judge
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.media import scrub
from inspector.pipelines import caretaking
from tests import rounds
from tests.cast import Cast
from tests.visiting import Visitor

Visit = Callable[..., Visitor]
NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
TABLET = str(uuid.uuid4())


@pytest.fixture
def gao(visit: Visit) -> Visitor:
    return visit("gao")


@pytest.fixture
def sent(app: Flask, cast: Cast, gao: Visitor) -> tuple[dict[str, Any], bytes]:
    """A record with a photo, acknowledged."""
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    picture = rounds.photo()
    envelope = rounds.submission(
        checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given,
        attachments=[rounds.attachment(picture, "floor")], client={"build": "test", "device_id": TABLET},
    )  # fmt: skip
    assert put_photo(gao, envelope, picture).status_code == 201
    assert put(gao, envelope).json["status"] == "complete"
    return envelope, picture


def put(visitor: Visitor, envelope: dict[str, Any]) -> Any:
    return visitor.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))


def put_photo(visitor: Visitor, envelope: dict[str, Any], picture: bytes) -> Any:
    name = rounds.attachment(picture, "floor")["sha256"]
    return visitor.device("PUT", f"/api/v1/device/blobs/{envelope['id']}/{name}", picture, Content_Type="image/jpeg")


def stored(app: Flask, picture: bytes) -> Path:
    path: Path = app.extensions["inspector.blobs"].path(rounds.attachment(picture, "floor")["sha256"])
    return path


@pytest.mark.parametrize("how", ["rot", "gone"])
def test_case_075_a_photo_that_rots_or_is_gone_is_found_and_comes_back(
    app: Flask, gao: Visitor, sent: tuple[dict[str, Any], bytes], how: str
) -> None:
    envelope, picture = sent
    path = stored(app, picture)
    if how == "rot":
        path.write_bytes(picture[:-1] + bytes([picture[-1] ^ 1]))
    else:
        path.unlink()
    name = path.name
    with app.app_context():
        assert caretaking.check_all(NOW) == [name]
        assert condition.present().reasons() == ["damaged_photos"]
        assert db.session.scalars(select(AuditEvent.details).where(AuditEvent.action == "blob.damaged")).all() == [{"sha256": [name]}]
        assert not db.session.scalars(select(Inspection.is_complete)).one()
    told = gao.device("POST", "/api/v1/device/ledger", {"device_id": TABLET, "waiting": []}).json
    assert told["wanted"] == {envelope["id"]: [name]} and told["lost"] == []
    assert put(gao, envelope).json["missing"] == [name]
    assert put_photo(gao, envelope, picture).status_code == 201
    assert put(gao, envelope).json["status"] == "complete"
    with app.app_context():
        assert caretaking.check_all(NOW) == []
        assert condition.present().state() == "ok"
        assert db.session.scalar(select(func.count()).select_from(Inspection)) == 1


def test_case_052_an_orphan_is_cleared_away_after_seven_days_and_not_before(app: Flask, sent: tuple[dict[str, Any], bytes]) -> None:
    kept = stored(app, sent[1])
    store = app.extensions["inspector.blobs"]
    orphan, _ = store.put([rounds.photo("navy")])
    for path in (kept, store.path(orphan)):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    with app.app_context():
        for age, is_there in ((timedelta(days=6, hours=23), True), (timedelta(days=7, hours=1), False)):
            for part in range(scrub.PARTS):
                for path in scrub.unreferenced_in(store, part, NOW + age):
                    path.unlink()
            assert store.has(orphan) is is_there
    assert kept.is_file()


def test_case_154_a_clock_two_years_ahead_deletes_nothing(app: Flask, sent: tuple[dict[str, Any], bytes]) -> None:
    store = app.extensions["inspector.blobs"]
    orphan, _ = store.put([rounds.photo("navy")])
    part = int(orphan[:2], 16)
    with app.app_context():
        caretaking.run(NOW)
        app.extensions[caretaking.NEXT] = part
        caretaking.run(NOW + timedelta(days=730))
        assert store.has(orphan)
        assert condition.present().reasons() == ["clock_jumped"]
        [jump] = db.session.scalars(select(AuditEvent.details).where(AuditEvent.action == "clock.jumped"))
        assert abs(jump["seconds"] - 730 * 24 * 3600) < 60
        sessions_before = db.session.scalar(select(func.count()).select_from(SessionRow))
        from inspector.accounts import sessions

        sessions.purge(NOW + timedelta(days=730))
        assert db.session.scalar(select(func.count()).select_from(SessionRow)) == sessions_before > 0


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(hours=-2), timedelta(days=365)])
def test_case_153_a_jump_of_the_clock_signs_nobody_out_and_ends_no_grant(
    app: Flask, cast: Cast, visit: Visit, sent: tuple[dict[str, Any], bytes], jump: timedelta
) -> None:
    with time_machine.travel(NOW, tick=False) as traveller:
        with app.app_context():
            caretaking.run(NOW)
        lin = visit("lin")
        grant = lin.device("POST", "/api/v1/device/grants", {"device_id": str(uuid.uuid4())}).json["secret"]
        cookie = lin.cookie() or ""  # the browser of a test goes by the server's clock, and would throw it away
        traveller.shift(jump)
        with app.app_context():
            caretaking.run(NOW + jump)
            assert db.session.scalar(select(func.count()).where(AuditEvent.action == "clock.jumped")) == 1
        again = visit()
        again.client.set_cookie("__Host-inspector", cookie, domain="localhost", secure=True)
        assert again.get("/account").status_code == 200
        answer = visit().device("POST", "/api/v1/device/submissions/status", {"ids": []}, grant=grant)
        assert answer.status_code == 200
        envelope = sent[0] | {"id": str(uuid.uuid4()), "attachments": [], "author_id": cast.accounts["lin"]}
        kept = visit().device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope), grant=grant)
        assert kept.status_code == 201 and kept.json["flag"] is None  # the grant is live


def test_the_clock_is_judged_by_one_that_nobody_sets() -> None:
    minute = timedelta(minutes=1)
    regular = judge(Seen(NOW), NOW + 10 * minute, 10 * minute)
    assert regular.jump is None and regular.seen == Seen(NOW + 10 * minute)
    assert judge(Seen(NOW), NOW + timedelta(hours=9), None).jump is None  # a night switched off
    ahead = judge(Seen(NOW), NOW + timedelta(days=365), 10 * minute)
    assert ahead.jump == timedelta(days=365) - 10 * minute and ahead.seen.allowance == ahead.jump
    back = judge(ahead.seen, NOW + 20 * minute, 10 * minute)
    assert back.jump is not None and back.jump < timedelta(0) and back.seen.allowance <= 20 * minute
    later = judge(ahead.seen, ahead.seen.at + DOUBT + minute, DOUBT + minute)
    assert later.seen.doubted_at is None and later.seen.allowance == timedelta(0)
    assert judge(None, NOW, None).jump is None


def test_a_jump_while_nobody_ran_is_seen_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    assert clockwatch.Watch(file).look(NOW) is None
    again = clockwatch.Watch(file)
    assert again.look(NOW + timedelta(days=400)) == timedelta(days=400)
    assert again.is_doubtful and again.for_ages(NOW + timedelta(days=400)) == NOW
    assert json.loads(file.read_text())["doubted_at"]
    assert clockwatch.Watch(file).is_doubtful


def test_case_066_only_who_keeps_the_server_reads_that_its_disk_is_nearly_full(app: Flask, cast: Cast, visit: Visit) -> None:
    ada, lin = visit("ada"), visit("lin")
    assert "nearly full" not in ada.get("/account").text
    condition_of_app = app.extensions[condition.NAME]
    condition_of_app.low_water_bytes = 2**60
    assert "The disk is nearly full. Photos stay on the tablets" in ada.get("/account").text
    assert "nearly full" not in lin.get("/account").text
    answer = visit().get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "degraded", "reasons": ["low_on_room"]})
    condition_of_app.close("corrupt")
    assert (visit().get("/health").status_code, lin.get("/account").status_code) == (503, 200)
    assert lin.post("/language", language="zh").status_code == 503
