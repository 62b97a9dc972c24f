"""A tablet whose clock is wrong, and one that lay in the dark for an hour: what was tapped is kept, told rightly, and sent calmly."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.faults import floor
from tests.faults.bench import Bench, Device
from tests.journeys import runner_steps as step

MINUTE = timedelta(minutes=1)


def unlocked(device: Device) -> None:
    """A leap of the clock counts as time that has passed: whoever holds the tablet types the PIN."""
    device.page.wait_for_selector(".door")
    step.type_pin(device.page)
    device.page.wait_for_selector(".today .start-row")


def on_server(bench: Bench, record_id: str) -> dict[str, Any]:
    """The row of an inspection."""
    connection = sqlite3.connect(f"file:{bench.data / 'inspector.db'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        return dict(connection.execute("SELECT * FROM inspection WHERE uuid = ?", (record_id,)).fetchone())
    finally:
        connection.close()


@pytest.mark.parametrize(("days", "words"), [(2, "fast by 48 h"), (-400, "slow by 400 days"), (73 * 365, "fast by 26645 days")])
def test_case_149_a_tablet_days_or_years_off_says_so_and_its_round_counts_by_our_clock(bench: Bench, days: int, words: str) -> None:
    device = bench.device()
    device.page.clock.install(time=datetime.now(UTC) + timedelta(days=days))
    device.wake()
    unlocked(device)
    device.page.get_by_text(words.split(" by ")[0]).wait_for()
    record_id = floor.finish(device.page)
    device.page.wait_for_selector(".stamp--on_server")
    row = on_server(bench, record_id)
    for name in ("started_at", "submitted_at", "received_at"):
        told = datetime.fromisoformat(row[name]).replace(tzinfo=UTC)
        assert abs(told - datetime.now(UTC)) < 5 * MINUTE, (name, told)
    assert device.state()["waiting"] == []


def test_case_022_an_hour_in_the_dark_keeps_the_round_and_ends_without_a_burst(bench: Bench) -> None:
    device = bench.device()
    page = device.page
    page.clock.install()
    bench.net.refuse()
    [waiting] = device.hold(bench.record())
    step.start(page, "quick-round")
    step.section(page, 1)
    page.locator(".answer--fail").first.click()
    page.locator(".detail textarea").fill("grease on the handle")
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })")
    device.wake()
    device.until(lambda now: "grease on the handle" in str(now["drafts"]))
    bench.net.heal()
    bench.net.requests.clear()
    page.clock.fast_forward("01:00:00")
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true })")
    device.wake()
    page.wait_for_selector(".door")  # a shared tablet that lay still asks who it is
    device.arrived(waiting)
    sent = [head.path for head in bench.net.requests if head.method == "PUT"]
    assert sent.count(f"/api/v1/device/submissions/{waiting['id']}") == 1
    assert len(bench.net.requests) < 15, [head.path for head in bench.net.requests]
    step.type_pin(page)
    page.wait_for_selector("main.round .detail")
    assert page.locator(".detail textarea").input_value() == "grease on the handle"
