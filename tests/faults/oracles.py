"""What must be true of a data folder whatever happened: the store is whole, nothing is there twice, nothing is missing."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

ONCE = {
    "inspection": "uuid", "held_record": "uuid, body_sha256", "attachment": "inspection_id, slot", "blob": "sha256",
    "blob_upload": "record_uuid, sha256", "task_event": "command_uuid",
}  # fmt: skip


def check_store(data: Path) -> None:
    """O2 and O7: the database is sound, each thing stands once, each blob is named by its hash and none that is noted is missing."""
    connection = sqlite3.connect(data / "inspector.db")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table, key in ONCE.items():
            doubled = f"SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1"
            assert [row for row in connection.execute(doubled).fetchall() if None not in row] == [], table
        noted = {row[0] for row in connection.execute("SELECT sha256 FROM blob")}
    finally:
        connection.close()
    files = kept(data)
    assert {path.name for path in files if digest(path) != path.name} == set()
    assert noted - {path.name for path in files} == set()
    assert waiting(data) == []


def kept(data: Path) -> list[Path]:
    """The blobs in the store."""
    return [path for path in (data / "blobs").rglob("*") if path.is_file() and path.parent.name != "incoming"]


def waiting(data: Path) -> list[Path]:
    """What was received and not yet kept."""
    return [path for path in (data / "blobs" / "incoming").glob("*") if path.is_file()]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
