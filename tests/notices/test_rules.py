"""When a message may leave the app, by the clock of the person it is for."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from inspector.notices.rules import is_wanted, send_at

SHANGHAI = "Asia/Shanghai"


def at(text: str, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


EVENING = (at("2026-11-03T17:00"), at("2026-11-03T23:30"))
NEXT_NOON = (at("2026-11-04T11:00"), at("2026-11-04T14:00"))
NIGHT = (at("2026-11-03T23:00"), at("2026-11-04T07:00"))


@pytest.mark.parametrize(
    ("moment", "urgency", "shifts", "sent"),
    [
        ("2026-11-03T12:00", "plain", [], "2026-11-03T12:00"),
        ("2026-11-03T21:59", "plain", [], "2026-11-03T21:59"),
        ("2026-11-03T22:00", "plain", [], "2026-11-04T09:00"),
        ("2026-11-03T02:00", "plain", [], "2026-11-03T09:00"),
        ("2026-11-03T08:59", "plain", [], "2026-11-03T09:00"),
        ("2026-11-03T02:00", "at_once", [EVENING], "2026-11-03T02:00"),
        ("2026-11-03T12:00", "plain", [EVENING], "2026-11-03T12:00"),
        ("2026-11-03T12:00", "reminder", [EVENING], "2026-11-03T17:00"),
        ("2026-11-03T18:00", "reminder", [EVENING], "2026-11-03T18:00"),
        ("2026-11-03T22:30", "reminder", [NEXT_NOON, EVENING], "2026-11-04T11:00"),  # on shift, but quiet
        (
            "2026-11-03T12:00",
            "reminder",
            [NIGHT],
            "2026-11-03T12:00",
        ),  # no hour of that shift is free: better by day than never
        ("2026-11-03T12:00", "reminder", [], "2026-11-03T12:00"),  # nobody wrote a duty map
        ("2026-11-05T12:00", "reminder", [EVENING], "2026-11-05T12:00"),
    ],
)
def test_only_what_is_at_once_comes_into_somebodys_rest(moment, urgency, shifts, sent):
    assert send_at(at(moment), urgency, SHANGHAI, shifts) == at(sent)


@pytest.mark.parametrize(
    ("moment", "sent"), [("2026-10-24T23:00", "2026-10-25T09:00"), ("2026-03-28T23:00", "2026-03-29T09:00")]
)
def test_the_night_in_which_clocks_change_ends_at_nine_by_the_clock(moment, sent):
    assert send_at(at(moment, "Europe/Paris"), "plain", "Europe/Paris", []) == at(sent, "Europe/Paris")


@pytest.mark.parametrize(
    ("level", "plain", "reminder"), [("off", False, False), ("important", False, True), ("all", True, True)]
)
def test_everybody_hears_as_much_as_they_chose(level, plain, reminder):
    assert (is_wanted(level, "plain"), is_wanted(level, "reminder")) == (plain, reminder)
