"""Disks that are full, fail, turn read-only or rot: nothing is acknowledged that is not there, and it goes on when the disk does."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.bench.shop import Shop, open_shop
from tests.faults.disk import Disk, build
from tests.faults.wire import NOTHING, Device, a_photo, announced, blob, check_whole, port_of, rows
from tests.looking import until
from tests.serving import Server, free_port

Serve = Callable[..., Server]


@pytest.fixture(scope="module")
def disk_built(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    return build(tmp_path_factory.mktemp("disk"))


@pytest.fixture
def disk(disk_built: Disk) -> Disk:
    disk_built.heal()
    return disk_built


@pytest.fixture
def shop(data: Path) -> Shop:
    return open_shop(data)


def delivered(device: Device, shop: Shop, photo: bytes | None = None) -> dict[str, bytes]:
    """Send one record, with its photo, as a device does: again and again until it is acknowledged."""
    submission_id, body = shop.body([announced(photo)] if photo else [])

    def is_there() -> bool:
        answer = device.put(submission_id, body)
        if photo and answer.status in (200, 201) and answer.body["missing"]:
            device.put_photo(submission_id, photo)
            answer = device.put(submission_id, body)
        return answer != NOTHING and answer.acknowledges(submission_id, body)

    until(is_there)
    return {submission_id: body}


@pytest.fixture
def device(serve: Serve, shop: Shop, disk: Disk) -> Device:
    """A device of a server whose disk can be made to fail; one record is there already."""
    made = Device(port_of(serve(**disk.environment)), shop)
    delivered(made, shop, a_photo())
    return made


def test_case_064_a_full_database_disk_is_507_and_needs_no_restart(data: Path, device: Device, shop: Shop, disk: Disk) -> None:
    before = rows(data, "SELECT count(*) FROM inspection")
    disk.fail("write", "inspector.db-wal", "ENOSPC")
    submission_id, body = shop.body()
    for _ in range(3):
        refused = device.put(submission_id, body)
        assert (refused.status, refused.code) == (507, "storage_full") and int(refused.headers["retry-after"]) > 0
    assert rows(data, "SELECT count(*) FROM inspection") == before
    disk.heal()
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    check_whole(data, shop, {submission_id: body} | delivered(device, shop, a_photo()))


def test_case_065_a_full_photo_disk_leaves_nothing_behind_and_records_are_still_taken(
    data: Path, device: Device, shop: Shop, disk: Disk
) -> None:
    photo = a_photo()
    submission_id, body = shop.body([announced(photo)])
    disk.fail("write", "/blobs/", "ENOSPC")
    refused = device.put_photo(submission_id, photo)
    part = device.patch_photo(submission_id, photo, 0, 20_000)
    assert (refused.status, refused.code) == (part.status, part.code) == (507, "storage_full")
    answer = device.put(submission_id, body)
    assert answer.status == 201 and answer.body["status"] == "incomplete"
    assert [path.name for path in (data / "blobs" / "incoming").iterdir() if path.suffix != ".part" or path.stat().st_size] == []
    disk.heal()
    assert device.put_photo(submission_id, photo).status == 201
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    check_whole(data, shop, {submission_id: body})


def test_case_066_below_the_low_water_mark_photos_wait_and_records_are_taken(data: Path, serve: Serve, shop: Shop) -> None:
    device = Device(port_of(serve(INSPECTOR_LOW_WATER_MEGABYTES="10000000")), shop)
    photo = a_photo()
    submission_id, body = shop.body([announced(photo)])
    assert device.put_photo(submission_id, photo).code == "storage_full"
    assert device.patch_photo(submission_id, photo, 0, 20_000).code == "storage_full"
    assert device.put(submission_id, body).body["status"] == "incomplete"
    check_whole(data, shop, delivered(device, shop))
    assert device.health() == {"status": "degraded", "reasons": ["low_on_room"], "http": 200}


def test_case_067_after_a_failed_sync_nothing_is_acknowledged_and_the_process_starts_anew(
    data: Path, device: Device, shop: Shop, disk: Disk
) -> None:
    disk.fail("sync", "inspector.db-wal", "EIO", every=5)
    acknowledged: dict[str, bytes] = {}
    refused = 0
    for _ in range(12):
        submission_id, body = shop.body()
        answer = device.put(submission_id, body)
        assert answer.status in (0, 201, 503), answer
        refused += answer.status == 503
        if answer.status == 201:
            acknowledged[submission_id] = body
        if refused:
            break
    assert refused
    disk.heal()
    acknowledged |= delivered(device, shop)  # by the process that took its place
    log = (data / "server.log").read_text(errors="replace")
    assert "Starting anew" in log and log.count("Inspector: http") >= 2
    check_whole(data, shop, acknowledged)


@pytest.mark.parametrize("operation", ["write", "sync"])
def test_case_068_a_photo_whose_write_fails_is_not_there_and_comes_again(
    data: Path, device: Device, shop: Shop, disk: Disk, operation: str
) -> None:
    photo = a_photo()
    submission_id, body = shop.body([announced(photo)])
    disk.fail(operation, "/blobs/", "EIO")
    assert device.put_photo(submission_id, photo).status == 503
    assert not blob(data, announced(photo)["sha256"]).exists()
    disk.heal()
    assert device.put_photo(submission_id, photo).status == 201
    assert device.put(submission_id, body).acknowledges(submission_id, body)
    check_whole(data, shop, {submission_id: body})


def test_case_071_a_read_only_disk_is_503_and_red_while_reading_goes_on(data: Path, device: Device, shop: Shop, disk: Disk) -> None:
    photo = a_photo()
    submission_id, body = shop.body([announced(photo)])
    disk.fail("write", str(data), "EROFS")
    assert device.put(submission_id, body).status == 503
    assert device.put_photo(submission_id, photo).code == "closed"
    assert device.health() == {"status": "red", "reasons": ["read_only"], "http": 503}
    assert device.ask("GET", "ping").status == 200
    disk.heal()
    acknowledged = delivered(device, shop, a_photo())  # without a restart
    assert device.health()["status"] == "ok"
    check_whole(data, shop, acknowledged)


@pytest.fixture
def torn(data: Path, shop: Shop, serve: Serve) -> Path:
    """A database of which pages in the middle were lost, and a stop that was no clean one."""
    server = serve()
    device = Device(port_of(server), shop)
    for _ in range(3):
        delivered(device, shop)
    server.stop()
    with closing(sqlite3.connect(data / "inspector.db")) as connection:
        page_bytes = connection.execute("PRAGMA page_size").fetchone()[0]
        [(root,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ledger_entry'")
    with (data / "inspector.db").open("r+b") as file:
        file.seek((root - 1) * page_bytes)
        file.write(os.urandom(page_bytes))
    (data / "running").write_text("1")
    return data / "inspector.db"


def test_case_072_a_damaged_database_is_never_written_and_never_repaired(torn: Path, data: Path, serve: Serve, shop: Shop) -> None:
    before = torn.read_bytes()
    server = serve()
    device = Device(port_of(server), shop)
    submission_id, body = shop.body()
    refused = device.put(submission_id, body)
    assert (refused.status, refused.code) == (503, "closed")
    assert device.health() == {"status": "red", "reasons": ["corrupt"], "http": 503}
    log = (data / "server.log").read_text(errors="replace")
    assert "THE DATABASE IS DAMAGED" in log and "inspector restore" in log
    server.stop()
    assert torn.read_bytes() == before


def test_case_072_a_database_that_cannot_be_read_at_all_ends_the_start_with_the_runbook(data: Path) -> None:
    (data / "inspector.db").write_bytes(os.urandom(100_000))
    (data / "running").write_text("1")
    command = [sys.executable, "-m", "inspector", "serve", "--no-demo", "--data", str(data), "--port", str(free_port())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 4
    assert "inspector restore" in done.stderr
