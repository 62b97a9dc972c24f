"""What a person writes into a cell, read as the answer to a question of the form. Pure. Forms of writing: docs/visits-import.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from inspector.checklists.definition import Item, text_in
from inspector.sites.import_columns import plain
from inspector.sites.refusals import N_

PASS = frozenset(("是", "合格", "做到", "有", "yes", "y", "pass", "true", "1", "✓"))
FAIL = frozenset(("否", "不合格", "没做到", "没有", "无", "no", "n", "fail", "false", "0", "✗"))
STATES = {"不适用": "na", "na": "na", "n/a": "na", "not applicable": "na", "没看到": "unseen", "未看到": "unseen", "not seen": "unseen",
          "unseen": "unseen"}  # fmt: skip
NONE = frozenset(("无", "没有", "none"))
LONGEST = 4_000  # characters of a text, as on the wire

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,3})?", re.ASCII)
_WAIT = re.compile(r"(?:(\d{1,3})\s*(?::|：|分钟?|min|m)\s*)?(?:(\d{1,4}(?:\.\d)?)\s*(?:秒钟?|sec|s)?)?", re.ASCII)
_K_OF_N = re.compile(r"(\d{1,3})\s*(?:/|／|of)\s*(\d{1,3})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?", re.ASCII)
_PARTS = re.compile(r"[;；、,，/|\n]")
Answer = tuple[str, Any]


class Unclear(ValueError):
    """A cell that is no answer. sentence: a gettext message id; figures fill its placeholders."""

    def __init__(self, sentence: str, **figures: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.figures = figures


def read(item: Item, text: str, day: date, language: str) -> Answer | None:
    """(state, value as on the wire) of a cell; None when nothing stands there. language: of the words for what was possible.

    Raises Unclear.
    """
    if not text:
        return None
    if item.type == "text":
        if len(text) > LONGEST:
            raise Unclear(N_("At most %(most)s characters."), most=LONGEST)
        return "answered", text
    state = STATES.get(plain(text))
    if state is not None:
        return state, None
    reader = _READERS.get(item.type)
    value = None if reader is None else reader(item, text, day)
    if value is None:
        raise Unclear(SENTENCES[item.type], text=text, possible=_possible(item, language))
    return "answered", value


def clock(text: str) -> time | None:
    """A time of day like 19:24; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _verdict(_item: Item, text: str, _day: date) -> str | None:
    word = plain(text)
    return "pass" if word in PASS else "fail" if word in FAIL else None


def _choice(item: Item, text: str, _day: date) -> str | None:
    word = plain(text)
    return next((one.id for one in item.options if word in {plain(one.id), *(plain(said) for said in one.label.values())}), None)


def _choices(item: Item, text: str, day: date) -> list[str] | None:
    if plain(text) in NONE:
        return []
    found = [_choice(item, part, day) for part in _PARTS.split(text) if part.strip()]
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) and len(set(known)) == len(known) else None


def _rating(item: Item, text: str, _day: date) -> str | None:
    word = plain(text)
    known = {word_: str(one.value) for one in item.levels for word_ in (str(one.value), *(plain(said) for said in one.label.values()))}
    return known.get(word) or (word if not item.levels and word.isdigit() else None)


def _number(_item: Item, text: str, _day: date) -> str | None:
    plain_text = text.replace(",", "").replace("，", "").strip()
    return plain_text if _NUMBER.fullmatch(plain_text) else None


def _deduct(_item: Item, text: str, _day: date) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _stopwatch(_item: Item, text: str, _day: date) -> str | None:
    found = _WAIT.fullmatch(text.strip().lower())
    return None if found is None or not any(found.groups()) else str(60 * int(found[1] or 0) + Decimal(found[2] or 0))


def _k_of_n(_item: Item, text: str, _day: date) -> dict[str, int] | None:
    found = _K_OF_N.fullmatch(text.strip().lower())
    if found is None or int(found[1]) > int(found[2]):
        return None
    return {"k": int(found[1]), "n": int(found[2])}


def _time(_item: Item, text: str, _day: date) -> str | None:
    found = clock(text)
    return None if found is None else found.strftime("%H:%M")


def _datetime(_item: Item, text: str, day: date) -> str | None:
    found = clock(text)
    if found is not None:
        return datetime.combine(day, found).strftime("%Y-%m-%dT%H:%M")
    try:
        return datetime.fromisoformat(text.strip().replace(" ", "T").replace("/", "-")).strftime("%Y-%m-%dT%H:%M")
    except ValueError:
        return None


def _date(_item: Item, text: str, _day: date) -> str | None:
    try:
        return date.fromisoformat(text.strip().replace("/", "-")).isoformat()
    except ValueError:
        return None


def _possible(item: Item, language: str) -> str:
    if item.type == "rating" and item.levels:
        return " / ".join(str(one.value) for one in item.levels)
    return " / ".join(text_in(one.label, language) for one in item.options)


_READERS: Mapping[str, Callable[[Item, str, date], Any]] = {
    "verdict": _verdict, "choice": _choice, "choices": _choices, "rating": _rating, "number": _number, "points": _number,
    "deduct": _deduct, "stopwatch": _stopwatch, "k_of_n": _k_of_n, "time": _time, "datetime": _datetime, "date": _date,
}  # fmt: skip
_A_NUMBER = N_("“%(text)s” is no number that this question takes.")
SENTENCES: Mapping[str, str] = {
    "verdict": N_("“%(text)s” is no answer here. Write yes or no, “not applicable” or “not seen”."),
    "choice": N_("“%(text)s” is none of what can be chosen: %(possible)s."),
    "choices": N_("“%(text)s” is none of what can be chosen: %(possible)s."),
    "rating": N_("“%(text)s” is none of what can be chosen: %(possible)s."),
    "number": _A_NUMBER, "points": _A_NUMBER, "deduct": _A_NUMBER,
    "stopwatch": N_("“%(text)s” is no length of time. Write seconds like 75, or minutes and seconds like 1:15."),
    "k_of_n": N_("“%(text)s” cannot be read. Write how often it was done of how often it was seen, like 2/3."),
    "time": N_("“%(text)s” is no time. Write it like 18:30."),
    "datetime": N_("“%(text)s” is no time. Write it like 18:30."),
    "date": N_("“%(text)s” is no day. Write it like 2026-11-20."),
}  # fmt: skip
