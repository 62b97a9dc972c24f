"""What an answer earns of what was possible, for each type of item. Points as Fractions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from inspector.checklists.definition import Item
from inspector.scoring.figures import Figure

ZERO = Fraction(0)
ONE = Fraction(1)


def possible_points(item: Item) -> Fraction:
    """What the item can earn at most, whatever is answered; 0 for what is not scored."""
    if not item.is_scored or item.type == "deduct" and not item.has_points:
        return ZERO
    if item.type == "choice":
        return max([ZERO, *(option.points for option in item.options if option.scored)])
    if item.type == "choices":
        positive = (option.points for option in item.options if option.scored and option.points > 0)
        return sum(positive, ZERO) if item.possible is None else item.possible
    if item.bands:
        return max([ZERO, *(band.points for band in item.bands)])
    return item.points


def earned_points(item: Item, value: Any) -> Fraction | None:
    """Points of an answered value; None when the option taken does not score at all (0 of 0).

    value: as inspector.scoring.values reads it.
    """
    return _EARNED[item.type](item, value)


def _verdict(item: Item, value: Any) -> Fraction:
    return item.points if value == "pass" else ZERO


def _choice(item: Item, value: Any) -> Fraction | None:
    option = next(option for option in item.options if option.id == value)
    return option.points if option.scored else None


def _choices(item: Item, value: Any) -> Fraction:
    taken = sum((option.points for option in item.options if option.scored and option.id in value), ZERO)
    return min(taken, possible_points(item))


def _rating(item: Item, value: int) -> Fraction:
    levels = [level.points for level in item.levels if level.points is not None]
    if levels:
        return item.points * levels[value - 1] / max(levels)
    return item.points * (value - 1) / (int(item.max or len(item.levels)) - 1)


def _points(item: Item, value: Figure) -> Fraction:
    return Fraction(value)


def _number(item: Item, value: Figure) -> Fraction:
    if item.bands:
        return next((band.points for band in item.bands if band.bounds.holds(value)), ZERO)
    if item.least is not None and value < item.least:
        distance = item.least - value
    elif item.most is not None and value > item.most:
        distance = value - item.most
    else:
        return item.points
    if not item.tolerance or distance >= item.tolerance:
        return ZERO
    return item.points * (1 - distance / item.tolerance)


def _stopwatch(item: Item, value: Figure) -> Fraction:
    target, limit = item.target_seconds, item.limit_seconds
    if target is None or limit is None or value <= target:
        return item.points
    return ZERO if value >= limit else item.points * (limit - value) / (limit - target)


def _k_of_n(item: Item, value: tuple[int, int]) -> Fraction:
    return item.points * Fraction(*value)


def _deduct(item: Item, value: int) -> Fraction:
    loss = item.each * value
    return max(item.points - loss, item.floor) if item.has_points else -loss


_EARNED: dict[str, Callable[[Item, Any], Fraction | None]] = {
    "verdict": _verdict,
    "choice": _choice,
    "choices": _choices,
    "rating": _rating,
    "points": _points,
    "number": _number,
    "stopwatch": _stopwatch,
    "k_of_n": _k_of_n,
    "deduct": _deduct,
}
