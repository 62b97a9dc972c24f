"""Photos that arrive in parts: appended, synced, and moved into the store when whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from inspector.errors import Problem
from inspector.media.store import CHUNK_BYTES, LARGEST_BYTES, Store, kind_of


def offset(store: Store, record_uuid: str, sha256: str) -> int:
    """How many bytes of a partial blob are here."""
    path = _path(store, record_uuid, sha256)
    return path.stat().st_size if path.exists() else 0


def append(store: Store, record_uuid: str, sha256: str, at: int, length: int, chunks: Iterable[bytes]) -> int:
    """Add a part at an offset; returns the bytes here afterwards, which are durable.

    Raises Problem conflict when the offset is not where the last part ended, too_large when it grows over its announced length.
    """
    path = _path(store, record_uuid, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        size = file.tell()
        if size != at:
            raise Problem("conflict", state=str(size))
        for chunk in chunks:
            size += len(chunk)
            if size > min(length, LARGEST_BYTES):
                file.truncate(at)
                raise Problem("too_large")
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size


def finish(store: Store, record_uuid: str, sha256: str) -> str:
    """Move a whole blob into the store; returns its media type. A damaged one is dropped: Problem hash_mismatch."""
    path = _path(store, record_uuid, sha256)
    with path.open("rb") as file:
        kind = kind_of(file.read(12)) or "application/octet-stream"
    try:
        store.put(_chunks(path), sha256)
    finally:
        path.unlink(missing_ok=True)
    return kind


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _path(store: Store, record_uuid: str, sha256: str) -> Path:
    return store.root / "incoming" / f"{record_uuid}-{sha256}.part"
