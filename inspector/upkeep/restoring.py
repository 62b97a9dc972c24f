"""A backup put back: verified whole before anything is touched, given a new epoch afterwards, so that tablets offer what came after it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inspector.settings import Settings
from inspector.upkeep import backup, postgres

ASIDE = "before-restore"
DATABASE_FILES = ("inspector.db", "inspector.db-wal", "inspector.db-shm")
WAL_VERSION = 2  # bytes 18 and 19 of a database whose newest rows may lie in a log beside it
SQLITE_HEAD = b"SQLite format 3\x00"


class NotRestorable(ValueError):
    """Why this cannot be restored; a sentence for each fault."""


def verify(folder: Path) -> dict[str, Any]:
    """Look a backup over whole, every photo included; returns its manifest. Raises NotRestorable."""
    if not (folder / backup.MANIFEST).is_file():
        raise NotRestorable(_why_no_backup(folder))
    try:
        manifest: dict[str, Any] = json.loads((folder / backup.MANIFEST).read_bytes())
        known = manifest["format"] == backup.FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise NotRestorable(f"The manifest cannot be read: {error}") from None
    if not known:
        raise NotRestorable(f"This backup is of format {manifest['format']}; this Inspector reads {backup.FORMAT}.")
    faults = [*_faults_of_database(folder, manifest), *_faults_of_photos(folder, manifest)]
    if faults:
        raise NotRestorable("\n".join(faults[:20]))
    return manifest


def restore(folder: Path, settings: Settings, at: datetime) -> dict[str, Any]:
    """Put a backup in the place of what a data folder holds; returns its manifest. The server must not run.

    What was there is kept in a folder of its own. Raises NotRestorable before anything was touched.
    """
    manifest = verify(folder)
    if (manifest["kind"] == "sqlite") != settings.is_sqlite:
        raise NotRestorable(f"This is a backup of {manifest['kind']}, and INSPECTOR_DATABASE_URL names another kind of database.")
    settings.data.mkdir(parents=True, exist_ok=True)
    _put_aside(settings.data, at, (*(DATABASE_FILES if settings.is_sqlite else ()), "secret"))
    _bring_photos(folder.parent / "blobs", settings.data / "blobs", manifest)
    if (folder / "secret").exists():
        _bring(folder / "secret", settings.data / "secret")
        (settings.data / "secret").chmod(0o600)
    if settings.is_sqlite:
        _bring(folder / manifest["database"]["file"], settings.data / "inspector.db")
    else:
        postgres.restore(settings.database, folder / manifest["database"]["file"])
    _begin_new_epoch(settings, manifest, at)
    return manifest


def drill(folder: Path, scratch: Path, at: datetime) -> dict[str, Any]:
    """Restore a backup of SQLite into an empty folder and look over what came out; raises NotRestorable."""
    settings = Settings(data=scratch)
    manifest = restore(folder, settings, at)
    with closing(sqlite3.connect(f"file:{scratch / 'inspector.db'}?mode=ro", uri=True)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",) or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise NotRestorable("What was restored is not whole.")
        rows = backup.facts_of(connection)["rows"]
    expected = manifest["rows"] | {"audit_event": manifest["rows"]["audit_event"] + 1}  # the restore itself is written down
    if rows != expected:
        raise NotRestorable(f"What was restored has {rows} and not {expected}.")
    return manifest


def _why_no_backup(folder: Path) -> str:
    file = folder if folder.is_file() else folder / "inspector.db"
    if not file.is_file():
        return f"{folder} is no backup: it has no manifest."
    head = file.read_bytes()[:20]
    if head.startswith(SQLITE_HEAD) and WAL_VERSION in head[18:20] and not file.with_name(file.name + "-wal").exists():
        return (
            f"{file} is a plain copy of a database in use: the log that held its newest records (inspector.db-wal) was not copied with it. "
            "Records are missing from it, and parts may be torn. Use a backup made by `inspector backup`."
        )
    return f"{file} is a plain copy without a manifest, so nobody can say whether it is whole. Use a backup made by `inspector backup`."


def _faults_of_database(folder: Path, manifest: dict[str, Any]) -> list[str]:
    file = folder / manifest["database"]["file"]
    if not file.is_file():
        return [f"{file.name} is not there."]
    if backup.hash_of(file) != manifest["database"]["sha256"]:
        return [f"{file.name} is not the file that was backed up: its hash is another."]
    if manifest["kind"] != "sqlite":
        fault = postgres.fault_of(file)
        return [] if fault is None else [fault]
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        except sqlite3.DatabaseError as error:
            found = [str(error)]
    return [] if found == ["ok"] else found


def _faults_of_photos(folder: Path, manifest: dict[str, Any]) -> list[str]:
    if not manifest["has_photos"]:
        return []
    known = {*manifest["missing"], *manifest["damaged"]}  # the backup itself said so, and tablets may bring them back
    faults = []
    for sha256, _ in manifest["blobs"]:
        place = backup.blob_in(folder.parent / "blobs", sha256)
        if sha256 in known:
            continue
        if not place.is_file():
            faults.append(f"The photo {sha256} is not there.")
        elif backup.hash_of(place) != sha256:
            faults.append(f"The photo {sha256} is damaged.")
    return faults


def _put_aside(data: Path, at: datetime, names: tuple[str, ...]) -> None:
    found = [data / name for name in names if (data / name).exists()]
    if found:
        aside = data / f"{ASIDE}-{at.astimezone(UTC).strftime('%Y%m%dT%H%M%S%fZ')}"
        aside.mkdir()
        for path in found:
            path.rename(aside / path.name)


def _bring(source: Path, target: Path) -> None:
    partial = target.with_name(target.name + backup.PARTIAL)
    shutil.copyfile(source, partial)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.rename(target)
    backup.sync_folder(target.parent)


def _bring_photos(pool: Path, store: Path, manifest: dict[str, Any]) -> None:
    for sha256, _ in manifest["blobs"]:
        source, target = backup.blob_in(pool, sha256), backup.blob_in(store, sha256)
        if source.is_file() and not (target.is_file() and backup.hash_of(target) == sha256):
            target.parent.mkdir(parents=True, exist_ok=True)
            _bring(source, target)


def _begin_new_epoch(settings: Settings, manifest: dict[str, Any], at: datetime) -> None:
    from inspector.app import create_app
    from inspector.audit import trail
    from inspector.extensions import db
    from inspector.sites import epoch
    from inspector.upgrading import upgrade

    app = create_app(replace(settings, is_demo=False))
    upgrade(app)
    with app.app_context():
        fresh = epoch.renew(db.session.connection(), at)
        details = {"from": manifest["epoch"], "to": fresh, "backup_made_at": manifest["made_at"]}
        trail.record("epoch_changed", "server:1", actor_id=None, at=at, details=details)
        db.session.commit()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
