"""When a message may leave the app: never into somebody's rest. Pure.

Source: docs/decisions.md, Reminders and escalation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_UNTIL = time(22), time(9)  # by the clock of the person's site
PLAIN, REMINDER, AT_ONCE = URGENCIES = ("plain", "reminder", "at_once")
OFF, IMPORTANT, EVERYTHING = LEVELS = ("off", "important", "all")


def is_wanted(level: str, urgency: str) -> bool:
    """Whether somebody who chose a level is told of this outside the app."""
    return level == EVERYTHING or (level == IMPORTANT and urgency != PLAIN)


def send_at(at: datetime, urgency: str, zone: str, shifts: Iterable[tuple[datetime, datetime]]) -> datetime:
    """The earliest moment (UTC) at which a message that came about at a moment may be sent.

    What is at once goes at once. Everything else waits for the end of quiet hours; a reminder also for the person's own shift, where their
    shifts are known. shifts: (start, end) of those known, in any order.
    """
    if urgency == AT_ONCE:
        return at
    earliest = after_quiet(at, zone)
    if urgency == REMINDER:
        ahead = (
            after_quiet(max(start, at), zone)
            for start, end in sorted(shifts)
            if end > at and after_quiet(max(start, at), zone) < end
        )
        return next(ahead, earliest)
    return earliest


def after_quiet(at: datetime, zone: str) -> datetime:
    """The moment itself by day, the end of quiet hours by night; UTC."""
    local = at.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at.astimezone(UTC)
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, ZoneInfo(zone)).astimezone(UTC)
