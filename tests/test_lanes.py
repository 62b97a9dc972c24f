"""Who is served first when more come than can be served: pages, then records, then photos; and nobody waits without end."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from inspector.lanes import KEPT_FOR_PAGES, PAGES, PHOTOS, RECORDS, Gate, Lanes, lane_of, limits

RECORD = ("PUT", "/api/v1/device/submissions/1")
PHOTO = ("PUT", "/api/v1/device/blobs/1/2")
PAGE = ("GET", "/today")


@dataclass
class Request:
    """What waitress has read of a request."""

    command: str
    path: str
    error: Any = None


@dataclass
class Channel:
    """One connection with its first request."""

    requests: list[Request]
    answered: list[str] = field(default_factory=list)

    def service(self) -> None:
        self.answered.append(self.requests[0].path)


def channel(what: tuple[str, str]) -> Channel:
    return Channel([Request(*what)])


def test_each_request_has_its_lane() -> None:
    assert [lane_of(*one) for one in (RECORD, PHOTO, PAGE)] == [RECORDS, PHOTOS, PAGES]
    assert lane_of("PATCH", PHOTO[1]) == PHOTOS
    assert lane_of("POST", "/api/v1/device/submissions/status") == lane_of("HEAD", PHOTO[1]) == PAGES


def test_pages_go_before_records_and_records_before_photos() -> None:
    lanes = Lanes(16)
    for what in (PHOTO, RECORD, PAGE):
        lanes.append(channel(what))
    assert [lanes.popleft().lane for _ in range(3)] == [PAGES, RECORDS, PHOTOS]


def test_uploads_never_take_the_last_threads() -> None:
    lanes = Lanes(16)
    for _ in range(40):
        lanes.append(channel(PHOTO))
        lanes.append(channel(RECORD))
    turns = []
    while lanes:
        turns.append(lanes.popleft())
    assert len(turns) == 16 - KEPT_FOR_PAGES
    lanes.append(channel(PAGE))
    assert lanes and lanes.popleft().lane == PAGES
    assert not lanes
    turns[0].service()
    assert lanes and lanes.popleft().lane in (RECORDS, PHOTOS)


def test_whoever_comes_beyond_what_may_wait_is_told_at_once_when_to_come_back() -> None:
    lanes = Lanes(16)
    for _ in range(limits(16)[PHOTOS].waiting):
        lanes.append(channel(PHOTO))
    late = channel(PHOTO)
    lanes.append(late)
    status, headers, body = late.requests[0].error.to_response()
    assert status.startswith("503") and 3 <= int(dict(headers)["Retry-After"]) <= 12
    assert json.loads(body)["error"]["code"] == "busy"
    assert lanes.popleft().channel is late  # in the lane of pages, before all photos


def test_it_is_idle_when_everything_was_answered_and_every_answer_has_left() -> None:
    lanes = Lanes(4)
    assert lanes.is_idle()
    lanes.append(channel(PAGE))
    assert not lanes.is_idle()
    turn = lanes.popleft()
    assert not lanes.is_idle()
    turn.service()
    assert lanes.is_idle()


def test_one_thread_still_serves_everything() -> None:
    lanes = Lanes(1)
    for what in (PHOTO, RECORD, PAGE):
        lanes.append(channel(what))
    for expected in (PAGES, RECORDS, PHOTOS):
        turn = lanes.popleft()
        assert turn.lane == expected
        turn.service()


def test_before_a_server_with_its_own_queue_only_so_many_uploads_are_let_through() -> None:
    inside: list[str] = []
    statuses: list[str] = []

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        inside.append(environ["PATH_INFO"])
        if len(inside) < 10:  # while one is worked on, the next comes
            ask(RECORD)
        start("201 Created", [])
        return [b""]

    def ask(what: tuple[str, str]) -> None:
        gate({"REQUEST_METHOD": what[0], "PATH_INFO": what[1]}, lambda status, _headers: statuses.append(status[:3]))

    gate = Gate(application, KEPT_FOR_PAGES + 2)
    ask(RECORD)
    assert sorted(statuses) == ["201", "201", "503"]
    ask(PAGE)
    assert inside[-1] == RECORD[1] and PAGE[1] in inside
