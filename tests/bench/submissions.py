"""How many submissions of some seventy answers a second are durable, scored and followed up; against the raw driver in the same run.

    python -m tests.bench.submissions [--seconds 8] [--postgres]

Prints, for 1, 8 and 32 clients, without and with two photos of 200 kB: submissions a second, 95th percentile and longest wait, CPU of the
server for each, and the ratio to a program that inserts the same rows with the bare driver, one durable commit for each submission.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import multiprocessing
import os
import sqlite3
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import serving
from tests.bench.shop import Shop, open_shop

PHOTO_BYTES = 200_000
CLIENTS = (1, 8, 32)
SENDER_PROCESSES = 1
AIMS = {False: 400, True: 150}  # a second at 8 clients, without and with photos
AIM_P95_MILLISECONDS = 50
AIM_LONGEST_MILLISECONDS = 500  # at 32 clients
AIM_CPU_MILLISECONDS = 3


@dataclass(slots=True)
class Run:
    """One measured run. waits: seconds from first byte sent to acknowledgement, one for each submission."""

    clients: int
    has_photos: bool
    seconds: float
    waits: list[float]
    cpu_seconds: float

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.waits)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        postgres = _postgres() if options.postgres else None
        url = postgres.new_database() if postgres else ""
        shop = open_shop(data, url)
        baseline = (
            _raw_postgres(postgres, shop, options.seconds / 2)
            if postgres
            else _raw_sqlite(Path(folder), shop, options.seconds / 2)
        )
        name = "PostgreSQL" if postgres else "SQLite"
        print(
            f"{name}, {shop.answers} answers each; the bare driver inserts {baseline:.0f} such submissions a second, durable"
        )
        server = serving.start_server(data, **({"INSPECTOR_DATABASE_URL": url} if url else {}))
        try:
            for has_photos in (False, True):
                for clients in CLIENTS:
                    _report(measure(server, shop, clients, has_photos, options.seconds), baseline)
        finally:
            server.stop()
            if postgres:
                postgres.stop()
    return 0


def measure(server: serving.Server, shop: Shop, clients: int, has_photos: bool, seconds: float) -> Run:
    """Send for some seconds from one process with a thread for each client."""
    receiving, sending = multiprocessing.Pipe(duplex=False)
    before = _cpu(server.process.pid)
    sender = multiprocessing.get_context("spawn").Process(
        target=_send, args=(server.url, shop, clients, has_photos, seconds, sending)
    )
    sender.start()
    took, waits, refused = receiving.recv()
    sender.join()
    if refused:
        raise RuntimeError(f"{len(refused)} submissions were not acknowledged, the first: {refused[0]}")
    return Run(clients, has_photos, took, waits, _cpu(server.process.pid) - before)


def _send(url: str, shop: Shop, clients: int, has_photos: bool, seconds: float, result: Any) -> None:
    waits: list[float] = []
    refused: list[str] = []
    ends_at = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_client, args=(url, shop, has_photos, ends_at, waits, refused)) for _ in range(clients)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.send((time.monotonic() - began, waits, refused))


def _client(url: str, shop: Shop, has_photos: bool, ends_at: float, waits: list[float], refused: list[str]) -> None:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    headers = {"Authorization": f"Grant {shop.grant}", "X-Inspector-Client": "bench;wire=1"}
    while time.monotonic() < ends_at:
        photos = [b"\xff\xd8\xff" + os.urandom(PHOTO_BYTES - 3) for _ in range(2)] if has_photos else []
        submission_id, body = shop.body([_announced(photo, n) for n, photo in enumerate(photos)])
        began = time.monotonic()
        for photo in photos:
            path = f"/api/v1/device/blobs/{submission_id}/{hashlib.sha256(photo).hexdigest()}"
            _exchange(connection, path, photo, {**headers, "Content-Type": "image/jpeg"})
        answer = _exchange(
            connection,
            f"/api/v1/device/submissions/{submission_id}",
            body,
            {**headers, "Content-Type": "application/json"},
        )
        waits.append(time.monotonic() - began)
        if answer.headers.get("X-Inspector-Ack", "").split(" ")[0] != submission_id:
            refused.append(f"{answer.status} {answer.headers}")
            return


def _exchange(
    connection: http.client.HTTPConnection, path: str, body: bytes, headers: dict[str, str]
) -> http.client.HTTPResponse:
    connection.request("PUT", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer


def _announced(photo: bytes, n: int) -> dict[str, Any]:
    slot = f"{n:08x}-0000-4000-8000-000000000000"
    return {"slot": slot, "kind": "photo", "item": "floor", "for": None, "sha256": hashlib.sha256(photo).hexdigest(), "bytes": len(photo),
            "type": "image/jpeg", "taken_at": None, "original_sha256": None}  # fmt: skip


def _rows(shop: Shop) -> list[tuple[Any, ...]]:
    return [
        (
            1,
            entry["item"],
            entry["for"],
            entry["state"],
            json.dumps(entry["value"]),
            entry["at"],
            0,
            "1",
            "1",
            "team",
            "none",
        )
        for entry in shop.template["answers"]
    ]


COLUMNS = (
    "inspection integer, item text, subject text, state text, value text, at text, failed integer,"
    " earned text, possible text, borne text, basis text"
)


def _raw_sqlite(folder: Path, shop: Shop, seconds: float) -> float:
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    for line in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        f"CREATE TABLE answer ({COLUMNS})",
        "CREATE TABLE body (body blob)",
    ):
        connection.execute(line)
    rows, done, began = _rows(shop), 0, time.monotonic()
    while time.monotonic() - began < seconds:
        _, body = shop.body()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO body VALUES (?)", (body,))
        connection.executemany(f"INSERT INTO answer VALUES ({', '.join('?' * 11)})", rows)
        connection.execute("COMMIT")
        done += 1
    return done / (time.monotonic() - began)


def _postgres() -> serving.Postgres:
    folder = Path(tempfile.mkdtemp(prefix="inspector-bench-pg-"))
    folder.chmod(0o755)
    return serving.start_postgres(folder)


def _raw_postgres(postgres: serving.Postgres, shop: Shop, seconds: float) -> float:
    import psycopg

    url = postgres.new_database().replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE TABLE answer ({COLUMNS})")
        connection.execute("CREATE TABLE body (body bytea)")
        connection.commit()
        rows, done, began = _rows(shop), 0, time.monotonic()
        while time.monotonic() - began < seconds:
            _, body = shop.body()
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO body VALUES (%s)", (body,))
                cursor.executemany(f"INSERT INTO answer VALUES ({', '.join(['%s'] * 11)})", rows)
            connection.commit()
            done += 1
        return done / (time.monotonic() - began)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _report(run: Run, baseline: float) -> None:
    cpu = run.cpu_seconds / len(run.waits) * 1000
    print(
        f"{run.clients:>3} clients{', two photos' if run.has_photos else '            '}:"
        f" {run.rate:7.1f}/s ({run.rate / baseline:.3f} of the bare driver),"
        f" p95 {run.percentile(0.95):6.1f} ms, longest {max(run.waits) * 1000:7.1f} ms, CPU {cpu:.2f} ms each"
    )
    if run.clients == 8:
        _verdict("submissions a second", run.rate, AIMS[run.has_photos], is_more_better=True)
        _verdict("95th percentile, ms", run.percentile(0.95), AIM_P95_MILLISECONDS)
        if not run.has_photos:
            _verdict("CPU for each, ms", cpu, AIM_CPU_MILLISECONDS)
    if run.clients == 32:
        _verdict("longest wait, ms", max(run.waits) * 1000, AIM_LONGEST_MILLISECONDS)


def _verdict(name: str, figure: float, aim: float, is_more_better: bool = False) -> None:
    ratio = figure / aim
    is_met = ratio >= 1 if is_more_better else ratio <= 1
    print(f"      {name}: {figure:.1f}, aim {aim}: " + ("met" if is_met else f"missed by {abs(1 - ratio):.0%}"))


if __name__ == "__main__":
    sys.exit(main())
