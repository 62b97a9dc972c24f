"""Which answers are findings. Policies never make one; bonus items and `on_fail: never` make none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from inspector.checklists.definition import Item

Failing = Callable[[Any, Fraction], bool]  # (value, earned points) -> is it a finding


def failing(item: Item, possible: Fraction) -> Failing:
    """The rule of failure of one item; `possible` is what it can earn at most."""
    if item.bonus or item.on_fail.never:
        return lambda value, earned: False
    if item.type == "choices":
        return _choices(item, possible)
    if item.type in ("points", "k_of_n"):
        return _share(item, possible)
    return _RULES.get(item.type, _never)(item)


def _never(item: Item) -> Failing:
    return lambda value, earned: False


def _choice(item: Item) -> Failing:
    failed = {option.id for option in item.options if option.fails}
    if not failed:
        failed = {option.id for option in item.options if option.scored and option.points <= 0}
    return lambda value, earned: value in failed


def _choices(item: Item, possible: Fraction) -> Failing:
    failed = {option.id for option in item.options if option.fails}
    scored = {option.id for option in item.options if option.scored}
    below = None if item.fails_below is None else item.fails_below * possible

    def fails(value: Any, earned: Fraction) -> bool:
        if not failed.isdisjoint(value):
            return True
        return below is not None and earned < below and scored.issuperset(value)

    return fails


def _share(item: Item, possible: Fraction) -> Failing:
    if item.fails_below is not None:
        below = item.fails_below
    elif item.type == "k_of_n":
        below = Fraction(1)
    else:
        return lambda value, earned: bool(value == 0)
    if item.type == "k_of_n":
        return lambda value, earned: bool(value[0] < below * value[1])
    return lambda value, earned: earned < below * possible


def _number(item: Item) -> Failing:
    if item.bands:

        def is_bad_band(value: Any, earned: Fraction) -> bool:
            band = next((band for band in item.bands if band.bounds.holds(value)), None)
            return band is None or band.points <= 0

        return is_bad_band
    least, most = item.least, item.most
    return lambda value, earned: bool(least is not None and value < least or most is not None and value > most)


def _stopwatch(item: Item) -> Failing:
    limit = item.limit_seconds
    return lambda value, earned: bool(limit is not None and value >= limit)


_RULES: dict[str, Callable[[Item], Failing]] = {
    "verdict": lambda item: lambda value, earned: bool(value == "fail"),
    "choice": _choice,
    "rating": lambda item: lambda value, earned: bool(value <= item.fails_at),
    "number": _number,
    "stopwatch": _stopwatch,
    "deduct": lambda item: lambda value, earned: bool(value > 0),
}
