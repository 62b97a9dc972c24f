"""A tablet whose clock is wrong: its round is told by our clock, and the bytes stay as they came."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from inspector.inspections import payload
from tests import rounds
from tests.cast import Cast

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def envelope(app: Flask, cast: Cast) -> dict[str, Any]:
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    photo = rounds.attachment(b"\xff\xd8\xff", "floor")
    return rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given, attachments=[photo])


def read(envelope: dict[str, Any], skew_ms: Any) -> Any:
    return payload.read(json.dumps({**envelope, "client": {"skew_ms": skew_ms}}).encode())


@pytest.mark.parametrize("days", [-2, 400, -73 * 365])
def test_case_149_all_moments_of_a_tablet_with_a_wrong_clock_are_put_right(envelope: dict[str, Any], days: int) -> None:
    sent, told = read(envelope, 0), read(envelope, days * DAY_MS)
    for name in ("started_at", "submitted_at"):
        assert (getattr(told, name) - getattr(sent, name)).days == days
    assert {(after.at - before.at).days for before, after in zip(sent.remarks, told.remarks, strict=True)} == {days}
    assert (told.attachments[0].taken_at - sent.attachments[0].taken_at).days == days
    assert told.started_at.utcoffset() == sent.started_at.utcoffset()
    assert json.loads(told.body)["started_at"] == rounds.MOMENT


@pytest.mark.parametrize("skew", [0, 59_999, -59_999, None, True, "60000", 1e9, 10**18])
def test_case_149_small_differences_and_nonsense_change_nothing(envelope: dict[str, Any], skew: Any) -> None:
    assert read(envelope, skew).started_at == datetime(2026, 11, 12, 10, 0, tzinfo=UTC)
