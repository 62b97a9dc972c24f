"""How this server fares: whether it may write, and what an administrator must know. One for each application.

ok: all is well. degraded: it takes everything it can, and somebody should look. red: it takes nothing in until somebody has looked.
"""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, current_app

LARGE_LOG_BYTES = 256 * 1024 * 1024  # a write-ahead log that is not written back: somebody reads for very long
LOOK_AGAIN_SECONDS = 5.0
NAME = "inspector.condition"

# code -> the sentence an administrator reads; those of CLOSING are why nothing is written
REASONS = {
    "checking": "The database is being checked after a stop that was not clean. Writing begins when it is found whole.",
    "corrupt": "The database is damaged. Nothing is written and nothing is repaired. Restore a backup.",
    "read_only": "The data folder cannot be written.",
    "stopping": "The server is stopping.",
    "disk_failed": "The disk failed to keep what was written. The server starts anew.",
    "low_on_room": "The disk is nearly full. Photos stay on the tablets until there is room; records are still taken.",
    "large_log": "The log of the database has grown very large. A report or an export may be stuck.",
    "clock_jumped": "The clock of the server jumped, or it was off for long. Nothing is deleted until it has run for a day.",
    "damaged_photos": "Photos are damaged or missing on the disk. Tablets that still have them send them again.",
    "unsafe_database": "The database may lose what it confirmed: synchronous_commit or fsync is off.",
}
CLOSING = frozenset(("checking", "corrupt", "read_only", "stopping", "disk_failed", "unsafe_database"))
TEMPORARY = frozenset(("checking", "stopping", "disk_failed"))


@dataclass
class Condition:
    """data: the data folder. database: the embedded database, None with PostgreSQL. low_water_bytes: below it no photo is taken."""

    data: Path
    database: Path | None
    low_water_bytes: int
    restart_wanted: threading.Event = field(default_factory=threading.Event)  # the disk failed; only a new process may go on
    _closed: set[str] = field(default_factory=set)
    _looked_at: float = 0.0
    _notes: set[str] = field(default_factory=set)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def close(self, reason: str) -> None:
        """Take nothing in from now on. reason: one of CLOSING."""
        assert reason in CLOSING
        with self._guard:
            self._closed.add(reason)
        if reason == "disk_failed":
            self.restart_wanted.set()

    def close_for_disk(self) -> None:
        """The disk did not take what was written: is it read-only now, or did it fail?"""
        self.close("disk_failed" if self._can_write() else "read_only")

    def look_again(self) -> None:
        """A folder that could not be written may be writable again; asked at most every few seconds."""
        if "read_only" in self._closed and time.monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS:
            self._looked_at = time.monotonic()
            if self._can_write():
                self.reopen("read_only")

    def _can_write(self) -> bool:
        probe = self.data / "probe"
        try:
            with probe.open("wb") as file:
                file.write(b"?")
                file.flush()
            probe.unlink()
        except OSError as error:
            return error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM)
        return True

    def reopen(self, reason: str) -> None:
        """That reason is gone."""
        with self._guard:
            self._closed.discard(reason)

    @property
    def closed(self) -> str | None:
        """Why nothing is written, None while all is."""
        return min(self._closed, default=None)

    def note(self, code: str, holds: bool = True) -> None:
        """Say, or say no longer, that something is amiss that does not stop the work."""
        with self._guard:
            (self._notes.add if holds else self._notes.discard)(code)

    @property
    def is_low_on_room(self) -> bool:
        """Whether photos must wait so that records still fit."""
        return free_bytes(self.data) < self.low_water_bytes or free_bytes(self.data / "blobs") < self.low_water_bytes

    def reasons(self) -> list[str]:
        """Codes of everything that is amiss, sorted; none of them tells a secret."""
        found = set(self._notes) | self._closed
        if self.is_low_on_room:
            found.add("low_on_room")
        if self.database is not None and _size(self.database.with_name(self.database.name + "-wal")) > LARGE_LOG_BYTES:
            found.add("large_log")
        return sorted(found)

    def state(self) -> str:
        """ok | degraded | red."""
        if self._closed - TEMPORARY:
            return "red"
        return "degraded" if self.reasons() else "ok"


def install(app: Flask, data: Path, database: Path | None, low_water_bytes: int) -> None:
    """Give the application its condition."""
    app.extensions[NAME] = Condition(data, database, low_water_bytes)


def present() -> Condition:
    """That of the present application."""
    found: Condition = current_app.extensions[NAME]
    return found


def free_bytes(folder: Path) -> int:
    """Room that is left to this user on the disk of a folder; of the nearest folder above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
