"""How a server ends: what is under way is finished and told, nothing new is begun; and how it starts anew when the disk failed under it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from inspector.condition import Condition

PATIENCE_SECONDS = 30.0  # for what is under way
LOOK_SECONDS = 0.05
FAILED_CODE = 75  # EX_TEMPFAIL: whoever watches over us should try again later
RESTARTS = "_INSPECTOR_STARTED_ANEW"  # moments of the restarts before, handed on from process to process
MOST_RESTARTS = 5
WITHIN_SECONDS = 600.0


class Ending:
    """Waits in a thread for a reason to end, lets the work run out, then ends the main loop."""

    def __init__(self, condition: Condition, is_idle: Callable[[], bool]) -> None:
        self.is_anew = False
        self._condition, self._is_idle = condition, is_idle
        self._asked = condition.restart_wanted
        self._may_go = False
        signal.signal(signal.SIGTERM, self._on_signal)
        threading.Thread(target=self._watch, name="ending", daemon=True).start()

    def _on_signal(self, _number: int, _frame: Any) -> None:
        if self._may_go or self._condition.closed == "stopping":  # asked twice: at once
            sys.exit(0)
        self._condition.close("stopping")
        self._asked.set()

    def _watch(self) -> None:
        self._asked.wait()
        self.is_anew = "disk_failed" in self._condition.reasons()
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while not self._is_idle() and time.monotonic() < ends_at:
            time.sleep(LOOK_SECONDS)
        self._may_go = True
        os.kill(os.getpid(), signal.SIGTERM)


def start_anew() -> int:
    """Replace this process by a fresh one; returns FAILED_CODE when that was done too often of late to help."""
    now = time.time()
    recent = [at for at in map(float, filter(None, os.environ.get(RESTARTS, "").split(","))) if now - WITHIN_SECONDS < at <= now]
    if len(recent) >= MOST_RESTARTS:
        print(f"The disk failed {len(recent) + 1} times in ten minutes. Look at it before you start again.", file=sys.stderr)
        return FAILED_CODE
    print("The disk failed to keep what was written. Starting anew.", file=sys.stderr, flush=True)
    os.environ[RESTARTS] = ",".join(str(at) for at in [*recent, now])
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
