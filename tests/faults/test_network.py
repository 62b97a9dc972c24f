"""Between the tablet and the server everything goes wrong; nothing is lost or doubled, and nothing is said to be there before it is.

The app looks at its outbox by itself whenever it likes: a network is spoilt before the record is there that must meet it.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.faults.bench import Bench, Device
from tests.faults.chaos import Answer, Head
from tests.faults.wire import blob

PORTAL = b"<html><body>Welcome! Please accept our terms.</body></html>"
JSON = {"Content-Type": "application/json"}


def is_record(head: Head) -> bool:
    return head.method == "PUT" and "/device/submissions/" in head.path


def stays(device: Device, record: dict[str, Any], tries: int = 1) -> dict[str, Any]:
    """Wait until a record was tried so often and still waits, untouched (O3)."""
    state = device.until(lambda now: any(one["id"] == record["id"] and one["attempts"] >= tries for one in now["waiting"]))
    [kept] = [one for one in state["waiting"] if one["id"] == record["id"]]
    assert kept["body"] == record["hash"]
    assert all(state["blobs"][f"{record['id']} {photo['slot']}"] == photo["sha256"] for photo in record["photos"])
    return kept


def test_case_032_a_lost_acknowledgement_leaves_the_record_waiting_and_the_second_try_gets_the_same_receipt(bench: Bench) -> None:
    device = bench.device()
    record = bench.record()
    bench.net.script(lambda head: bench.net.down(cut_after=0) if is_record(head) else None)
    device.hold(record)
    device.wake()
    stays(device, record)
    assert bench.rows()[record["id"]] == record["hash"], "it is there, only the word was lost"
    bench.net.heal()
    device.wake()
    device.arrived(record)
    bench.settle(device, [record])


def test_case_033_a_photo_cut_at_half_leaves_nothing_on_the_server_and_then_goes_in_pieces(bench: Bench) -> None:
    device = bench.device()
    record = bench.record(photos=1, photo_bytes=400_000)
    bench.net.script(lambda head: bench.net.up(cut_after=200_000) if head.method == "PUT" and "/blobs/" in head.path else None)
    device.hold(record)
    device.wake()
    stays(device, record)
    assert record["id"] in bench.rows() and record["id"] not in bench.complete()
    assert list((bench.data / "blobs" / "incoming").glob("*")) == []
    bench.net.heal()
    device.wake()
    device.arrived(record)
    assert bench.net.count("HEAD", "/blobs/") >= 1 and bench.net.count("PATCH", "/blobs/") >= 2
    bench.settle(device, [record])


def test_case_034_when_nothing_comes_back_after_the_upload_it_is_given_up_after_a_minute_and_goes_out_later(bench: Bench) -> None:
    device = bench.device()
    device.page.clock.install()
    record = bench.record(photos=1)
    bench.net.script(lambda head: bench.net.down(blackhole=True) if head.method == "PUT" and "/blobs/" in head.path else None)
    device.hold(record)
    device.wake()
    photo = blob(bench.data, record["photos"][0]["sha256"])
    device.until(lambda _now: photo.is_file())  # every byte is there; only nobody says so
    device.page.clock.fast_forward("00:50")
    [kept] = device.state()["waiting"]
    assert kept["problem"] is None, "fifty seconds of silence are still waited for"
    # A minute from the last byte on, whenever the page heard of that byte: time goes on with each look.
    device.until(lambda now: now["waiting"][0]["problem"] is not None or bool(device.page.clock.fast_forward("00:10")))
    stays(device, record)
    bench.net.heal()
    bench.net.reset()
    device.wake()
    device.arrived(record)
    assert list(bench.rows()).count(record["id"]) == 1
    bench.settle(device, [record])


def test_case_035_a_slow_line_carries_three_photos_shows_how_far_it_is_and_leaves_the_page_answering(bench: Bench) -> None:
    device = bench.device()
    record = bench.record(photos=2, photo_bytes=1_200_000)
    bench.net.up(rate=250_000)  # each of two ways
    device.hold(record)
    device.go("#/sync")
    device.wake()
    device.page.wait_for_selector(".photo-state--sending progress")
    bars = "[...document.querySelectorAll('.photo-state--sending progress')]"
    device.page.wait_for_function(f"() => {bars}.some((bar) => bar.value > 0 && bar.value < bar.max)")
    device.go("#/")
    device.page.wait_for_selector(".today .start-row", timeout=2_000)
    device.arrived(record)
    bench.settle(device, [record])


@pytest.mark.soak
def test_case_035_three_photos_of_300_kb_over_20_kb_a_second_arrive_although_it_takes_longer_than_the_stall(bench: Bench) -> None:
    device = bench.device()
    record = bench.record(photos=3, photo_bytes=300_000)
    bench.net.up(rate=10_000)  # each way of two carries half
    device.hold(record)
    device.wake()
    device.arrived(record, seconds=300)
    bench.settle(device, [record])


@pytest.mark.parametrize("portal", [
    Answer(200, PORTAL), Answer(302, b"", {"Location": "http://127.0.0.1:9/portal"}),
    pytest.param(Answer(302, PORTAL, {"Location": "/login"}), marks=pytest.mark.soak),
    pytest.param(Answer(511, PORTAL), marks=pytest.mark.soak),
], ids=["036-200-html", "037-302-elsewhere", "037-302-here", "037-511"])  # fmt: skip
def test_case_036_a_network_that_asks_for_sign_in_acknowledges_nothing(bench: Bench, portal: Answer) -> None:
    _behind_a_portal(bench, portal)


def test_case_037_a_network_that_redirects_acknowledges_nothing(bench: Bench) -> None:
    _behind_a_portal(bench, Answer(307, b"", {"Location": "http://127.0.0.1:9/portal"}))


def _behind_a_portal(bench: Bench, portal: Answer) -> None:
    device = bench.device()
    record = bench.record(photos=1)
    bench.net.script(lambda _head: portal)
    device.hold(record)
    device.send_now()
    stays(device, record)
    device.page.wait_for_selector(".trouble--bar")
    assert device.page.locator(".trouble--bar").count() == 1
    device.chip("Wi-Fi sign-in")
    assert bench.rows().get(record["id"]) is None
    device.go("#/")
    device.page.wait_for_selector(".today .trouble--bar, .trouble--bar + main.today")
    bench.net.heal()
    device.wake()
    device.arrived(record)
    device.page.wait_for_selector(".trouble--bar", state="detached")
    bench.settle(device, [record])


def test_case_038_one_record_too_large_for_a_proxy_is_shown_with_its_reason_and_the_others_go_on(bench: Bench) -> None:
    device = bench.device()
    big, small, other = bench.record(photos=2), bench.record(photos=1), bench.record()
    refused = big["photos"][0]["sha256"]
    bench.net.script(lambda head: Answer(413, PORTAL) if refused in head.path else None)
    device.hold(big, small, other)
    device.wake()
    device.arrived(small, other)
    state = device.until(lambda now: now["waiting"][0]["state"] == "attention")
    [kept] = state["waiting"]
    assert [(photo["sent"], photo["problem"]) for photo in kept["photos"]] == [(False, "http_413"), (True, None)]
    device.chip("Needs attention: 1")
    device.go("#/sync")
    card = device.page.locator(f"#record-{big['id']}")
    assert "Too large for the way to the server" in card.inner_text()
    assert card.locator(".photo-state--attention").count() == 1
    bench.net.heal()
    card.locator(".button").click()
    device.arrived(big)
    bench.settle(device, [big, small, other])


# One of each kind in every run, the others with the long ones.
@pytest.mark.parametrize("status", [503, 507, *(pytest.param(status, marks=pytest.mark.soak) for status in (500, 502, 504))])
def test_case_039_a_server_that_cannot_is_asked_again_with_growing_pauses(bench: Bench, status: int) -> None:
    device = bench.device()
    record = bench.record()
    unread = {"that it is full"} if status == 507 else set()  # it stays full until somebody has read it
    bench.net.script(
        lambda head: Answer(status, PORTAL) if is_record(head) and (unread or bench.net.count("PUT", record["id"]) <= 2) else None
    )
    device.hold(record)
    device.wake()
    if unread:
        stays(device, record)
        device.go("#/sync")
        device.page.wait_for_selector("text=The server is full. Tell your administrator")
        unread.clear()
    device.arrived(record)
    assert bench.net.count("PUT", record["id"]) == 3 or status == 507
    bench.settle(device, [record])


def test_case_039_retry_after_is_obeyed_within_a_tenth(bench: Bench) -> None:
    device = bench.device()
    first, second = bench.record(), bench.record()
    times: list[float] = []

    def busy(head: Head) -> Answer | None:
        if is_record(head):
            times.append(time.monotonic())
        return Answer(503, b"{}", {**JSON, "Retry-After": "3"}) if len(times) == 1 and is_record(head) else None

    bench.net.script(busy)
    device.hold(first, second)
    device.wake()
    device.arrived(first, second)
    assert 3.0 <= times[1] - times[0] <= 3.3 + 1.0, "nothing is asked before, of no record"
    bench.settle(device, [first, second])


def test_case_040_too_many_requests_silence_the_whole_queue(bench: Bench) -> None:
    device = bench.device()
    slower = Answer(429, b"{}", {**JSON, "Retry-After": "2"})
    bench.net.script(lambda head: slower if is_record(head) and bench.net.count("PUT", "/submissions/") <= 2 else None)
    records = device.hold(*(bench.record() for _ in range(8)))
    device.wake()
    device.arrived(*records)
    assert bench.net.count("PUT", "/submissions/") == len(records) + 2
    bench.settle(device, records)


def test_case_041_half_an_answer_no_word_or_the_word_for_another_record_acknowledges_nothing(bench: Bench) -> None:
    device = bench.device()
    record = bench.record()
    whole = json.dumps({"id": record["id"], "status": "complete", "missing": []}).encode()
    ack = {"X-Inspector-Ack": f"{record['id']} {record['hash']}"}
    other_bytes = {"X-Inspector-Ack": f"{record['id']} {'0' * 64}"}
    other_record = {"X-Inspector-Ack": f"00000000-0000-4000-8000-000000000000 {record['hash']}"}
    almost = [
        Answer(200, whole[:20], {**JSON, **ack}), Answer(200, whole, JSON), Answer(200, whole, {**JSON, **other_bytes}),
        Answer(200, whole, {**JSON, **other_record}), Answer(200, whole, {"Content-Type": "text/html", **ack}),
        Answer(202, whole, {**JSON, **ack}), Answer(204, b"", ack),
    ]  # fmt: skip
    for tries, answer in enumerate(almost, start=1):
        bench.net.script(lambda head, answer=answer: answer if is_record(head) else None)
        if tries == 1:
            device.hold(record)
        device.send_now()
        stays(device, record, tries)
        assert device.state()["acked"] == [] and bench.rows().get(record["id"]) is None, answer
    bench.net.heal()
    device.wake()
    device.arrived(record)
    bench.settle(device, [record])


def test_case_043_a_network_that_comes_and_goes_delivers_everything_once_with_few_requests(bench: Bench) -> None:
    device = bench.device()
    records = device.hold(*(bench.record(photos=1) for _ in range(6)))
    device.wake()
    for _ in range(8):
        bench.net.refuse()
        device.page.wait_for_timeout(250)  # the network is away for a while: that is the fault itself
        bench.net.heal()
        device.page.evaluate("window.dispatchEvent(new Event('online'))")
        device.page.wait_for_timeout(250)
    device.wake()
    device.arrived(*records)
    asked = [head.path for head in bench.net.requests if head.path.startswith("/api/")]
    assert len(asked) <= 60, asked
    bench.settle(device, records)


def test_case_044_a_server_that_is_gone_is_offline_whatever_the_browser_says(bench: Bench) -> None:
    device = bench.device()
    device.chip("All sent")
    bench.net.refuse()
    device.wake()
    device.chip("Offline")
    assert device.page.evaluate("navigator.onLine") is True
    [record] = device.hold(bench.record())
    device.send_now()
    stays(device, record)
    device.chip("Offline, waiting: 1")
    assert device.page.locator("[aria-busy=true]").count() == 0, "nothing turns for ever"
    bench.net.heal()
    device.wake()
    device.arrived(record)
    bench.settle(device, [record])


def test_case_046_another_address_in_the_middle_of_a_session_changes_nothing(bench: Bench) -> None:
    device = bench.device()
    [first] = device.hold(bench.record())
    device.wake()
    device.arrived(first)
    elsewhere = {"X-Forwarded-For": "203.0.113.9"}
    moved = bench.device(user_agent="Mozilla/5.0 (Linux; Android 14; another tablet)", extra_http_headers=elsewhere)
    [second] = moved.hold(bench.record(photos=1))
    moved.wake()
    moved.arrived(second)
    moved.chip("All sent")
    bench.settle(moved, [second])


def test_case_048_a_connection_reset_while_idle_is_no_word_to_anybody(bench: Bench) -> None:
    device = bench.device()
    first, second = bench.record(), bench.record(photos=1)
    device.hold(first)
    device.wake()
    device.arrived(first)
    bench.net.reset()
    device.hold(second)
    device.go("#/sync")
    device.wake()
    device.arrived(second)
    assert device.page.locator(".trouble").count() == 0
    bench.settle(device, [first, second])
