"""How often one may guess a password: after some misses each further try waits longer, after ten the rest of a quarter of an hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
MOST_MISSES = 10  # per name and address in the window
MOST_MISSES_OF_ADDRESS = 600  # 200 tablets share one address and may each miss three times; a sprayer shares it too
FREE_MISSES_OF_NAME = 20  # from everywhere, before each further try waits
SLOWEST = timedelta(seconds=5)  # of that wait: longer, and strangers could keep a person out
FREE_MISSES = 4  # before waiting begins


def wait(misses: Sequence[datetime], now: datetime, most: int = MOST_MISSES, free: int = FREE_MISSES) -> timedelta:
    """How long until the next try is heard; zero when it is now.

    misses: moments of failed tries, in any order. After `free` misses the wait is 1, 2, 4, … seconds from the last; after `most`, until
    enough of them are older than the window. Source: security rules, 10 tries in 15 minutes.
    """
    recent = sorted(moment for moment in misses if now - moment < WINDOW)
    if len(recent) >= most:
        return recent[len(recent) - most] + WINDOW - now
    if len(recent) <= free:
        return timedelta(0)
    return max(timedelta(0), recent[-1] + timedelta(seconds=2 ** (len(recent) - free - 1)) - now)


def slow_down(misses: Sequence[datetime], now: datetime) -> timedelta:
    """How long until the next try for a name is heard that is missed from many addresses; never longer than SLOWEST."""
    recent = [moment for moment in misses if now - moment < WINDOW]
    if len(recent) <= FREE_MISSES_OF_NAME:
        return timedelta(0)
    return max(timedelta(0), max(recent) + SLOWEST - now)


def minutes(duration: timedelta) -> int:
    """A wait in whole minutes as it is told to a person, at least one."""
    return max(1, -(-int(duration.total_seconds()) // 60))
