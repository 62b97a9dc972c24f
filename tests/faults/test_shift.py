"""A whole shift: hours without a network, restarts, other tabs, a clock that is wrong; in the end everything is there once."""

from __future__ import annotations

import json
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.bench import SMALL_CHANCE, Bench
from tests.faults.chaos import Answer, Head
from tests.faults.test_device_storage import Tablet, unlocked
from tests.journeys import runner_steps as step
from tests.looking import until
from tests.serving import start_server

NO_SYNC = "delete window.SyncManager; if (window.ServiceWorkerRegistration) delete ServiceWorkerRegistration.prototype.sync;"


@pytest.fixture
def tablet(bench: Bench, tmp_path: Path) -> Iterator[Tablet]:
    made = Tablet(bench, tmp_path / "profile")
    yield made
    made.kill()


def busy(_head: Head) -> Answer | None:
    """A server that takes no records, but answers everything else."""
    return Answer(503, b"{}", {"Content-Type": "application/json"}) if _head.method in ("PUT", "PATCH") else None


def puts_of(bench: Bench, records: list[dict[str, Any]]) -> dict[str, int]:
    """How often each record's photos were sent."""
    return {photo["sha256"]: bench.net.count("PUT", photo["sha256"]) for record in records for photo in record["photos"]}


def test_case_007_a_device_whose_storage_was_thrown_away_says_what_it_lost_and_never_a_silent_zero(bench: Bench) -> None:
    device = bench.device()
    bench.net.script(busy)
    records = device.hold(*(bench.record(photos=1) for _ in range(3)))
    with device.page.expect_response(lambda told: told.url.endswith("/device/ledger") and told.status == 200):
        device.wake()
    wire = device.context.new_cdp_session(device.page)
    device.page.goto("about:blank")  # its tab was closed when the browser made room
    kinds = "indexeddb,cache_storage,service_workers"
    wire.send("Storage.clearDataForOrigin", {"origin": bench.net.url, "storageTypes": kinds})
    device.page.goto(f"{bench.net.url}/app")
    device.page.wait_for_selector(".pad-keys")
    step.choose_pin(device.page)
    lost = device.page.locator(".lost")
    lost.wait_for()
    words = lost.inner_text()
    assert "This device lost records that were never sent: 3" in words
    assert all(record["id"] in words for record in records)
    with sqlite3.connect(bench.data / "inspector.db") as base:
        [(told,)] = base.execute("SELECT details FROM audit_event WHERE action = 'device.data_lost'").fetchall()
    assert {one["id"] for one in json.loads(told)["records"]} == {record["id"] for record in records}
    lost.locator(".button").click()
    lost.wait_for(state="detached")
    with device.page.expect_response(lambda told: told.url.endswith("/device/ledger") and told.status == 200):
        device.wake()
    device.page.reload()
    unlocked(device)
    assert device.page.locator(".lost").count() == 0, "once its person knows it is told no more"


def test_case_019_without_background_sync_the_queue_drains_when_the_network_is_back(bench: Bench) -> None:
    device = bench.device(SMALL_CHANCE + ";" + NO_SYNC)
    assert device.page.evaluate("'SyncManager' in window") is False
    device.context.set_offline(True)
    records = device.hold(bench.record(), bench.record(photos=1))
    device.chip("Offline")
    began = time.monotonic()
    device.context.set_offline(False)
    device.arrived(*records, seconds=35)
    assert time.monotonic() - began < 35
    bench.settle(device, records)


def test_case_020_everything_that_wakes_at_once_in_two_tabs_sends_each_thing_once(bench: Bench) -> None:
    device = bench.device()
    other = bench.adopt(device.context)
    other.page = device.context.new_page()
    other.page.goto(f"{bench.net.url}/app")
    other.page.wait_for_selector(".today .start-row")
    records = device.hold(*(bench.record(photos=2) for _ in range(3)))
    for page in (device.page, other.page):
        page.evaluate("onTheBench.wakeAll()")
    device.arrived(*records)
    assert set(puts_of(bench, records).values()) == {1}
    assert all(bench.net.count("PUT", f"/submissions/{record['id']}") == 2 for record in records)
    bench.settle(device, records)


def test_case_021_a_tab_closed_in_the_middle_of_a_photo_lets_go_and_another_one_goes_on(bench: Bench) -> None:
    device = bench.device()
    other = bench.adopt(device.context)
    other.page = device.context.new_page()
    other.page.goto(f"{bench.net.url}/app")
    other.page.wait_for_selector(".today .start-row")
    bench.net.up(rate=300_000)
    [record] = device.hold(bench.record(photos=1, photo_bytes=600_000))
    device.wake()
    until(lambda: bench.net.count("PUT", "/blobs/"), page=other.page)
    wire = device.context.new_cdp_session(device.page)
    wire.send("ServiceWorker.enable")
    wire.send("ServiceWorker.stopAllWorkers")
    device.page.close()
    bench.net.heal()
    other.wake()
    other.arrived(record)
    bench.settle(other, [record])


@pytest.mark.parametrize("count", [100, pytest.param(500, marks=pytest.mark.soak)])
def test_case_029_a_device_with_hundreds_of_waiting_records_shows_them_all_and_counts_them_right(bench: Bench, count: int) -> None:
    device = bench.device()
    bench.net.script(busy)
    for _ in range(count // 100):
        device.hold(*(bench.record(photos=4, photo_bytes=50) for _ in range(100)))
    device.page.reload()
    unlocked(device)
    device.chip(str(count))
    opened = device.page.evaluate("(count) => onTheBench.timeToShow(count)", count)
    print(f"{count} records with {4 * count} photos on screen: aim 1000 ms, {opened:.0f} ms, ratio {opened / 1000:.2f}")
    assert len(device.state()["waiting"]) == count


@pytest.mark.soak
def test_case_029_hundreds_of_waiting_records_drain(bench: Bench) -> None:
    device = bench.device()
    records = [bench.record(photos=4, photo_bytes=50) for _ in range(500)]
    for begins in range(0, 500, 100):
        device.hold(*records[begins : begins + 100])
    device.wake()
    device.arrived(*records, seconds=900)
    bench.settle(device, records)


def test_case_031_a_shift_offline_with_two_restarts_arrives_whole_and_in_order(bench: Bench, tablet: Tablet) -> None:
    _shift(bench, tablet, rounds=6, photos=2)


@pytest.mark.soak
def test_case_031_twenty_rounds_of_four_photos_offline_with_two_restarts_arrive_whole_and_in_order(bench: Bench, tablet: Tablet) -> None:
    _shift(bench, tablet, rounds=20, photos=4)


def _shift(bench: Bench, tablet: Tablet, rounds: int, photos: int) -> None:
    device = tablet.first_start()
    bench.net.refuse()
    records = [bench.record(photos=photos, photo_bytes=200_000) | {"added_at": 1_790_000_000_000 + number} for number in range(rounds)]
    device.hold(*records[: rounds // 2])
    tablet.kill()
    bench.net.heal()  # without a worker the page itself must come from somewhere; records may not go yet
    bench.net.script(busy)
    device = tablet.start()
    unlocked(device)
    device.hold(*records[rounds // 2 :])
    tablet.kill()
    device = tablet.start()
    unlocked(device)
    device.chip(f"{rounds}")
    bench.net.heal()
    bench.net.requests.clear()
    device.wake()
    device.arrived(*records, seconds=240)
    order = [head.path.rsplit("/", 1)[1] for head in bench.net.requests if head.method == "PUT" and "/submissions/" in head.path]
    assert list(dict.fromkeys(order)) == [record["id"] for record in records]
    bench.settle(device, records)


def test_case_045_the_same_record_put_twice_at_the_same_time_is_one_row_and_one_receipt(bench: Bench) -> None:
    device = bench.device()
    record = bench.record()
    answers = device.page.evaluate("([id, body]) => onTheBench.putTwice(id, body)", [record["id"], record["body"]])
    assert sorted(status for status, _ in answers) == [200, 201]
    assert len({code for _, code in answers}) == 1
    device.hold(record)
    device.wake()
    device.arrived(record)
    assert device.state()["acked"][0]["code"] == answers[0][1]
    bench.settle(device, [record])


def test_case_047_a_server_restarted_in_the_middle_of_a_photo_goes_on_where_it_was(bench: Bench) -> None:
    device = bench.device()
    record = bench.record(photos=1, photo_bytes=1_300_000)

    def stop_at_third(head: Head) -> Answer | None:
        if head.method == "PATCH" and bench.net.count("PATCH", "/blobs/") == 3:
            bench.server.stop(is_killed=True)
        return None

    bench.net.script(stop_at_third)
    device.hold(record)
    device.wake()
    device.until(lambda now: now["waiting"] and now["waiting"][0]["attempts"] >= 1)
    bench.net.script(None)
    bench.server = start_server(bench.data, port=int(bench.server.url.rsplit(":", 1)[1]))
    device.wake()
    device.arrived(record)
    offsets = [int(head.headers["upload-offset"]) for head in bench.net.requests if head.method == "PATCH"]
    assert offsets[:2] == [0, 262_144] and offsets[3] == 524_288, "the two pieces that were there were not sent again"
    bench.settle(device, [record])


def test_what_waits_leaves_as_a_file_and_arrives_from_another_device_as_its_authors(bench: Bench, tmp_path: Path) -> None:
    device = bench.device()
    bench.net.script(busy)
    records = device.hold(bench.record(photos=2), bench.record())
    device.go("#/sync")
    device.page.locator(".record").first.wait_for()
    with device.page.expect_download() as waiting:
        device.page.get_by_role("button", name="Save to a file").click()
    file = tmp_path / "inspector.zip"
    waiting.value.save_as(file)
    assert len(zipfile.ZipFile(file).namelist()) == 1 + 2 + 2
    device.page.wait_for_selector("text=Saved to a file: 2 finished")
    assert len(device.state()["waiting"]) == 2, "nothing leaves this device by being copied"

    other = bench.device()
    bench.net.heal()
    other.go("#/sync")
    other.page.locator("input[type=file]").set_input_files(file)
    other.page.wait_for_selector("text=Taken in: 2 finished")
    other.arrived(*records)
    bench.settle(other, records)
    device.wake()
    device.arrived(*records)
    bench.settle(device, records)
    codes = [{one["id"]: one["code"] for one in each.state()["acked"]} for each in (device, other)]
    assert codes[0] == codes[1], "both were given the same receipts"

