"""Examines a deployment without changing it: each finding is one line with what to do."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inspector import condition
from inspector.settings import Settings, SettingsError
from inspector.upkeep import backup, self_check

GOOD, LOOK, BAD = "good", "look", "bad"
SKEW_SECONDS = 600  # docs/decisions.md, Time: a device further off than this is told of
OLD_BACKUP_DAYS = 8
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """grade: good | look | bad."""

    grade: str
    about: str
    says: str


def examine(settings: Settings, at: datetime, is_deep: bool = False) -> Iterator[Finding]:
    """Look at everything, one finding after another. is_deep: read every photo and compare it with its name."""
    yield _settings(settings)
    yield _sqlite()
    yield _room(settings)
    yield _rubbish(settings)
    if not settings.is_sqlite:
        yield Finding(LOOK, "database", "PostgreSQL: its own tools look it over; photos are compared by `inspector backup`")
        return
    database = Path(settings.database.removeprefix("sqlite:///"))
    if not database.exists():
        yield Finding(LOOK, "database", f"{database} is not there yet")
        return
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        whole = _integrity(connection)
        yield whole
        if whole.grade == BAD:
            return
        yield _log(database)
        yield from _photos(connection, settings.data / "blobs", is_deep)
        yield _clock(connection, at)
        yield from _devices(connection)


def _settings(settings: Settings) -> Finding:
    try:
        settings.check()
    except SettingsError as error:
        return Finding(BAD, "settings", str(error))
    return Finding(GOOD, "settings", "fit for use")


def _sqlite() -> Finding:
    if self_check.is_affected(sqlite3.sqlite_version_info):
        advice = "while Inspector runs, open its database with nothing else"
        return Finding(LOOK, "SQLite", f"{sqlite3.sqlite_version} has the WAL-reset bug (fixed in 3.44.6, 3.50.7 and 3.51.3): {advice}")
    return Finding(GOOD, "SQLite", sqlite3.sqlite_version)


def _room(settings: Settings) -> Finding:
    free = min(condition.free_bytes(settings.data), condition.free_bytes(settings.data / "blobs")) // (1024 * 1024)
    grade = BAD if free < settings.low_water_megabytes else LOOK if free < 3 * settings.low_water_megabytes else GOOD
    return Finding(grade, "room", f"{free} MB free, photos are refused below {settings.low_water_megabytes} MB")


def _rubbish(settings: Settings) -> Finding:
    oldest = time.time() - self_check.TEMPORARY_SECONDS
    old = [path for path in (settings.data / "blobs" / "incoming").glob("*") if path.stat().st_mtime < oldest]
    if old:
        return Finding(LOOK, "temporary files", f"{len(old)} older than a day; the next start clears them away")
    return Finding(GOOD, "temporary files", "none older than a day")


def _integrity(connection: sqlite3.Connection) -> Finding:
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
        if found == ["ok"]:
            astray = connection.execute("PRAGMA foreign_key_check").fetchmany(SHOWN)
            found = [f"row {row[1]} of {row[0]} points to nothing in {row[2]}" for row in astray] or found
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found == ["ok"]:
        return Finding(GOOD, "database", "whole")
    return Finding(BAD, "database", "; ".join(found) + ". Restore a backup; see docs/operations.md")


def _log(database: Path) -> Finding:
    log = database.with_name(database.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    return Finding(LOOK if size > condition.LARGE_LOG_BYTES else GOOD, "log", f"{size // (1024 * 1024)} MB not written back")


def _photos(connection: sqlite3.Connection, store: Path, is_deep: bool) -> Iterator[Finding]:
    missing, damaged, count = [], [], 0
    for sha256, size in connection.execute("SELECT sha256, size_bytes FROM blob"):
        count += 1
        path = backup.blob_in(store, sha256)
        if not path.is_file():
            missing.append(sha256)
        elif path.stat().st_size != size or (is_deep and backup.hash_of(path) != sha256):
            damaged.append(sha256)
    for word, found in (("missing", missing), ("damaged", damaged)):
        if found:
            yield Finding(BAD, "photos", f"{len(found)} {word}: {', '.join(found[:SHOWN])}")
    named = {row[0] for row in connection.execute("SELECT sha256 FROM blob")}
    orphans = sum(path.name not in named for path in store.glob("[0-9a-f][0-9a-f]/*/*"))
    if orphans:
        yield Finding(LOOK, "photos", f"{orphans} belong to nothing; cleared away when they are seven days old")
    if not (missing or damaged):
        yield Finding(GOOD, "photos", f"{count} there" + (", each read and compared" if is_deep else " with their sizes"))


def _clock(connection: sqlite3.Connection, at: datetime) -> Finding:
    newest = connection.execute("SELECT max(at) FROM audit_event").fetchone()[0]
    if newest is not None and datetime.fromisoformat(newest).replace(tzinfo=UTC) > at:
        return Finding(BAD, "clock", f"it is {at:%Y-%m-%d %H:%M:%S} UTC, and the trail goes on to {newest}: the clock was or is wrong")
    return Finding(GOOD, "clock", f"{at:%Y-%m-%d %H:%M:%S} UTC, after everything in the trail")


def _devices(connection: sqlite3.Connection) -> Iterator[Finding]:
    told: list[Any] = connection.execute("SELECT label, id, skew_seconds FROM device WHERE skew_seconds IS NOT NULL").fetchall()
    off = [(label or device_id[:8], skew) for label, device_id, skew in told if abs(skew) > SKEW_SECONDS]
    if off and len(off) * 2 > len(told):
        yield Finding(BAD, "clock", f"{len(off)} of {len(told)} devices are more than ten minutes off: it is probably this server")
    elif off:
        names = ", ".join(f"{name} ({skew:+d} s)" for name, skew in off[:SHOWN])
        yield Finding(LOOK, "devices", f"{len(off)} of {len(told)} have a wrong clock: {names}")
    lost = connection.execute("SELECT count(*) FROM waiting_record WHERE lost_at IS NOT NULL").fetchone()[0]
    if lost:
        yield Finding(LOOK, "devices", f"{lost} records were lost on devices before they were sent; see the devices page")
    waiting = connection.execute("SELECT count(*) FROM waiting_record WHERE lost_at IS NULL").fetchone()[0]
    yield Finding(GOOD, "devices", f"{len(told)} have reported, {waiting} records wait on them")
