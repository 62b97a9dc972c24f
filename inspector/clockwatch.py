"""Notices when the clock of the server jumps, so that nobody is signed out and nothing is deleted because a clock was set wrong.

After a jump forward ages are counted for a day as if it had not happened; then the new time is believed. Whether a server was switched off
for a week or woke with a wrong clock cannot be told apart, and need not be: either way a day passes before anything is deleted for its age.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, current_app

NAME = "inspector.clockwatch"
FILE = "clock.json"
JUMP = timedelta(minutes=5)  # more than a clock is ever slewed between two looks
LONG_STOP = timedelta(days=1)  # a stop longer than this may as well have been a jump
DOUBT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at the last look. at: by the clock; allowance: what ages are shortened by; doubted_at: the last jump, by the clock."""

    at: datetime
    allowance: timedelta = timedelta(0)
    doubted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """seen: to be remembered. jump: by how much the clock jumped, None when it did not."""

    seen: Seen
    jump: timedelta | None


def judge(last: Seen | None, now: datetime, passed: timedelta | None) -> Judged:
    """Whether the clock jumped since the last look. passed: what a clock that nobody sets counted meanwhile, None after a stop. Pure."""
    if last is None:
        return Judged(Seen(now), None)
    jump = now - last.at - (passed or timedelta(0))
    if passed is None and timedelta(0) <= jump <= LONG_STOP or abs(jump) <= JUMP:
        is_over = last.doubted_at is not None and now - last.doubted_at > DOUBT
        return Judged(Seen(now) if is_over else replace(last, at=now), None)
    return Judged(Seen(now, max(timedelta(0), last.allowance + jump), now), jump)


class Watch:
    """The watch of one application; remembers in a file of the data folder, so that it also sees what happened while nobody ran."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ticks: float | None = None
        self._seen = self._read()

    def look(self, now: datetime) -> timedelta | None:
        """Look at the clock; returns by how much it jumped since the last look, None when it did not."""
        ticks = time.monotonic()
        passed = None if self._ticks is None else timedelta(seconds=ticks - self._ticks)
        judged = judge(self._seen, now, passed)
        self._seen, self._ticks = judged.seen, ticks
        self._write(judged.seen)
        return judged.jump

    @property
    def is_doubtful(self) -> bool:
        """Whether the clock jumped within the last day; then nothing is deleted for its age."""
        return self._seen is not None and self._seen.doubted_at is not None

    def for_ages(self, now: datetime) -> datetime:
        """The moment by which to count how old something is."""
        return now - self._seen.allowance if self._seen is not None else now

    def _read(self) -> Seen | None:
        try:
            raw = json.loads(self._file.read_text(encoding="ascii"))
            doubted = raw["doubted_at"]
            moment = datetime.fromisoformat(doubted) if doubted else None
            return Seen(datetime.fromisoformat(raw["at"]), timedelta(seconds=raw["allowance_seconds"]), moment)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, seen: Seen) -> None:
        text = json.dumps({
            "at": seen.at.astimezone(UTC).isoformat(), "allowance_seconds": seen.allowance.total_seconds(),
            "doubted_at": seen.doubted_at.isoformat() if seen.doubted_at else None,
        })  # fmt: skip
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(text, encoding="ascii")
            os.replace(fresh, self._file)
        except OSError:
            return  # a disk that cannot be written is told of by what matters more


def install(app: Flask, data: Path) -> None:
    """Give the application its watch."""
    app.extensions[NAME] = Watch(data / FILE)


def present() -> Watch:
    """That of the present application."""
    found: Watch = current_app.extensions[NAME]
    return found
