"""Reads the value of an answer for each type of item, or says with a code what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspector.checklists.conditions import seconds_of_day
from inspector.checklists.definition import Item
from inspector.scoring.figures import decimal_of, lean

WRONG_TYPE, UNKNOWN_OPTION, EXCLUSIVE = "wrong_type", "unknown_option", "exclusive"
OUT_OF_RANGE, OFF_STEP = "out_of_range", "off_step"


class Faulty(Exception):
    """The value cannot be an answer of this item. `code` is one of those above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_value(item: Item, raw: Any) -> Any:
    """The value of an answered item: "pass", an option id, a tuple of ids, an int, an exact number, (k, n) or a text.

    Raises Faulty.
    """
    return _READERS[item.type](item, raw)


def _verdict(item: Item, raw: Any) -> str:
    if raw not in ("pass", "fail"):
        raise Faulty(WRONG_TYPE)
    return str(raw)


def _choice(item: Item, raw: Any) -> str:
    if type(raw) is not str:
        raise Faulty(WRONG_TYPE)
    if all(option.id != raw for option in item.options):
        raise Faulty(UNKNOWN_OPTION)
    return raw


def _choices(item: Item, raw: Any) -> tuple[str, ...]:
    if type(raw) is not list or any(type(one) is not str for one in raw) or len(set(raw)) < len(raw):
        raise Faulty(WRONG_TYPE)
    by_id = {option.id: option for option in item.options}
    if any(one not in by_id for one in raw):
        raise Faulty(UNKNOWN_OPTION)
    is_scored = any(option.scored for option in item.options)
    if len(raw) > 1 and is_scored and any(not by_id[one].scored for one in raw):
        raise Faulty(EXCLUSIVE)
    return tuple(raw)


def _whole(raw: Any, least: int, most: int | None) -> int:
    value = decimal_of(raw)
    if type(value) is not int:
        raise Faulty(WRONG_TYPE)
    if value < least or most is not None and value > most:
        raise Faulty(OUT_OF_RANGE)
    return value


def _rating(item: Item, raw: Any) -> int:
    return _whole(raw, 1, item.max)


def _number(item: Item, raw: Any) -> Any:
    value = decimal_of(raw)
    if value is None:
        raise Faulty(WRONG_TYPE)
    return value


def _points(item: Item, raw: Any) -> Any:
    value = _number(item, raw)
    if value < 0 or value > item.points:
        raise Faulty(OUT_OF_RANGE)
    if (value / item.step).denominator != 1:
        raise Faulty(OFF_STEP)
    return value


def _stopwatch(item: Item, raw: Any) -> Any:
    value = _number(item, raw)
    if value < 0:
        raise Faulty(OUT_OF_RANGE)
    return lean(value)


def _k_of_n(item: Item, raw: Any) -> tuple[int, int]:
    if type(raw) is not dict:
        raise Faulty(WRONG_TYPE)
    n = _whole(raw.get("n"), 0, None)
    return _whole(raw.get("k"), 0, n), n


def _deduct(item: Item, raw: Any) -> int:
    return _whole(raw, 0, None)


def _nothing(item: Item, raw: Any) -> Any:
    raise Faulty(WRONG_TYPE)  # all_of and instruction have no answer of their own


def _text(item: Item, raw: Any) -> str:
    if type(raw) is not str:
        raise Faulty(WRONG_TYPE)
    return raw


def _time(item: Item, raw: Any) -> int:
    seconds = seconds_of_day(_text(item, raw))
    if seconds is None:
        raise Faulty(WRONG_TYPE)
    return seconds


def _evidence(item: Item, raw: Any) -> Any:
    if raw is not None and type(raw) not in (str, list, dict):
        raise Faulty(WRONG_TYPE)
    return raw  # photos and signatures come as blobs beside the answer


_READERS: dict[str, Callable[[Item, Any], Any]] = {
    "verdict": _verdict,
    "choice": _choice,
    "choices": _choices,
    "rating": _rating,
    "points": _points,
    "number": _number,
    "stopwatch": _stopwatch,
    "k_of_n": _k_of_n,
    "deduct": _deduct,
    "all_of": _nothing,
    "instruction": _evidence,
    "time": _time,
    "photo": _evidence,
    "signature": _evidence,
    "location": _evidence,
    **dict.fromkeys(("text", "staff", "date", "datetime", "barcode"), _text),
}
