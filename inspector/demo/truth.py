"""What is really so on the floor: how often each item fails, what makes it worse, and what an inspector makes of it.

Pure. The rates are those of the practice on which the demo rests: shares of answers that fail, by item of the shipped lists. Four
stand higher here (led 31, dishes announced 22, tray 18, tables 12), because what is coached or watched is then found less often.
"""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from functools import cache
from math import exp, log

PERCENT = {
    "led": 36, "looked-back": 31, "seen-off": 26, "chorus": 26, "dish-announced": 27, "belongings-out": 20, "seats-checked": 20, "tray": 19,
    "turn-time": 19, "refill": 15, "refill-offered": 15, "tables": 14, "table-streaks": 12, "tables-littered": 12, "smile": 9, "floor": 8,
    "floor-swept": 8, "floor-mopped": 8, "service-station": 8, "condiments": 7, "uniform": 6, "in-uniform": 6, "uniform-clean": 6,
    "posture": 5, "idle-upright": 5, "not-leaning": 5, "hair": 4, "hair-tied": 4, "hands": 3, "nails-short": 3, "nails-bare": 3,
    "greeted": 10, "stepped-up": 10, "exits-clear": 2, "food-in-date": 0.4, "food-fresh": 0.5, "no-pests": 0.3, "raw-cooked-apart": 0.5,
    "chill-under-2h": 4, "wound-covered": 0.5, "fridge": 2.5, "extra-authorised": 0.7, "order-signed": 2, "on-time": 4,
    "met": 9, "walked-round": 16, "covers-first": 12, "old-parts-asked": 20, "full-check-told": 18, "cost-later-told": 17,
}  # fmt: skip
COMMON_PERCENT = 8  # of an item that is not in the list
SELF_CHECK_SHARE = 0.4  # what the shop reports of its own failures
PEAK, WEEKEND_DINNER, UNDERSTAFFED, NEW, COACHED = 0.6, 0.35, 0.8, 0.7, -0.4  # log-odds
COACHING_DAYS = 21  # until the effect of coaching is gone
AFTER_A_FIX = -1.6  # while it is watched it stays right more often
USUAL = 0.46  # what the conditions add on average, taken off so that the rates above come out
# In points of the score. The answers of a round scatter by themselves, so that only a part of the 4.5 of a round is added.
RESIDUAL_POINTS, STAFF_POINTS = 1.5, 3.2
TIRED = 0.97  # each further round of a day finds 3 percent less

# What the daily list weighs: item -> percent of the score that a failure costs (a k of n fails in part). To turn points into log-odds.
_COSTS = {
    "uniform": 5, "hair": 5, "hands": 5, "posture": 5, "floor": 7.5, "tables": 7.5, "condiments": 7.5, "service-station": 7.5,
    "greeted": 5, "led": 5, "tray": 1.7, "dish-announced": 1.7, "refill": 2.5, "seen-off": 5,
}  # fmt: skip
# How rounds differ before anybody judges: (share, log-odds) of conditions, and of persons and chance.
_CONDITIONS = ((0.47, 0.0), (0.33, PEAK), (0.1, PEAK + WEEKEND_DINNER), (0.1, UNDERSTAFFED + PEAK / 2))
_SPREAD = ((0.22, -0.78), (0.56, 0.0), (0.22, 0.78))


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
    odds += (
        PEAK * conditions.is_peak
        + WEEKEND_DINNER * conditions.is_weekend_dinner
        + UNDERSTAFFED * conditions.is_understaffed
    )
    odds += NEW * is_new + AFTER_A_FIX * is_watched
    if coached_days is not None and coached_days < COACHING_DAYS:
        odds += COACHED * (1 - coached_days / COACHING_DAYS)
    return odds


def chance(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + exp(-odds))


def of_points(points: float) -> float:
    """The log-odds that change the score of the daily list by so many points on average; positive points are a better score."""
    shifts, losses = _table()
    aim = losses[shifts.index(0.0)] - points
    place = min(max(bisect(losses, aim), 1), len(losses) - 1)
    below, above = losses[place - 1], losses[place]
    part = min(max((aim - below) / (above - below), 0.0), 1.0)
    return shifts[place - 1] + part * (shifts[place] - shifts[place - 1])


@cache
def _table() -> tuple[list[float], list[float]]:
    """Shifts of log-odds and the points that the daily list loses with each, both rising."""
    shifts = [step / 10 for step in range(-35, 36)]
    return shifts, [_loss(shift) for shift in shifts]


def _loss(shift: float) -> float:
    rates = [
        (cost, log(PERCENT.get(item, COMMON_PERCENT) / (100 - PERCENT.get(item, COMMON_PERCENT))))
        for item, cost in _COSTS.items()
    ]
    mixed = [(a * b, x + y - USUAL + shift) for a, x in _CONDITIONS for b, y in _SPREAD]
    return sum(cost * share * chance(base + odds) for cost, base in rates for share, odds in mixed)
