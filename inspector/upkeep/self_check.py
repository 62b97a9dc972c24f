"""What is looked at before the server takes anything in: was the last stop clean, is the database whole, is there rubbish to clear away."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from inspector import condition
from inspector.extensions import db
from inspector.settings import Settings
from inspector.web import logs

MARK = "running"  # lies in the data folder while a server runs; still there at a start, the last stop was no clean one
LARGE_BYTES = 200 * 1024 * 1024  # a larger database is checked while reading requests are already answered
TEMPORARY_SECONDS = 24 * 3600  # how long a photo that came in parts may wait for its next part
SAFE_COMMITS = frozenset(("on", "local", "remote_write", "remote_apply"))
DAMAGED_CODE = 4

# Versions in which a checkpoint by a second connection may corrupt a database in WAL mode (sqlite.org/wal.html, "WAL-reset bug").
WAL_RESET_FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))

RUNBOOK = """
THE DATABASE IS DAMAGED: {path}
{found}
Nothing is written to it and nothing is repaired. What tablets hold stays on them and is sent again later.
  1. Stop the server. Copy the whole data folder {data} to a safe place; do not work on the copy.
  2. Find the newest backup (inspector backup; those made before upgrades lie in {data}/backups).
  3. inspector restore BACKUP --data {data}    (it keeps the damaged files in a folder of their own)
  4. Start the server. Tablets offer again what arrived after the backup.
The disk may be failing: look at its health before you go on using it. docs/operations.md, Restoring.
"""


def begin(data: Path, database: Path | None) -> bool:
    """Mark the data folder as being served; returns whether the stop before was a clean one."""
    mark = data / MARK
    log_left = database is not None and _size(database.with_name(database.name + "-wal")) > 0
    was_clean = not mark.exists() and not log_left
    mark.write_text(f"{os.getpid()}\n", encoding="ascii")
    return was_clean


def end(data: Path) -> None:
    """Note that this stop was a clean one."""
    (data / MARK).unlink(missing_ok=True)


def clear_away(data: Path, now: float | None = None) -> int:
    """Remove what a stop in the middle of something left: half photos, half renditions. Returns how many files.

    A photo that comes in parts is waited for; everything else of an ended process is rubbish. Only while no server works in the folder.
    """
    oldest = (time.time() if now is None else now) - TEMPORARY_SECONDS
    incoming = list((data / "blobs" / "incoming").glob("*"))
    rubbish = [path for path in incoming if path.suffix != ".part" or path.stat().st_mtime < oldest]
    rubbish += [path for path in (data / "renditions").glob("*/*/*") if path.suffix != ".jpg"]
    rubbish += [data / "secret.new"] if (data / "secret.new").exists() else []
    for path in rubbish:
        path.unlink(missing_ok=True)
    return len(rubbish)


def look_over(app: Flask, settings: Settings, was_clean: bool) -> bool:
    """Check the database where the last stop was not clean; False when it is so damaged that it cannot even be read.

    A damaged one is served for reading only. A large one is checked meanwhile, and written when it is found whole.
    """
    if not settings.is_sqlite:
        return _check_postgres(app)
    database = Path(settings.database.removeprefix("sqlite:///"))
    if is_affected(sqlite3.sqlite_version_info):
        # Printed, because it comes at every start on such a machine and the log's library would be loaded for it alone.
        known = f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug; only the server may check-point this database."
        print(known, file=sys.stderr, flush=True)
    if was_clean or not database.exists():
        return True
    found = app.extensions[condition.NAME]
    if _size(database) > LARGE_BYTES:
        found.close("checking")
        threading.Thread(target=_check_meanwhile, args=(found, settings.data, database), name="quick check", daemon=True).start()
        return True
    return _judge(found, settings.data, database, quick_check(database))


def quick_check(database: Path) -> list[str]:
    """What SQLite finds wrong with a database; nothing when it is whole."""
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)
        try:
            rows = [str(row[0]) for row in connection.execute("PRAGMA quick_check(20)")]
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [] if rows == ["ok"] else rows


def is_affected(version: tuple[int, ...]) -> bool:
    """Whether a version of SQLite has the WAL-reset bug: 3.7.0 to 3.51.2 but for the releases that carry the fix."""
    if version < (3, 7, 0) or version >= WAL_RESET_FIXED[-1]:
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in WAL_RESET_FIXED)


def _check_meanwhile(found: condition.Condition, data: Path, database: Path) -> None:
    _judge(found, data, database, quick_check(database))
    found.reopen("checking")


def _judge(found: condition.Condition, data: Path, database: Path, wrong: list[str]) -> bool:
    if not wrong:
        logs.log().info("the last stop was not clean; the database is whole")
        return True
    found.close("corrupt")
    print(RUNBOOK.format(path=database, data=data, found="\n".join(f"  {line}" for line in wrong[:5])), file=sys.stderr, flush=True)
    return _can_be_read(database)


def _can_be_read(database: Path) -> bool:
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute("SELECT count(*) FROM alembic_version").fetchone() is not None
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False


def _check_postgres(app: Flask) -> bool:
    with app.app_context(), db.engines[None].connect() as connection:
        commit = connection.execute(text("SHOW synchronous_commit")).scalar_one()
        syncs = connection.execute(text("SHOW fsync")).scalar_one()
    if commit not in SAFE_COMMITS or syncs != "on":
        app.extensions[condition.NAME].close("unsafe_database")
        logs.log().error("the database may lose what it confirmed", synchronous_commit=commit, fsync=syncs)
    return True


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
