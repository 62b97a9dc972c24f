"""A server that is killed in the middle of its work has lost nothing that it acknowledged, and doubled nothing."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.shop import Shop, open_shop
from tests.faults.wire import NOTHING, Answer, Device, a_photo, announced, check_whole, rows
from tests.serving import free_port, start_server

DEVICES = 8
ENOUGH = 4  # acknowledged before a kill, so that there is something to lose
WAIT_SECONDS = 60
PART_BYTES = 30_000
KILLS, MANY_KILLS = 20, 200


class Senders:
    """Devices that send one record after another, each again until it is acknowledged, whatever the server does.

    A third of the records has no photo, a third has one sent whole, a third has one sent in parts and before its record.
    """

    def __init__(self, port: int, shop: Shop, seed: int) -> None:
        self.acknowledged: dict[str, bytes] = {}
        self._shop, self._port = shop, port
        self._open = 0
        self._is_over = threading.Event()
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=self._send, args=(random.Random(seed + n),)) for n in range(DEVICES)]
        for thread in self._threads:
            thread.start()

    def wait_for_more(self, count: int) -> None:
        """Wait until so many more are acknowledged and a request is on its way."""
        with self._changed:
            goal = len(self.acknowledged) + count
            assert self._changed.wait_for(lambda: len(self.acknowledged) >= goal and self._open > 0, WAIT_SECONDS)

    def open_now(self) -> int:
        """How many requests are under way."""
        return self._open

    def stop(self) -> None:
        """Let each device end with the record it has in hand."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(WAIT_SECONDS)
            assert not thread.is_alive()

    def _send(self, chance: random.Random) -> None:
        device = _Counting(self._port, self._shop, self._count)
        while not self._is_over.is_set():
            way = chance.choice(("none", "whole", "parts"))
            photo = None if way == "none" else a_photo(chance.randint(20_000, 120_000))
            submission_id, body = self._shop.body([announced(photo)] if photo else [])
            while not self._try(device, submission_id, body, photo, way):
                if self._is_over.wait(0.02):  # the pause of a device that found nobody
                    return
            with self._changed:
                self.acknowledged[submission_id] = body
                self._changed.notify_all()

    def _try(self, device: Device, submission_id: str, body: bytes, photo: bytes | None, way: str) -> bool:
        if photo and way == "parts" and not _send_parts(device, submission_id, photo):
            return False
        answer = device.put(submission_id, body)
        if photo and answer.status in (200, 201) and answer.body["missing"]:
            if way == "parts" and not _send_parts(device, submission_id, photo):
                return False
            if way == "whole" and device.put_photo(submission_id, photo).status not in (200, 201):
                return False
            answer = device.put(submission_id, body)
        return answer != NOTHING and answer.acknowledges(submission_id, body)

    def _count(self, change: int) -> None:
        with self._changed:
            self._open += change
            self._changed.notify_all()


class _Counting(Device):
    """A device whose open requests are counted."""

    def __init__(self, port: int, shop: Shop, count: Callable[[int], None]) -> None:
        super().__init__(port, shop)
        self._count_open = count

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json", **headers: str) -> Answer:
        self._count_open(1)
        try:
            return super().ask(method, path, body, kind, **headers)
        finally:
            self._count_open(-1)


def _send_parts(device: Device, submission_id: str, photo: bytes) -> bool:
    """Send a photo from where the server has it to its end."""
    at = device.offset(submission_id, photo)
    while at < len(photo):
        answer = device.patch_photo(submission_id, photo, at, PART_BYTES)
        if answer.status == 409:
            at = device.offset(submission_id, photo)
        elif answer.status in (201, 204):
            at = int(answer.headers["upload-offset"])
        else:
            return False
    return True


@pytest.mark.server
def test_case_051_twenty_kills_lose_nothing_and_double_nothing(data: Path) -> None:
    _kill_often(data, KILLS)


@pytest.mark.server
@pytest.mark.soak
def test_case_051_two_hundred_kills_lose_nothing_and_double_nothing(data: Path) -> None:
    _kill_often(data, MANY_KILLS)


def _kill_often(data: Path, kills: int) -> None:
    seed = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
    shop, port, chance = open_shop(data), free_port(), random.Random(seed)
    senders, hits, server = None, 0, None
    try:
        for _ in range(kills):
            server = start_server(data, port=port)
            senders = senders or Senders(port, shop, seed)
            senders.wait_for_more(ENOUGH + chance.randint(0, 6))
            hits += senders.open_now() > 0
            server.stop(is_killed=True)
        server = start_server(data, port=port)
        senders.wait_for_more(ENOUGH)
    finally:
        if senders is not None:
            senders.stop()
        if server is not None:
            server.stop(is_killed=True)
        print(f"seed {seed} (KILL_SEED={seed} repeats its choices): {hits} of {kills} kills hit while a request was open")
    print(f"{len(senders.acknowledged)} acknowledged")
    assert 2 * hits >= kills
    check_whole(data, shop, senders.acknowledged)
    doubled = "SELECT count(*) FROM (SELECT inspection_id, slot FROM attachment GROUP BY 1, 2 HAVING count(*) > 1)"
    assert rows(data, doubled) == [(0,)]
