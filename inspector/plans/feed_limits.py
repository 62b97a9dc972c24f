"""How often a calendar may ask: programs that ask every minute would be the busiest visitors of the house. Pure; the clock is handed in."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

WINDOW = timedelta(hours=1)
MOST = 60  # askings of one calendar in the window
MOST_WRONG = 300  # addresses that lead to no calendar, from one network address: a shop has one for everybody
MOST_KEYS = 5000  # the one asked for longest ago is forgotten first


class Turnstile:
    """Counts in memory only: a restart forgives."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def count(self, key: str, now: datetime) -> None:
        """Note one asking of a key."""
        with self._lock:
            recent = [moment for moment in self._asked.pop(key, []) if now - moment < WINDOW]
            self._asked[key] = [*recent, now]
            while len(self._asked) > MOST_KEYS:
                self._asked.popitem(last=False)

    def wait(self, key: str, now: datetime, most: int = MOST) -> timedelta:
        """How long until a key may be asked for again; zero when it is now."""
        with self._lock:
            recent = [moment for moment in self._asked.get(key, ()) if now - moment < WINDOW]
        return recent[-most] + WINDOW - now if len(recent) >= most else timedelta(0)
