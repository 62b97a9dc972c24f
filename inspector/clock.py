"""The only reader of the clock; everything else takes time as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day at this moment in an IANA time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def business_day(moment: datetime, zone: str, day_ends_at: time) -> date:
    """The business day a moment belongs to: before `day_ends_at` (local) it is still yesterday's (docs/decisions.md, Time)."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.date() - timedelta(days=1) if local.time() < day_ends_at else local.date()
