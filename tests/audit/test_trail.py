"""The trail: written with the business, whole until somebody touches it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from inspector.audit import trail
from inspector.audit.models import AuditEvent
from inspector.cli import main
from inspector.database import reading
from inspector.extensions import db

NOON = datetime(2026, 11, 20, 4, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def rows(context):
    for number in range(5):
        details = {"n": number, "who": "林岚", "list": [1, {"b": None, "a": True}]}
        trail.record(
            "task.accepted",
            f"task:{number}",
            actor_id=number or None,
            device_id=None,
            details=details,
            at=NOON + timedelta(seconds=number),
        )
    db.session.commit()


def touch(statement: str) -> trail.Checked:
    with db.engine.begin() as connection:
        connection.execute(text(statement))
    return check()


def check() -> trail.Checked:
    with reading() as connection:
        return trail.verify(connection)


def test_an_untouched_trail_is_whole(rows):
    found = check()
    assert (found.rows, found.broken_seq) == (5, None)
    assert found.head == db.session.get_one(AuditEvent, 5).hash


def test_an_empty_trail_is_whole(context):
    assert check() == trail.Checked(0, None, "", trail.START)


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-11-20 04:00:02.123457'", "actor_id = 9", "actor_id = NULL", "device_id = 'x'", "action = 'task.closed'",
        "target = 'task:9'",
        "details = '{\"n\": 3}'",
    ],
)  # fmt: skip
def test_a_changed_row_is_named(rows, change):
    found = touch(f"UPDATE audit_event SET {change} WHERE seq = 3")
    assert (found.broken_seq, found.rows) == (3, 2)
    assert "content" in found.why


def test_a_changed_row_with_a_new_hash_of_its_own_betrays_itself_in_the_next(rows):
    row = db.session.get_one(AuditEvent, 3)
    row.action = "task.closed"
    row.hash = trail.chained(
        row.previous_hash, row.at, row.actor_id, row.device_id, row.action, row.target, row.details
    )
    db.session.commit()
    assert check().broken_seq == 4


def test_a_row_taken_out_of_the_middle_is_missed(rows):
    assert touch("DELETE FROM audit_event WHERE seq = 2").broken_seq == 3


def test_the_first_row_taken_out_is_missed(rows):
    assert touch("DELETE FROM audit_event WHERE seq = 1").broken_seq == 2


def test_two_rows_that_changed_places_are_found(rows):
    touch("UPDATE audit_event SET seq = 99 WHERE seq = 2")
    touch("UPDATE audit_event SET seq = 2 WHERE seq = 3")
    assert touch("UPDATE audit_event SET seq = 3 WHERE seq = 99").broken_seq == 2


def test_an_event_is_gone_with_the_transaction_it_belongs_to(rows):
    trail.record("task.closed", "task:1", actor_id=1, at=NOON)
    db.session.rollback()
    assert check().rows == 5


def test_the_command_says_whole_or_names_the_row(app, rows, data, monkeypatch, capsys):
    monkeypatch.setenv("INSPECTOR_DATA", str(data))
    assert main(["audit", "verify"]) == 0
    head = check().head
    assert f"5 rows, head {head}" in capsys.readouterr().out
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_event WHERE seq = 5"))
    assert main(["audit", "verify"]) == 0  # a cut-off end leaves no gap …
    assert main(["audit", "verify", "--head", head]) == 1  # … but misses the hash that was noted
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE audit_event SET actor_id = 77 WHERE seq = 2"))
    assert main(["audit", "verify"]) == 1
    assert "row 2" in capsys.readouterr().out


@pytest.mark.postgres
def test_the_chain_holds_on_postgresql_too(tmp_path, postgres):
    from inspector.app import create_app
    from inspector.settings import Settings
    from inspector.upgrading import upgrade

    app = create_app(Settings(data=tmp_path, database_url=postgres()))
    upgrade(app)
    with app.app_context():
        for number in range(3):
            trail.record("task.accepted", f"task:{number}", actor_id=1, details={"z": 1, "a": [2.5, "茶"]}, at=NOON)
        db.session.commit()
        assert (check().rows, check().broken_seq) == (3, None)
        found = touch("UPDATE audit_event SET target = 'task:7' WHERE seq = 2")
        assert found.broken_seq == 2
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_the_page_shows_who_did_what_and_whether_the_chain_is_whole(cast, visit):
    aud = visit("aud")
    assert "session.opened" in aud.get("/audit").text
    assert "whole" in aud.get("/audit/check").text
    assert "role.given" not in aud.get("/audit?about=session").text
