"""What is due with a visit at a moment: a reminder, its end, a decision, the end of waiting for an answer. Pure.

Hours are settings of the organisation (sites/setting_catalogue.py, group mystery). Source: docs/decisions.md, Mystery visits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """The settings in force; 0 = never, where a setting may be 0."""

    remind: int  # before the last day is over
    expire: int  # after it is over
    review: int  # after a report came
    reject: int  # after an answer was due


def over_at(last_on: date, zone: str) -> datetime:
    """When the last day of a visit is over: the midnight after it, at its site."""
    return datetime.combine(last_on + timedelta(days=1), time(0), ZoneInfo(zone))


def is_to_remind(last_on: date, zone: str, hours: Hours, at: datetime) -> bool:
    """Whether somebody should be told that a visit which was not begun is nearly over; not after it is."""
    end = over_at(last_on, zone)
    return bool(hours.remind) and end - timedelta(hours=hours.remind) <= at < end


def has_expired(last_on: date, zone: str, link_ends_at: datetime | None, hours: Hours, at: datetime) -> bool:
    """Whether a visit can no longer be made: its time is over, and the link that it may still be written with."""
    return at >= max(over_at(last_on, zone) + timedelta(hours=hours.expire), link_ends_at or at)


def decide_by(received_at: datetime, hours: Hours) -> datetime:
    """Until when a report should be decided."""
    return received_at + timedelta(hours=hours.review)


def is_unanswered(due_at: datetime, hours: Hours, at: datetime) -> bool:
    """Whether a report that was asked about is turned down because no answer came."""
    return bool(hours.reject) and at >= due_at + timedelta(hours=hours.reject)
