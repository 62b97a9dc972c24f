"""Server processes forked from one process that has loaded everything, because loading costs most of a start.

Each is a process of its own, in a session of its own, that begins with `inspector serve` and nothing open; only the reading of the
modules is shared.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LOADED = (  # what a server that has answered its first page has loaded
    "waitress.server", "inspector.app", "inspector.serving", "inspector.lanes", "inspector.pipelines.sweeps", "inspector.sites.setting_up",
    "inspector.stopping", "inspector.upgrading", "inspector.upkeep.self_check",
)  # fmt: skip


class Forked:
    """What a test needs of `subprocess.Popen`, for a process that is the kennel's child."""

    def __init__(self, kennel: Kennel, pid: int) -> None:
        self.pid = pid
        self._kennel = kennel
        self._handle: int | None = os.pidfd_open(pid)  # becomes readable when the process ends
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float) -> int:
        """Its exit code, once it has ended; raises `subprocess.TimeoutExpired`."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("inspector serve", timeout)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self._handle is not None:
            signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float) -> int | None:
        if self._handle is not None and select.select([self._handle], [], [], seconds)[0]:
            os.close(self._handle)
            self._handle = None
            self._code = self._kennel.ask({"ended": self.pid})
        return self._code


class Kennel:
    """Forks servers; one kennel serves a whole run.

    loaded_with: what the environment must say while everything is loaded: that fault points are there, a library that comes first.
    """

    def __init__(self, loaded_with: Mapping[str, str]) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.kennel"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **loaded_with},
        )  # fmt: skip
        atexit.register(self.close)

    def fork(self, arguments: Sequence[str], log: Path, environment: Mapping[str, str]) -> Forked:
        """Start `inspector` with these arguments; what it prints is added to `log`."""
        return Forked(self, self.ask({"arguments": list(arguments), "log": str(log), "environment": {**os.environ, **environment}}))

    def ask(self, question: dict[str, Any]) -> int:
        """The answer of the kennel's process: the number of a new process, or the exit code of one that has ended."""
        assert self._parent.stdin is not None and self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(question) + "\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())

    def close(self) -> None:
        """End the kennel's process; servers that still run go on."""
        assert self._parent.stdin is not None and self._parent.stdout is not None
        self._parent.stdin.close()
        self._parent.wait(20)
        self._parent.stdout.close()


def _main() -> int:
    import importlib

    for name in LOADED:
        importlib.import_module(name)
    codes: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: _gather(codes))  # at once: a dead server must not look alive to the next one
    for line in sys.stdin:
        question = json.loads(line)
        if "ended" in question:
            while question["ended"] not in codes:
                signal.sigtimedwait([signal.SIGCHLD], 0.05)
                _gather(codes)
            print(codes.pop(question["ended"]), flush=True)
        else:
            pid = os.fork()
            if pid == 0:
                _serve(question)
            print(pid, flush=True)
    return 0


def _gather(codes: dict[int, int]) -> None:
    try:
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            codes[found[0]] = os.waitstatus_to_exitcode(found[1])
    except ChildProcessError:
        return


def _serve(question: dict[str, Any]) -> None:
    from inspector.cli import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    log = os.open(question["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, target in ((0, nothing), (1, log), (2, log)):
        os.dup2(target, number)
    os.environ.clear()
    os.environ.update(question["environment"])
    sys.orig_argv[1:] = ["-m", "inspector", *question["arguments"]]  # what it starts anew by, when it has to
    code = 1
    try:
        code = main(question["arguments"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    sys.exit(_main())
