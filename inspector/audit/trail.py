"""Writes the trail in the business transaction and checks that nobody changed it afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, text

from inspector.audit.models import AuditEvent
from inspector.extensions import db
from inspector.prepared import Prepared, insertion

START = "0" * 64  # the previous hash of the first row
POSTGRES_LOCK = 7_031_905_520_114_211  # any fixed number; taken until the end of the transaction
ROWS_AT_ONCE = 1000

_LAST = Prepared(select(AuditEvent.__table__.c.hash).order_by(AuditEvent.__table__.c.seq.desc()).limit(1))
_APPEND = insertion(
    AuditEvent, "at", "actor_id", "device_id", "action", "target", "details", "previous_hash", "hash",
    returning=AuditEvent.__table__.c.seq,
)  # fmt: skip


class Entry(NamedTuple):
    """A row just added to the trail."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the trail found. broken_seq: the first row that does not fit, None when all fit; head: hash of the last good row."""

    rows: int
    broken_seq: int | None
    why: str
    head: str


def record(
    action: str, target: str, *, actor_id: int | None, at: datetime, device_id: str | None = None, details: Mapping[str, Any] | None = None
) -> Entry:
    """Add one event to the trail, inside the running transaction.

    action: noun.verb (`inspection.received`). target: noun:id (`inspection:31`). details: JSON; no secret and no free text about a person.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRES_LOCK})  # two chains must not grow from one row
    plain = json.loads(json.dumps(dict(details or {})))
    last = _LAST.first(connection)
    previous = START if last is None else last.hash
    own = chained(previous, at, actor_id, device_id, action, target, plain)
    added = _APPEND.first(
        connection, at=at, actor_id=actor_id, device_id=device_id, action=action, target=target, details=plain,
        previous_hash=previous, hash=own,
    )  # fmt: skip
    return Entry(added.seq, own)


def chained(
    previous: str, at: datetime, actor_id: int | None, device_id: str | None, action: str, target: str, details: Any
) -> str:
    """The hash of a row: SHA-256 over the hash before it and the row as canonical JSON."""
    row = [at.astimezone(UTC).isoformat(timespec="microseconds"), actor_id, device_id, action, target, details]
    canonical = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256((previous + canonical).encode()).hexdigest()


def verify(connection: Connection) -> Checked:
    """Walk the whole trail and name the first row that was changed, put in, or whose predecessor was taken out."""
    previous, count = START, 0
    for row in _rows(connection):
        why = _fault(row, previous)
        if why:
            return Checked(count, row.seq, why, previous)
        previous, count = row.hash, count + 1
    return Checked(count, None, "", previous)


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    last = 0
    while True:
        rows = connection.execute(
            select(AuditEvent.__table__).where(AuditEvent.seq > last).order_by(AuditEvent.seq).limit(ROWS_AT_ONCE)
        ).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].seq


def _fault(row: Row[Any], previous: str) -> str:
    if row.previous_hash != previous:
        return "the row before it is missing or was changed"
    if row.hash != chained(previous, row.at, row.actor_id, row.device_id, row.action, row.target, row.details):
        return "its content was changed"
    return ""
