"""What may be told of a visit, and when: the coarse moment, the wave, the rest between visits. Pure.

Sources: docs/decisions.md, Mystery visits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inspector.clock import business_day

LEAST_SITES = 5  # of a wave: of fewer a site could guess which guest it was
EARLIEST = timedelta(days=5)  # after the last visit of the wave
SHOULD = timedelta(days=10)  # after it the wave is late
LATEST = timedelta(days=20)  # after a visit: recordings that could settle an appeal are kept about a month
LUNCH_ENDS = time(15, 30)
SECOND_HALF = 16  # day of the month
SATURDAY = 5
MOST_PHOTOS = 30  # of one visit, revisions included
SHOWN_AT = {"lunch": time(12, 0), "dinner": time(18, 0)}


@dataclass(frozen=True, slots=True)
class When:
    """All that a site is told of the moment of a visit."""

    half: date  # the first or the sixteenth of a month
    is_weekend: bool
    meal: str  # lunch | dinner

    @classmethod
    def of_record(cls, moment: datetime, zone: str) -> When:
        """What the moment of a released record says; weekday or weekend is not in it."""
        local = moment.astimezone(ZoneInfo(zone))
        return cls(local.date(), False, "lunch" if local.time() == SHOWN_AT["lunch"] else "dinner")

    def moment(self, zone: str) -> datetime:
        """The moment that stands in records in place of the true one: the same for every visit of this half of month and meal."""
        return datetime.combine(self.half, SHOWN_AT[self.meal], ZoneInfo(zone))


def when(moment: datetime, zone: str, day_ends_at: str) -> When:
    """The coarse moment of a visit, by the clock of the site."""
    day = business_day(moment, zone, time.fromisoformat(day_ends_at))
    local = moment.astimezone(ZoneInfo(zone))
    is_lunch = local.date() == day and local.time() < LUNCH_ENDS
    return When(day.replace(day=1 if day.day < SECOND_HALF else SECOND_HALF), day.weekday() >= SATURDAY, "lunch" if is_lunch else "dinner")


@dataclass(frozen=True, slots=True)
class Wave:
    """The visits that may be released together today, or why none may. why: None, few_sites or too_early."""

    visit_ids: tuple[int, ...]
    why: str | None
    site_count: int  # of the visits that are ripe
    ripe_on: date | None  # the first day on which all accepted visits are ripe
    lapsed_ids: tuple[int, ...]  # too old to be told to their sites
    should_by: date | None  # when the wave is late
    must_by: date | None  # when the first of its visits lapses


def wave(visits: Mapping[int, tuple[int, date]], today: date) -> Wave:
    """Which accepted visits may be released today. visits: {visit id: (site id, business day)}."""
    lapsed = tuple(sorted(one for one, (_, day) in visits.items() if today - day > LATEST))
    fresh = {one: seen for one, seen in visits.items() if one not in lapsed}
    ripe = {one: seen for one, seen in fresh.items() if today - seen[1] >= EARLIEST}
    sites = {site for site, _ in ripe.values()}
    days = [day for _, day in fresh.values()]
    why = None if len(sites) >= LEAST_SITES else "few_sites" if len(ripe) == len(fresh) else "too_early"
    return Wave(
        tuple(sorted(ripe)) if why is None else (), why, len(sites), max(days) + EARLIEST if days else None, lapsed,
        max(day for _, day in ripe.values()) + SHOULD if ripe else None, min(days) + LATEST if days else None,
    )  # fmt: skip


def rests_until(visited_on: Iterable[date], rest_days: int) -> date | None:
    """The first day on which a shopper may visit a site again; None when they never did."""
    last = max(visited_on, default=None)
    return None if last is None else last + timedelta(days=rest_days)
