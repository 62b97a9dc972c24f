"""A backup made while the server runs: the database as of one moment, then every photo that it names, then the list of both.

    DIR/blobs/aa/bb/<sha256>               photos of all backups in DIR, each once, because they never change
    DIR/20261126T031500Z/inspector.db      one file without a log beside it (PostgreSQL: database.dump, made by pg_dump)
    DIR/20261126T031500Z/secret            what signs links and receipts
    DIR/20261126T031500Z/manifest.json     written last; a backup without it is none
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inspector.settings import Settings
from inspector.upkeep import postgres

FORMAT = 1
MANIFEST = "manifest.json"
PARTIAL = ".partial"
PIECE_BYTES = 1024 * 1024
COUNTED = ("inspection", "answer", "audit_event", "blob")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup just made. missing, damaged: SHA-256 of photos that the database names and the disk has not, or has with other bytes."""

    folder: Path
    blobs: int
    rows: dict[str, int]
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def make(settings: Settings, target: Path, at: datetime, with_photos: bool = True) -> Made:
    """Back a deployment up. Raises OSError or sqlite3.Error when it cannot be; what was begun is then no backup.

    with_photos: False for the copy before an upgrade, which photos survive where they are.
    """
    name = _free_name(target, at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
    partial = target / (name + PARTIAL)
    for left in target.glob(f"*{PARTIAL}"):  # of one that was cut off
        shutil.rmtree(left)
    partial.mkdir(parents=True)
    file = partial / ("inspector.db" if settings.is_sqlite else postgres.DUMP)
    facts = _copy_sqlite(settings, file) if settings.is_sqlite else postgres.dump(settings.database, file)
    named: list[list[Any]] = facts.pop("blobs")
    missing, damaged = _copy_photos(settings.data / "blobs", target / "blobs", named) if with_photos else ([], [])
    secret = settings.data / "secret"
    if secret.exists():
        _copy(secret, partial / "secret")
        (partial / "secret").chmod(0o600)
    manifest = {
        "format": FORMAT, "made_at": at.astimezone(UTC).isoformat(), "kind": "sqlite" if settings.is_sqlite else "postgresql",
        "database": {"file": file.name, "sha256": hash_of(file), "bytes": file.stat().st_size}, **facts,
        "has_photos": with_photos, "blobs": named, "missing": missing, "damaged": damaged,
    }  # fmt: skip
    write_durably(partial / MANIFEST, json.dumps(manifest, indent=1).encode())
    partial.rename(target / name)
    sync_folder(target)
    return Made(target / name, len(named), facts["rows"], missing, damaged)


def all_in(target: Path) -> list[Path]:
    """The whole backups in a folder, oldest first."""
    return sorted(path.parent for path in target.glob(f"*/{MANIFEST}") if not path.parent.name.endswith(PARTIAL))


def keep_newest(target: Path, count: int) -> int:
    """Remove all but the newest backups, and the photos that only those named; returns how many backups went."""
    old = all_in(target)[:-count]
    for folder in old:
        shutil.rmtree(folder)
    if old:
        named = {sha256 for folder in all_in(target) for sha256, _ in json.loads((folder / MANIFEST).read_bytes())["blobs"]}
        for path in (target / "blobs").glob("*/*/*"):
            if path.name not in named:
                path.unlink()
    return len(old)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, content: bytes) -> None:
    """Write a small file and sync it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def blob_in(root: Path, sha256: str) -> Path:
    """Where a photo lies under a root."""
    return root / sha256[:2] / sha256[2:4] / sha256


def _free_name(target: Path, stem: str) -> str:
    """A second one of the same second: the start after an upgrade that was cut off is as quick as that."""
    return next(name for name in (stem, *(f"{stem}-{n:03}" for n in range(2, 1000))) if not (target / name).exists())


def _copy_sqlite(settings: Settings, file: Path) -> dict[str, Any]:
    source = Path(settings.database.removeprefix("sqlite:///"))
    # Read-only and all pages at one go: one snapshot, whoever writes meanwhile, and no check-point by a second process.
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        found = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
        if found != ["ok"]:
            raise sqlite3.DatabaseError("the database is damaged: " + "; ".join(found))
        facts = facts_of(copy)
    with file.open("rb") as written:
        os.fsync(written.fileno())
    return facts


def facts_of(connection: sqlite3.Connection) -> dict[str, Any]:
    """What the manifest tells of a database: its revision, epoch, counts, and the photos it names with their sizes."""
    epochs = connection.execute("SELECT value FROM organisation_setting WHERE key = '_epoch'").fetchall()
    return {
        "revision": [row[0] for row in connection.execute("SELECT version_num FROM alembic_version ORDER BY 1")],
        "epoch": json.loads(epochs[0][0]) if epochs else None,
        "rows": {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED},
        "blobs": [list(row) for row in connection.execute("SELECT sha256, size_bytes FROM blob ORDER BY sha256")],
    }


def _copy_photos(source: Path, pool: Path, named: Iterable[list[Any]]) -> tuple[list[str], list[str]]:
    missing, damaged = [], []
    for sha256, _ in named:
        place, target = blob_in(source, sha256), blob_in(pool, sha256)
        if target.exists():
            continue
        if not place.exists():
            missing.append(sha256)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if _copy(place, target.with_suffix(PARTIAL)) == sha256:
            target.with_suffix(PARTIAL).rename(target)
            sync_folder(target.parent)
        else:
            target.with_suffix(PARTIAL).unlink()
            damaged.append(sha256)
    return missing, damaged


def _copy(source: Path, target: Path) -> str:
    """Copy durably; returns the SHA-256 of what was read."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(PIECE_BYTES):
            digest.update(piece)
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest()
