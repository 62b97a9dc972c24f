"""Until when a person may object, and by when an answer is due. Pure.

Days are days by the clock of the person's site; the hour never decides, so that no change of the clock takes an hour from anybody.
Source: docs/decisions.md, Objections of people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

CALENDAR_DAYS = 5
DUTY_DAYS = 3
ANSWER_DAYS = 3  # of each level


@dataclass(frozen=True, slots=True)
class Window:
    """Time to object. until: the last day, both ends included. is_fixed: False while fewer than three days on duty are known."""

    opened_on: date
    until: date
    is_fixed: bool

    def holds_on(self, day: date) -> bool:
        """Whether one may still object on a day."""
        return day <= self.until


def window(opened_on: date, duty_days: Iterable[date], today: date) -> Window:
    """5 calendar days and at least 3 of one's own days on duty after the day it opened, whichever is later.

    duty_days: one's days on duty as far as known, in any order; those up to and with the first day do not count. While fewer than three
    are known the window stays open today: who is on leave loses nothing.
    """
    calendar = opened_on + timedelta(days=CALENDAR_DAYS)
    worked = sorted({day for day in duty_days if day > opened_on})
    if len(worked) < DUTY_DAYS:
        return Window(opened_on, max(calendar, today), is_fixed=False)
    return Window(opened_on, max(calendar, worked[DUTY_DAYS - 1]), is_fixed=True)


def due_on(asked_on: date) -> date:
    """The last day for an answer."""
    return asked_on + timedelta(days=ANSWER_DAYS)
