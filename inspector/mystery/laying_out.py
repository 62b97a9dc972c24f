"""Lays the visits of a campaign out: which site is visited in which window, and on which of the days. Pure.

Source: docs/decisions.md, Mystery visits: the visits of a site are spread over the campaign, and neighbours do not all begin alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inspector.mystery.rules import SATURDAY

LEAST_DAYS = 3  # a visitor is left so many days to choose from, or else has all of them


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many visits of one kind to each site. key: names the window; day_kind: any, weekday or weekend."""

    key: int
    day_kind: str
    quota: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One visit as it should be. number: which of its window at this site, from 0."""

    site_id: int
    key: int
    number: int
    first_on: date
    last_on: date


def slots(
    first_on: date, last_on: date, site_ids: Sequence[int], windows: Sequence[Wanted], is_staggered: bool
) -> list[Slot]:
    """Every visit of a campaign.

    Staggered, the days are cut into as many parts as a site has visits; each visit has one part, and each next site begins with the next
    window. A part that holds no day of its kind, or too few days, gives way to the whole campaign.
    """
    order = list(_turns(windows))
    found = []
    for place, site_id in enumerate(site_ids):
        turned = order[place % len(order) :] + order[: place % len(order)] if order else []
        for index, (window, number) in enumerate(turned):
            days = _part(first_on, last_on, index, len(turned)) if is_staggered else (first_on, last_on)
            if not _fits(*days, window.day_kind):
                days = (first_on, last_on)
            found.append(Slot(site_id, window.key, number, *days))
    return found


def _turns(windows: Sequence[Wanted]) -> Iterator[tuple[Wanted, int]]:
    """First one of each window, then the second of each, and so on."""
    for number in range(max((one.quota for one in windows), default=0)):
        for window in windows:
            if number < window.quota:
                yield window, number


def _part(first_on: date, last_on: date, index: int, count: int) -> tuple[date, date]:
    days = (last_on - first_on).days + 1
    return first_on + timedelta(days=days * index // count), first_on + timedelta(days=days * (index + 1) // count - 1)


def _fits(first_on: date, last_on: date, day_kind: str) -> bool:
    days = [first_on + timedelta(days=step) for step in range((last_on - first_on).days + 1)]
    if day_kind == "any":
        return len(days) >= LEAST_DAYS
    # A weekend has two days, so two are enough to choose from there.
    wanted = [day for day in days if (day.weekday() >= SATURDAY) == (day_kind == "weekend")]
    return len(wanted) >= (2 if day_kind == "weekend" else LEAST_DAYS)
