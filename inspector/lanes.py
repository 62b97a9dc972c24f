"""Who is served first, and who is asked to come back: pages before records before photos, so that a herd of tablets keeps nobody out.

Uploads never take the last threads, and only so many of them wait; whoever comes beyond is told 503 with `Retry-After` at once, by the
threads that are kept for pages. Tablets keep what they have and spread their next try by chance (docs/payload.md).
"""

from __future__ import annotations

import json
import random
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waitress.task import ThreadedTaskDispatcher

PAGES, RECORDS, PHOTOS = "pages", "records", "photos"  # in the order in which they are served
KEPT_FOR_PAGES = 3  # threads that no upload takes
RETRY_SECONDS = (3, 12)  # from, to; by chance, so that those who were refused together do not come back together


@dataclass(frozen=True, slots=True)
class Limits:
    """How many of a lane are worked on at once, and how many may wait for it."""

    at_once: int
    waiting: int


def limits(threads: int) -> dict[str, Limits]:
    """The limits of each lane for a number of threads."""
    for_uploads = max(1, threads - KEPT_FOR_PAGES)
    return {PAGES: Limits(threads, 4096), RECORDS: Limits(for_uploads, 256), PHOTOS: Limits(max(1, for_uploads - 2), 128)}


def lane_of(method: str, path: str) -> str:
    """The lane of a request. Small questions of devices go with the pages."""
    if method in ("PUT", "PATCH"):
        if path.startswith("/api/v1/device/submissions/"):
            return RECORDS
        if path.startswith("/api/v1/device/"):
            return PHOTOS
    return PAGES


class Lanes:
    """The waiting requests; stands where waitress keeps its queue, and is called with the dispatcher's lock held."""

    def __init__(self, threads: int) -> None:
        self._limits = limits(threads)
        self._waiting: dict[str, deque[Any]] = {PAGES: deque(), RECORDS: deque(), PHOTOS: deque()}
        self._running = dict.fromkeys(self._waiting, 0)
        self._guard = threading.Lock()
        self.channels: Mapping[int, Any] = {}  # of waitress; what they have not sent yet is not answered yet

    def append(self, channel: Any) -> None:
        """Take a request in line, or have it answered 503 when its lane is full."""
        request = channel.requests[0]
        lane = PAGES if request.error else lane_of(request.command, request.path)
        if len(self._waiting[lane]) >= self._limits[lane].waiting:
            request.error = Busy(request.path)
            lane = PAGES
        self._waiting[lane].append(channel)

    def popleft(self) -> Turn:
        """The next that may be worked on."""
        lane = self._next()
        assert lane is not None
        with self._guard:
            self._running[lane] += 1
        return Turn(self, lane, self._waiting[lane].popleft())

    def done(self, lane: str) -> None:
        """A request of this lane was answered."""
        with self._guard:
            self._running[lane] -= 1

    def is_idle(self) -> bool:
        """Whether nobody is served, nobody waits, and every answer has left."""
        if any(self._running.values()) or any(self._waiting.values()):
            return False
        return not any(channel.total_outbufs_len for channel in list(self.channels.values()))

    def __bool__(self) -> bool:
        return self._next() is not None

    def __len__(self) -> int:
        return 0  # what waitress would warn of for each request of a herd is what this class is for

    def _next(self) -> str | None:
        uploads = self._running[RECORDS] + self._running[PHOTOS]
        for lane, waiting in self._waiting.items():
            has_room = self._running[lane] < self._limits[lane].at_once and (lane == PAGES or uploads < self._limits[RECORDS].at_once)
            if waiting and has_room:
                return lane
        return None


@dataclass(frozen=True, slots=True)
class Turn:
    """One request whose turn has come; waitress calls it a task."""

    lanes: Lanes
    lane: str
    channel: Any

    def service(self) -> None:
        """Answer it."""
        try:
            self.channel.service()
        finally:
            self.lanes.done(self.lane)

    def cancel(self) -> None:
        """Give it up."""
        self.channel.cancel()


class Busy:
    """The answer to whom there is no room for; waitress calls it an error."""

    def __init__(self, path: str) -> None:
        self.body = path

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Status, headers, body."""
        error = {"code": "busy", "message": "The server is busy. It will be tried again by itself.", "details": {}}
        seconds = str(random.randint(*RETRY_SECONDS))
        headers = [("Content-Type", "application/json"), ("Retry-After", seconds), ("Cache-Control", "no-store")]
        return "503 Service Unavailable", headers, json.dumps({"error": error}).encode()


class Gate:
    """The same promise before a server that keeps its own queue (`--lan`): so many uploads at once, the rest is told to come back."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int) -> None:
        self._application = application
        self._room = threading.BoundedSemaphore(limits(threads)[RECORDS].at_once)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request; WSGI."""
        if lane_of(environ["REQUEST_METHOD"], environ["PATH_INFO"]) == PAGES:
            return self._application(environ, start)
        if not self._room.acquire(blocking=False):
            status, headers, body = Busy(environ["PATH_INFO"]).to_response()
            start(status, headers)
            return [body]
        try:
            return self._application(environ, start)
        finally:
            self._room.release()


def dispatcher(threads: int) -> ThreadedTaskDispatcher:
    """The dispatcher of waitress with lanes in place of its one queue."""
    made = ThreadedTaskDispatcher()
    made.queue = Lanes(threads)
    made.set_thread_count(threads)
    return made
