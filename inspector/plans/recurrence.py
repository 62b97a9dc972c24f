"""When a duty recurs: RFC 5545 rules by the wall clock of a site. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

LONGEST_RULE = 500  # characters
MOST_A_DAY = 24
PROBED = 200  # occurrences looked at when a rule is checked
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6})?(Z?)", re.IGNORECASE)
_PART = re.compile(r"([A-Z-]+)=([A-Z0-9,+:-]+)", re.IGNORECASE)
ONCE = "FREQ=DAILY;COUNT=1"
_TOO_OFTEN = ("SECONDLY", "MINUTELY")


class RuleFault(ValueError):
    """A rule that cannot be followed. code: unreadable | too_long | too_often | never."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Everyday:
    """A rule simple enough for a form: every so many weeks on these days. days: of DAYS; all seven = each day."""

    days: tuple[str, ...]
    every_weeks: int = 1

    @property
    def rule(self) -> str:
        """The rule as RFC 5545 writes it."""
        if set(self.days) == set(DAYS) and self.every_weeks == 1:
            return "FREQ=DAILY"
        interval = f";INTERVAL={self.every_weeks}" if self.every_weeks > 1 else ""
        return f"FREQ=WEEKLY{interval};BYDAY={','.join(day for day in DAYS if day in self.days)}"


def moments(rule: str, starts_on: date, at: time, zone: str, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments, in UTC, at which a duty is due from `first` to `last`, both included.

    rule: RFC 5545, with or without "RRULE:"; starts_on, at: its DTSTART by the site's clock; zone: IANA. A local time that the clocks
    skip is the moment after the gap. Raises RuleFault.
    """
    place = ZoneInfo(zone)
    found = _parsed(rule, datetime.combine(starts_on, at, place), place)
    for moment in found.xafter(first.astimezone(place) - timedelta(days=1), inc=True):
        due = moment.astimezone(UTC)
        if due > last:
            return
        if due >= first:
            yield due


def check(rule: str, starts_on: date, at: time, zone: str) -> None:
    """Raise RuleFault for a rule that cannot be read, never happens, or asks for more than MOST_A_DAY rounds a day."""
    if len(rule) > LONGEST_RULE:
        raise RuleFault("too_long")
    if any(f"FREQ={often}" in rule.upper() for often in _TOO_OFTEN):
        raise RuleFault("too_often")
    begin = datetime.combine(starts_on, at, ZoneInfo(zone))
    some = list(islice(moments(rule, starts_on, at, zone, begin.astimezone(UTC), (begin + timedelta(days=800)).astimezone(UTC)), PROBED))
    if not some:
        raise RuleFault("never")
    if any(later - earlier < timedelta(days=1) for earlier, later in zip(some, some[MOST_A_DAY:], strict=False)):
        raise RuleFault("too_often")


def simple(rule: str) -> Everyday | None:
    """The rule as a form can show it; None when it says more than that."""
    parts = {name.upper(): value.upper() for name, value in _PART.findall(rule.removeprefix("RRULE:"))}
    frequency = parts.pop("FREQ", "")
    every = parts.pop("INTERVAL", "1")
    days = tuple(parts.pop("BYDAY", "").split(",")) if "BYDAY" in parts else ()
    if parts or not every.isdigit():
        return None
    if frequency == "DAILY" and every == "1" and not days:
        return Everyday(DAYS)
    if frequency == "WEEKLY" and days and set(days) <= set(DAYS):
        return Everyday(days, int(every))
    return None


def _parsed(rule: str, begin: datetime, place: ZoneInfo) -> rrulestr:
    def in_utc(match: re.Match[str]) -> str:
        # RFC 5545 wants UTC here; a day or a local time is meant by the site's clock.
        day, clock_time, is_utc = match.groups()
        if is_utc:
            return match[0]
        local = datetime.strptime(day + (clock_time or "T235959"), "%Y%m%dT%H%M%S").replace(tzinfo=place)
        return f"UNTIL={local.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    if not rule.strip() or "\n" in rule or "DTSTART" in rule.upper():
        raise RuleFault("unreadable")
    try:
        return rrulestr(_UNTIL.sub(in_utc, rule.strip()), dtstart=begin)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise RuleFault("unreadable") from None
