"""Places at which a test may make the server fail, to see what comes out. Without INSPECTOR_TESTING=1 they do nothing at all.

The file named by INSPECTOR_FAULT holds one line, `POINT ACTION [ARGUMENT]`, read at each point that is passed:
`kill [N]` ends the process as a power cut would, at the Nth passing; `wait SECONDS`; `raise ERRNO` raises that OSError;
`full` raises SQLite's own error for a full disk. A kill takes the file away first, so that the next start lives; a wait leaves a file
`.reached` beside it, so that a test knows that somebody is there.
"""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import threading
import time
from pathlib import Path

IS_TESTING = os.environ.get("INSPECTOR_TESTING") == "1"

_passed: dict[str, int] = {}
_guard = threading.Lock()


def _fault_point(name: str) -> None:
    file = Path(os.environ.get("INSPECTOR_FAULT") or "/nonexistent")
    try:
        point, action, *rest = file.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return
    if point != name:
        return
    if action == "kill":
        with _guard:
            _passed[name] = _passed.get(name, 0) + 1
            if _passed[name] >= int(rest[0] if rest else 1):
                file.unlink(missing_ok=True)
                os.kill(os.getpid(), signal.SIGKILL)
    elif action == "wait":
        file.with_suffix(".reached").touch()
        time.sleep(float(rest[0]))
    elif action == "raise":
        raise OSError(getattr(errno, rest[0]), os.strerror(getattr(errno, rest[0])))
    elif action == "full":
        raise sqlite3.OperationalError("database or disk is full")


def _pass_by(name: str) -> None:
    """What a fault point is outside tests."""


fault_point = _fault_point if IS_TESTING else _pass_by
