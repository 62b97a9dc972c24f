"""Processes that stand ready to make PDFs: what draws is loaded once, then each document gets a fork of its own to live and die in.

    order    a line with the length in bytes, then the order itself (pdf.pack)
    answer   a line of JSON {"code": how the fork ended, "pdf": length, "said": its last words}, then the PDF

Loading takes as long as drawing a page does. A press that had nothing to do for a while ends by itself, and its memory with it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

IDLE_SECONDS = 120
LAST_WORDS_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class Printed:
    """How an order ended. code: 0, an exit code, or minus the signal that ended it; said: what it wrote on its standard error."""

    code: int
    pdf: bytes
    said: str


class Press:
    """One such process, seen from who orders. Not for two threads at once."""

    def __init__(self) -> None:
        # The copies of our fonts that it draws with lie here; one that is killed cannot put them away itself.
        self._folder = tempfile.TemporaryDirectory(prefix="inspector-press-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "inspector.reports.pdf"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "TMPDIR": self._folder.name},
        )  # fmt: skip

    def work(self, order: bytes, seconds: float) -> Printed | None:
        """Have an order carried out. None when the press is no more: it had ended, or took longer than `seconds` and was ended."""
        assert self._process.stdin
        assert self._process.stdout
        alarm = threading.Timer(seconds, self.end)
        alarm.start()
        try:
            self._process.stdin.write(b"%d\n" % len(order))
            self._process.stdin.write(order)
            self._process.stdin.flush()
            head = json.loads(self._process.stdout.readline())
            printed = Printed(head["code"], self._process.stdout.read(head["pdf"]), head["said"])
            return printed if len(printed.pdf) == head["pdf"] else None
        except (OSError, ValueError):
            return None
        finally:
            alarm.cancel()

    def close(self) -> None:
        """End it, and let go of what led to it."""
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with suppress(BrokenPipeError):  # half an order was still to be written
                pipe.close()

    def end(self) -> None:
        """End it and whatever it is drawing."""
        with suppress(ProcessLookupError):  # it ended by itself
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()


def serve(source: BinaryIO, target: BinaryIO, draw: Callable[[bytes], int]) -> None:
    """The press itself: carry out orders until nobody orders any more. draw: order -> exit code, writing the PDF on the standard output."""
    while select.select([source], [], [], IDLE_SECONDS)[0] and (length := source.readline()):
        printed = _in_a_fork(source.read(int(length)), draw)
        head = {"code": printed.code, "pdf": len(printed.pdf), "said": printed.said}
        target.write(json.dumps(head).encode("ascii") + b"\n" + printed.pdf)
        target.flush()


def _in_a_fork(order: bytes, draw: Callable[[bytes], int]) -> Printed:
    """What it writes lies in memory until it has ended, so that a full pipe never stops it."""
    written, said = os.memfd_create("pdf"), os.memfd_create("said")
    child = os.fork()
    if child == 0:
        os.dup2(written, 1)
        os.dup2(said, 2)
        os.close(0)
        code = 1
        try:
            code = draw(order)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)  # not through what the parent has set up for its own end
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        return Printed(code, _content(written) if code == 0 else b"", _content(said).decode("utf-8", "replace")[-LAST_WORDS_BYTES:])
    finally:
        os.close(written)
        os.close(said)


def _content(handle: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    with open(handle, "rb", closefd=False) as source:
        return source.read()
