"""Photos that arrive in parts: appended, synced, and moved into the store when whole."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from inspector.errors import Problem
from inspector.media.store import CHUNK_BYTES, LARGEST_BYTES, Store, kind_of

FORGOTTEN_AFTER = timedelta(days=1)


def offset(store: Store, record_uuid: str, sha256: str) -> int:
    """How many bytes of a partial blob are here."""
    path = _path(store, record_uuid, sha256)
    return path.stat().st_size if path.exists() else 0


def append(store: Store, record_uuid: str, sha256: str, at: int, length: int, chunks: Iterable[bytes]) -> int:
    """Add a part at an offset; returns the bytes here afterwards, which are durable.

    Raises Problem conflict when the offset is not where the last part ended or somebody else is adding just now (details {"state": bytes
    here}), too_large when it grows over its announced length.
    """
    path = _path(store, record_uuid, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    if at > 0 and not path.exists():
        raise Problem("conflict", state="0")  # else a part of nothing would lie there until it is swept
    with path.open("ab") as file:
        _hold(file)
        size = file.seek(0, os.SEEK_END)
        # The file may have been moved into the store, or dropped, between its opening and its lock.
        if size != at or not _is_still_there(file, path):
            raise Problem("conflict", state=str(offset(store, record_uuid, sha256)))
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


def drop_old(store: Store, now: datetime) -> None:
    """Remove what was begun and not gone on with for a day; its sender has it still and begins again."""
    for path in store.incoming().iterdir():
        with suppress(FileNotFoundError):
            if now.timestamp() - path.stat().st_mtime > FORGOTTEN_AFTER.total_seconds():
                path.unlink()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _hold(file: BinaryIO) -> None:
    """Be the only one who adds to a file, until it is closed; two parts at once would be written one into the other."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Problem("conflict", state=str(os.fstat(file.fileno()).st_size)) from None


def _is_still_there(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _path(store: Store, record_uuid: str, sha256: str) -> Path:
    return store.root / "incoming" / f"{record_uuid}-{sha256}.part"
