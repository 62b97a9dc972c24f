"""What a card is worth on a day, and which card may follow which. Pure; no card holds an amount.

reminder > yellow > red; praise is the green one. Source: docs/decisions.md, Red lines and cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = ("reminder", "yellow", "red")
REMINDED_FOR = timedelta(days=30)  # a yellow card needs a reminder that is not older
CLEAN_DAYS = timedelta(days=30)  # after which a yellow card ends
RED_DAYS = timedelta(days=90)
GREENS_PER_YELLOW = 2


@dataclass(frozen=True, slots=True)
class Given:
    """One card that was given and not taken back, on a business day."""

    kind: str
    day: date


def last_day(card: Given, given: Iterable[Given]) -> date:
    """The last day on which a card stands.

    A yellow one ends after 30 clean days: each further card of the person while it stands begins them again. given: all of the person.
    """
    if card.kind == "red":
        return card.day + RED_DAYS
    if card.kind == "reminder":
        return card.day + REMINDED_FOR
    until = card.day + CLEAN_DAYS
    for other in sorted(one.day for one in given if one.day > card.day):
        if other <= until:
            until = max(until, other + CLEAN_DAYS)
    return until


def standing_on(given: Sequence[Given], day: date) -> list[Given]:
    """The cards that stand on a day, in the order they were given."""
    return [one for one in sorted(given, key=lambda one: one.day) if one.day <= day <= last_day(one, (o for o in given if o.day <= day))]


def obstacle(kind: str, given: Sequence[Given], day: date, has_upheld_red_line: bool) -> str | None:
    """What stands against giving a card on a day: "reminder_first", "red_line_first"; None = nothing."""
    if kind == "yellow" and not any(one.day <= day <= one.day + REMINDED_FOR for one in given if one.kind == "reminder"):
        return "reminder_first"
    if kind == "red" and not has_upheld_red_line:
        return "red_line_first"
    return None


def greens_missing(greens: int, yellows: int) -> int:
    """How many praises a supervisor is short of two for each yellow card."""
    return max(0, GREENS_PER_YELLOW * yellows - greens)
