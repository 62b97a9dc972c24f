"""Rounds as RFC 5545 writes a calendar, by the clock of each site; from one reading to the next a round keeps its name. No database here.

A round that was taken back or excused stays as CANCELLED, because many programs keep what a calendar merely leaves out. SEQUENCE grows with
every change, as RFC 5545 3.8.7.4 asks. Nothing depends on when it is read, so that an unchanged calendar is the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

MAKER = "-//Inspector//Rounds//EN"
FIRST_CHANGE = datetime(2026, 1, 1, tzinfo=UTC)  # SEQUENCE counts seconds from here: 32 bits of it last for 68 years
READ_AGAIN = timedelta(hours=1)
ZONES_FROM, ZONES_UNTIL = 2, 3  # years around now that the description of a clock covers


@dataclass(frozen=True, slots=True)
class Entry:
    """One round. uid: its name for ever; zone: IANA name of the site's clock; changed_at: when it last became what it says."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    place: str
    description: str
    url: str
    is_off: bool
    changed_at: datetime


def write(title: str, entries: Iterable[Entry], year: int) -> bytes:
    """The calendar as bytes (text/calendar, UTF-8). title: its name; year: the present one, around which clocks are described."""
    from icalendar import Calendar  # only here: a server that nobody asks for a calendar does not load it

    chosen = list(entries)
    calendar = Calendar()
    for name, value in (("version", "2.0"), ("prodid", MAKER), ("method", "PUBLISH"), ("name", title), ("x-wr-calname", title)):
        calendar.add(name, value)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    for zone in sorted({entry.zone for entry in chosen}):
        calendar.add_component(_clock(zone, year))
    for entry in chosen:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def sequence(changed_at: datetime) -> int:
    """How often a round was changed, as a number that only grows."""
    return max(0, int((changed_at - FIRST_CHANGE).total_seconds()))


def _event(entry: Entry) -> Any:
    from icalendar import Event
    from icalendar.enums import STATUS, TRANSP

    zone = ZoneInfo(entry.zone)
    return Event.new(
        uid=entry.uid, stamp=entry.changed_at.astimezone(UTC), last_modified=entry.changed_at.astimezone(UTC),
        sequence=sequence(entry.changed_at), start=_local(entry.starts_at, zone), end=_local(entry.ends_at, zone),
        summary=entry.summary, location=entry.place, description=entry.description, url=entry.url,
        status=STATUS.CANCELLED if entry.is_off else STATUS.CONFIRMED, transparency=TRANSP.TRANSPARENT if entry.is_off else TRANSP.OPAQUE,
    )  # fmt: skip


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment by a clock; in UTC in the hour that comes twice, because a local time there means the first (RFC 5545 3.3.5)."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local


@cache
def _clock(zone: str, year: int) -> Any:
    """The description of a clock: how it stands at first, and each change of it."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    place, described = ZoneInfo(zone), Timezone()
    described.add("tzid", zone)
    first = datetime(year - ZONES_FROM, 1, 1, tzinfo=UTC)
    before = first.astimezone(place)
    for moment in (first, *_changes(place, first, datetime(year + ZONES_UNTIL, 1, 1, tzinfo=UTC))):
        after = moment.astimezone(place)
        old, new = before.utcoffset() or timedelta(0), after.utcoffset() or timedelta(0)
        part = TimezoneDaylight() if after.dst() else TimezoneStandard()
        part.add("dtstart", (moment + old).replace(tzinfo=None))  # by the clock as it stood until then: RFC 5545 3.6.5
        part.add("tzoffsetfrom", old)
        part.add("tzoffsetto", new)
        part.add("tzname", after.tzname())
        described.add_component(part)
        before = after
    return described


def _changes(place: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments at which a clock is put forward or back, to the minute."""
    day = first
    while day < last:
        low, high = day, day + timedelta(days=1)
        if low.astimezone(place).utcoffset() != high.astimezone(place).utcoffset():
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                if middle.astimezone(place).utcoffset() == low.astimezone(place).utcoffset():
                    low = middle
                else:
                    high = middle
            yield high
        day += timedelta(days=1)
