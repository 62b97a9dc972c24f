"""Bytes on disk under their SHA-256: temporary file, fsync, hash check, rename, fsync of the folder. Never changed once there."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam

from inspector import clock
from inspector.database import insert_of
from inspector.errors import Problem
from inspector.extensions import db
from inspector.media.models import Blob, BlobUpload
from inspector.prepared import Prepared

CHUNK_BYTES = 64 * 1024
LARGEST_BYTES = 12 * 1024 * 1024
SIGNATURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"RIFF": "image/webp"}


@cache
def _once(dialect_name: str, model: Any) -> Prepared:
    columns: dict[str, Any] = {column.name: bindparam(column.name) for column in model.__table__.c}
    return Prepared(insert_of(dialect_name)(model.__table__).values(columns).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of blobs with two levels of fan-out."""

    root: Path
    _durable: set[Path] = field(default_factory=set, compare=False, repr=False)  # folders whose entry above them was synced

    def path(self, sha256: str) -> Path:
        """Where a blob lies, whether or not it is there."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Whether a blob is there whole."""
        return self.path(sha256).is_file()

    def put(self, chunks: Iterable[bytes], announced_sha256: str | None = None) -> tuple[str, int]:
        """Store bytes durably; they are there after return, or not at all.

        Returns (SHA-256, size in bytes). Raises Problem too_large over LARGEST_BYTES, hash_mismatch when the bytes are not those announced,
        wrong_type when they begin like no image we take.
        """
        digest, size, head = hashlib.sha256(), 0, b""
        handle, name = tempfile.mkstemp(dir=self.incoming())
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > LARGEST_BYTES:
                        raise Problem("too_large")
                    head = head or chunk[:12]
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            sha256 = digest.hexdigest()
            if announced_sha256 is not None and sha256 != announced_sha256:
                raise Problem("hash_mismatch")
            if kind_of(head) is None:
                raise Problem("wrong_type")
            self.adopt(Path(name), sha256)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha256, size

    def incoming(self) -> Path:
        """The folder of what has not been kept yet, on the same file system."""
        folder = self.root / "incoming"
        if folder not in self._durable:
            folder.mkdir(parents=True, exist_ok=True)
            self._durable.add(folder)
        return folder

    def adopt(self, temporary: Path, sha256: str) -> None:
        """Move a file of `incoming`, whole and synced, to its place under its hash; durable afterwards."""
        target = self.path(sha256)
        folders = (self.root, target.parent.parent, target.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.rename(target)
        for above, folder in pairwise(folders):
            # A folder that is there may still be another's that is not durable yet: only what was synced since the start counts.
            if folder not in self._durable:
                _sync(above)
        _sync(target.parent)
        self._durable.update(folders)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kind_of(head: bytes) -> str | None:
    """The media type of an image by its first bytes; None when it is none of those we take."""
    for mark, kind in SIGNATURES.items():
        if head.startswith(mark) and (kind != "image/webp" or head[8:12] == b"WEBP"):
            return kind
    return None


def note(sha256: str, size_bytes: int, media_type: str, record_uuid: str, at: datetime | None = None) -> None:
    """Write down, in the present transaction, that a record brought a blob; twice is once. at: when, if that is not now."""
    moment, connection = at or clock.now(), db.session.connection()
    dialect = connection.dialect.name
    _once(dialect, Blob).run(connection, {"sha256": sha256, "size_bytes": size_bytes, "media_type": media_type, "stored_at": moment})
    _once(dialect, BlobUpload).run(connection, {"record_uuid": record_uuid, "sha256": sha256, "at": moment})
