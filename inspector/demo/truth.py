"""What is really so on the floor: how often each item fails, what makes it worse, and what an inspector makes of it.

Pure. The rates are those of the practice on which the demo rests: shares of answers that fail, by item of the shipped lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

PERCENT = {
    "led": 31, "looked-back": 31, "seen-off": 26, "chorus": 26, "dish-announced": 22, "belongings-out": 20, "seats-checked": 20, "tray": 18,
    "turn-time": 19, "refill": 15, "refill-offered": 15, "tables": 12, "table-streaks": 12, "tables-littered": 12, "smile": 9, "floor": 8,
    "floor-swept": 8, "floor-mopped": 8, "service-station": 7, "condiments": 7, "uniform": 6, "in-uniform": 6, "uniform-clean": 6,
    "posture": 5, "idle-upright": 5, "not-leaning": 5, "hair": 4, "hair-tied": 4, "hands": 3, "nails-short": 3, "nails-bare": 3,
    "greeted": 10, "stepped-up": 10, "exits-clear": 2, "food-in-date": 0.6, "food-fresh": 0.5, "no-pests": 0.3, "raw-cooked-apart": 0.5,
    "chill-under-2h": 4, "wound-covered": 0.5, "fridge": 2.5, "extra-authorised": 0.7, "order-signed": 2, "on-time": 4,
    "met": 9, "walked-round": 16, "covers-first": 12, "old-parts-asked": 20, "full-check-told": 18, "cost-later-told": 17,
}  # fmt: skip
COMMON_PERCENT = 8  # of an item that is not in the list
SELF_CHECK_SHARE = 0.4  # what the shop reports of its own failures
PEAK, WEEKEND_DINNER, UNDERSTAFFED, NEW, COACHED = 0.6, 0.35, 0.8, 0.7, -0.4  # log-odds
COACHING_DAYS = 21  # until the effect of coaching is gone
AFTER_A_FIX = -1.0  # while it is watched it stays right more often
USUAL = 0.52  # what the conditions add on average, taken off so that the rates above come out
RESIDUAL_POINTS, STAFF_POINTS, SITE_POINTS = 4.5, 3.2, 2.5
TIRED = 0.97  # each further round of a day finds 3 percent less

# What a round of the daily list weighs, as (percent of the score, rate): to turn points of the score into log-odds.
_REFERENCE = (
    (5, 6), (5, 4), (5, 3), (5, 5), (7.5, 8), (7.5, 12), (7.5, 7), (7.5, 7), (8.9, 4.4), (8.9, 13), (4.4, 7), (4.4, 8.5), (4.4, 6.5), (8.9, 12), (10, 0.8),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a round meets. coached_days: since this person was coached in this item, None = never."""

    is_peak: bool = False
    is_weekend_dinner: bool = False
    is_understaffed: bool = False


def log_odds(item: str, conditions: Conditions, is_new: bool, coached_days: int | None, is_watched: bool) -> float:
    """The log-odds that an item really fails, before persons and inspectors."""
    share = PERCENT.get(item, COMMON_PERCENT) / 100
    odds = log(share / (1 - share)) - USUAL
    odds += PEAK * conditions.is_peak + WEEKEND_DINNER * conditions.is_weekend_dinner + UNDERSTAFFED * conditions.is_understaffed
    odds += NEW * is_new + AFTER_A_FIX * is_watched
    if coached_days is not None and coached_days < COACHING_DAYS:
        odds += COACHED * (1 - coached_days / COACHING_DAYS)
    return odds


def chance(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + exp(-odds))


@lru_cache(maxsize=4096)
def of_points(points: float) -> float:
    """The log-odds that change the score of a usual round by so many points; positive points are a better score, so fewer failures."""
    aim = max(_loss(0.0) - points, 0.8)
    low, high = -6.0, 6.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _loss(middle) < aim else (low, middle)
    return low


def _loss(shift: float) -> float:
    return sum(weight * chance(log(rate / (100 - rate)) + shift) for weight, rate in _REFERENCE)
