"""A server that is killed in the middle of its work has lost nothing that it acknowledged, and doubled nothing."""

from __future__ import annotations

import http.client
import random
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bench.shop import Shop, open_shop
from tests.serving import Server, free_port

CLIENTS = 8
ENOUGH = 12  # acknowledged before a kill, so that there is something to lose
WAIT_SECONDS = 60


class Senders:
    """Clients that send one submission after another, each again until it is acknowledged, whatever the server does."""

    def __init__(self, port: int, shop: Shop) -> None:
        self.acknowledged: dict[str, str] = {}  # {id: SHA-256 of its bytes}
        self._port, self._shop = port, shop
        self._open = 0
        self._is_over = threading.Event()
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=self._send) for _ in range(CLIENTS)]
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
        """Let each client end with the submission it has in hand."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(WAIT_SECONDS)
            assert not thread.is_alive()

    def _send(self) -> None:
        while not self._is_over.is_set():
            submission_id, body = self._shop.body()
            acknowledged = None
            while acknowledged is None:
                acknowledged = self._put(submission_id, body)
                if acknowledged is None and self._is_over.wait(0.02):  # the pause of a device that found nobody
                    return
            with self._changed:
                self.acknowledged[submission_id] = acknowledged
                self._changed.notify_all()

    def _put(self, submission_id: str, body: bytes) -> str | None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=WAIT_SECONDS)
        headers = {"Authorization": f"Grant {self._shop.grant}", "X-Inspector-Client": "faults;wire=1", "Content-Type": "application/json"}
        try:
            connection.request("PUT", f"/api/v1/device/submissions/{submission_id}", body, headers)
            self._count(1)
            try:
                answer = connection.getresponse()
                answer.read()
            finally:
                self._count(-1)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        told_id, _, sha256 = answer.headers.get("X-Inspector-Ack", "").partition(" ")
        return sha256 if answer.status in (200, 201) and told_id == submission_id else None

    def _count(self, change: int) -> None:
        with self._changed:
            self._open += change
            self._changed.notify_all()


def test_a_few_kills_lose_nothing_and_double_nothing(data: Path, serve: Callable[..., Server]):
    _kill_often(data, serve, rounds=3)


@pytest.mark.soak
def test_many_kills_lose_nothing_and_double_nothing(data: Path, serve: Callable[..., Server]):
    _kill_often(data, serve, rounds=40)


def _kill_often(data: Path, serve: Callable[..., Server], rounds: int) -> None:
    shop, port, chance = open_shop(data), free_port(), random.Random(1)
    senders, hits = None, 0
    try:
        for _ in range(rounds):
            server = serve(port=port)
            senders = senders or Senders(port, shop)
            senders.wait_for_more(ENOUGH + chance.randint(0, 9))
            hits += senders.open_now() > 0
            server.stop(is_killed=True)
        serve(port=port)
        senders.wait_for_more(ENOUGH)
    finally:
        if senders is not None:
            senders.stop()
    print(f"{hits} of {rounds} kills hit while a request was open; {len(senders.acknowledged)} acknowledged")
    assert 2 * hits >= rounds
    _check(data, shop, senders.acknowledged)


def _check(data: Path, shop: Shop, acknowledged: dict[str, str]) -> None:
    connection = sqlite3.connect(data / "inspector.db")
    try:
        here: dict[str, Any] = dict(connection.execute("SELECT uuid, body_sha256 FROM inspection").fetchall())
        assert {one: here.get(one) for one in acknowledged} == acknowledged
        assert connection.execute("SELECT count(*) - count(DISTINCT uuid) FROM inspection").fetchone() == (0,)
        parts = {
            "answer": (shop.answers, shop.answers), "submission_body": (1, 1), "ledger_entry": (1, shop.answers),
            "reminder": (0, shop.answers),
        }  # fmt: skip
        for table, (least, most) in parts.items():
            counts = f"SELECT count(t.inspection_id) AS n FROM inspection i LEFT JOIN {table} t ON t.inspection_id = i.id GROUP BY i.id"
            assert connection.execute(f"SELECT count(*) FROM ({counts}) WHERE n NOT BETWEEN ? AND ?", (least, most)).fetchone() == (0,)
        written_down = "SELECT count(*), count(DISTINCT target) FROM audit_event WHERE action = 'inspection.received'"
        assert connection.execute(written_down).fetchone() == (len(here), len(here))
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        connection.close()
