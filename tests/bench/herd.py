"""Tablets that all come back at once after an outage: how long they take, what they lose, and whether pages stay usable meanwhile.

    python -m tests.bench.herd [--tablets 60] [--rounds 3] [--photos 12] [--photo-bytes 300000] [--full]

--full is the whole scenario: 500 tablets with 10 inspections and 40 photos of 300 kB each. Every tablet is a client of its own that begins
in the same second, sends two requests at once at most, JSON before photos, and goes on after 503 and 429 as a tablet does: after a random
part of a growing time, never sooner than it was told. Meanwhile somebody looks at pages. Prints throughput, waits, refusals, memory, losses
and doubles.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import serving
from tests.bench.shop import Shop, open_shop
from tests.bench.submissions import _announced as announced

FULL = {"tablets": 500, "rounds": 10, "photos": 40, "photo_bytes": 300_000}
AT_ONCE = 2  # requests of one tablet
LONGEST_PAUSE = 300.0
AIM_PAGE_P95_MILLISECONDS = 1000
AIM_MEMORY_MEGABYTES = 600
PAGES = ("/login", "/health", "/api/v1/ping")
PAUSE_BETWEEN_PAGES = 0.25


@dataclass
class Found:
    """What the herd met. waits: seconds of each answer by kind; refusals: answers by status that only mean: later."""

    acknowledged: dict[str, str] = field(default_factory=dict)  # {id: SHA-256 of its bytes}
    photos: int = 0
    bytes: int = 0
    waits: dict[str, list[float]] = field(default_factory=lambda: {"record": [], "photo": [], "page": [], "refusal": []})
    refusals: dict[int, int] = field(default_factory=dict)
    wrong: dict[int, int] = field(default_factory=dict)  # answers that must not come


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tablets", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--photos", type=int, default=12)
    parser.add_argument("--photo-bytes", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    if options.full:
        vars(options).update(FULL)
    with tempfile.TemporaryDirectory(prefix="inspector-herd-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        shop = open_shop(data)
        server = serving.start_server(data, package=serving.PROJECT)
        try:
            began = time.monotonic()
            found, peak = asyncio.run(drain(server, shop, options))
            seconds = time.monotonic() - began
        finally:
            server.stop()
        return report(options, found, seconds, peak, *check(data, found))


async def drain(server: serving.Server, shop: Shop, options: argparse.Namespace) -> tuple[Found, float]:
    """Let the herd come; returns what it met and the server's greatest memory in MB."""
    found, chance = Found(), random.Random(options.seed)
    port = int(server.url.rpartition(":")[2])
    tablets = [Tablet(port, shop, found, random.Random(chance.random()), options).send_all() for _ in range(options.tablets)]
    is_over = asyncio.Event()
    reader = asyncio.create_task(read_pages(port, found, is_over))
    watcher = asyncio.create_task(watch_memory(server.process.pid, is_over))
    await asyncio.gather(*tablets)
    is_over.set()
    await reader
    return found, await watcher


class Tablet:
    """One tablet: some records with their photos shared out among them."""

    def __init__(self, port: int, shop: Shop, found: Found, chance: random.Random, options: argparse.Namespace) -> None:
        self._port, self._shop, self._found, self._chance, self._options = port, shop, found, chance, options
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def send_all(self) -> None:
        """Every record first, then every photo, then every record again, which acknowledges it."""
        each, left = divmod(self._options.photos, self._options.rounds)
        share = [each + (n < left) for n in range(self._options.rounds)]
        for start in range(0, len(share), AT_ONCE):
            await asyncio.gather(*(self._send(count) for count in share[start : start + AT_ONCE]))

    async def _send(self, count: int) -> None:
        # Made when needed, so that this program does not hold the photos of the whole herd.
        photos = [b"\xff\xd8\xff" + self._chance.randbytes(self._options.photo_bytes - 3) for _ in range(count)]
        submission_id, body = self._shop.body([announced(photo, n) for n, photo in enumerate(photos)])
        path = f"/api/v1/device/submissions/{submission_id}"
        await self._until_taken("record", path, body, "application/json")
        store = f"/api/v1/device/blobs/{submission_id}"
        await asyncio.gather(
            *(self._until_taken("photo", f"{store}/{hashlib.sha256(one).hexdigest()}", one, "image/jpeg") for one in photos)
        )
        status, headers, content = await self._until_taken("record", path, body, "application/json")
        digest = hashlib.sha256(body).hexdigest()
        assert headers.get("x-inspector-ack") == f"{submission_id} {digest}", (status, content[:300])
        self._found.acknowledged[submission_id] = digest
        self._found.photos += len(photos)
        self._found.bytes += len(body) + sum(map(len, photos))

    async def _until_taken(self, kind: str, path: str, body: bytes, media_type: str) -> tuple[int, dict[str, str], bytes]:
        attempts = 0
        while True:
            async with self._turn:
                status, headers, content = await self._timed(kind, path, body, media_type)
            if status in (200, 201):
                return status, headers, content
            table = self._found.refusals if status in (0, 429, 503) else self._found.wrong
            table[status] = table.get(status, 0) + 1
            assert status in (0, 429, 503), (status, content[:300])
            attempts += 1
            asked = float(headers.get("retry-after") or 0)
            await asyncio.sleep(max(asked, self._chance.uniform(0, min(LONGEST_PAUSE, 2.0**attempts))))

    async def _timed(self, kind: str, path: str, body: bytes, media_type: str) -> tuple[int, dict[str, str], bytes]:
        headers = {"Authorization": f"Grant {self._shop.grant}", "X-Inspector-Client": "herd;wire=1", "Content-Type": media_type}
        began = time.monotonic()
        answer = await exchange(self._port, "PUT", path, headers, body)
        self._found.waits[kind if answer[0] in (200, 201) else "refusal"].append(time.monotonic() - began)
        return answer


async def exchange(port: int, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own; status 0 when the connection broke."""
    writer = None
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sent = {"Host": f"127.0.0.1:{port}", "Connection": "close", "Content-Length": str(len(body)), **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        await writer.drain()
        head, _, content = (await reader.read(-1)).partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in rest)
        return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in pairs}, content
    except (OSError, IndexError, ValueError):
        return 0, {}, b""
    finally:
        if writer is not None:
            writer.close()


async def read_pages(port: int, found: Found, is_over: asyncio.Event) -> None:
    """Look at one page after another, as somebody in the office does."""
    n = 0
    while not is_over.is_set():
        began = time.monotonic()
        status, _, _ = await exchange(port, "GET", PAGES[n % len(PAGES)], {"Accept-Language": "en"})
        found.waits["page"].append(time.monotonic() - began)
        if status != 200:
            found.wrong[status] = found.wrong.get(status, 0) + 1
        n += 1
        await asyncio.sleep(PAUSE_BETWEEN_PAGES)


async def watch_memory(pid: int, is_over: asyncio.Event) -> float:
    """The greatest resident memory of the server, MB."""
    peak = 0.0
    while not is_over.is_set():
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        peak = max(peak, pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024)
        await asyncio.sleep(0.2)
    return peak


def check(data: Path, found: Found) -> tuple[int, int]:
    """(lost, doubled): acknowledged records and their photos that are not here; rows that are here twice."""
    with closing(sqlite3.connect(data / "inspector.db")) as connection:
        here: dict[str, Any] = dict(connection.execute("SELECT uuid, body_sha256 FROM inspection").fetchall())
        lost = sum(here.get(one) != digest for one, digest in found.acknowledged.items())
        lost += connection.execute("SELECT count(*) FROM attachment WHERE NOT is_here").fetchone()[0]
        for (name,) in connection.execute("SELECT sha256 FROM blob").fetchall():
            path = data / "blobs" / name[:2] / name[2:4] / name
            lost += not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != name
        doubled = connection.execute("SELECT count(*) - count(DISTINCT uuid) FROM inspection").fetchone()[0]
        doubled += connection.execute("SELECT count(*) - count(DISTINCT inspection_id || slot) FROM attachment").fetchone()[0]
        received = "SELECT count(*) - count(DISTINCT target) FROM audit_event WHERE action = 'inspection.received'"
        doubled += connection.execute(received).fetchone()[0]
    return lost, doubled


def report(options: argparse.Namespace, found: Found, seconds: float, peak: float, lost: int, doubled: int) -> int:
    """Print the figures; 1 when something was lost, doubled or answered wrongly."""
    records, megabytes = len(found.acknowledged), found.bytes / 1e6
    print(f"{options.tablets} tablets, {options.rounds} inspections and {options.photos} photos of {options.photo_bytes} bytes each")
    rates = f"{records / seconds:.1f} inspections, {found.photos / seconds:.1f} photos, {megabytes / seconds:.1f} MB a second"
    print(f"drained in {seconds:.1f} s: {rates}")
    for kind, waits in found.waits.items():
        if waits:
            ordered = sorted(waits)
            p50, p95, p99 = (ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000 for share in (0.5, 0.95, 0.99))
            print(f"{kind:>8}: {len(waits)}, median {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, longest {ordered[-1] * 1000:.0f} ms")
    print(f"told to come back: {json.dumps(found.refusals)}; wrong answers: {json.dumps(found.wrong)}")
    pages = sorted(found.waits["page"])
    verdict("pages, 95th percentile, ms", pages[int(len(pages) * 0.95)] * 1000, AIM_PAGE_P95_MILLISECONDS)
    verdict("memory of the server, MB", peak, AIM_MEMORY_MEGABYTES)
    print(f"lost {lost}, doubled {doubled}: " + ("met" if lost == doubled == 0 else "MISSED"))
    return int(bool(lost or doubled or found.wrong))


def verdict(name: str, figure: float, aim: float) -> None:
    """A line: figure, aim, ratio."""
    judged = "met" if figure <= aim else f"missed by {figure / aim - 1:.0%}"
    print(f"{name}: {figure:.0f}, aim {aim}, ratio {figure / aim:.2f}: {judged}")


if __name__ == "__main__":
    sys.exit(main())
