"""Watches the system calls of a running server, and says whether anything was promised before it was durable."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CALLS = "fsync,fdatasync,pwrite64,write,sendto,sendmsg,rename,renameat,renameat2"
_LINE = re.compile(r"(?P<thread>\d+) +(?P<text>.*)")
_BEGUN = re.compile(r"(?P<name>\w+)\((?P<rest>.*)")
_RESUMED = re.compile(r"<\.\.\. (?P<name>\w+) resumed>")
_FILE = re.compile(r"\d+<(?P<path>/[^>]*)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(slots=True)
class Call:
    """One system call. began and ended: numbers of lines of the trace; file: of its first argument, if that is one."""

    name: str
    file: str
    texts: tuple[str, ...]
    began: int
    ended: int

    @property
    def is_stored_answer(self) -> bool:
        """Whether it sends the beginning of an answer that says: stored."""
        return self.name in ("sendto", "sendmsg", "write") and any(text.startswith("HTTP/1.1 201") for text in self.texts)


@contextmanager
def traced(pid: int, log: Path, calls: str = CALLS) -> Iterator[None]:
    """Trace a process and all its threads while the block runs."""
    command = ["strace", "-f", "-y", "-s", "300", "-e", f"trace={calls}", "-o", str(log), "-p", str(pid)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        assert "attached" in tracer.stderr.readline()
        try:
            yield
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.communicate(timeout=30)


def calls_of(trace: str) -> list[Call]:
    """The calls of a trace in the order in which they began; one that was interrupted ends where it was resumed."""
    calls: list[Call] = []
    open_ones: dict[str, Call] = {}
    for number, line in enumerate(trace.splitlines()):
        parts = _LINE.match(line)
        if parts is None:
            continue
        thread, text = parts["thread"], parts["text"]
        if _RESUMED.match(text):
            if thread in open_ones:
                open_ones.pop(thread).ended = number
        elif begun := _BEGUN.match(text):
            file = _FILE.match(begun["rest"])
            call = Call(begun["name"], file["path"] if file else "", tuple(_QUOTED.findall(begun["rest"])), number, number)
            calls.append(call)
            if text.endswith("<unfinished ...>"):
                open_ones[thread] = call
    return calls


def promised_too_early(calls: list[Call]) -> list[Call]:
    """The answers "stored" that left while the write-ahead log held something written and not yet synced."""
    early, unsynced = [], False
    for moment, is_end, call in sorted(_moments(calls), key=lambda one: one[:2]):
        del moment
        if call.file.endswith("-wal"):
            if call.name in ("pwrite64", "write"):
                unsynced = True
            elif is_end and call.name in ("fsync", "fdatasync") and not _is_written_during(call, calls):
                unsynced = False
        elif call.is_stored_answer and not is_end and unsynced:
            early.append(call)
    return early


def _moments(calls: list[Call]) -> Iterator[tuple[int, bool, Call]]:
    for call in calls:
        yield call.began, False, call
        yield call.ended, True, call


def _is_written_during(sync: Call, calls: list[Call]) -> bool:
    return any(
        one.file == sync.file and one.name in ("pwrite64", "write") and one.ended > sync.began and one.began < sync.ended for one in calls
    )
