"""How one written value is read into its canonical form: numbers as minimal decimals, durations as seconds."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Table
from decimal import Decimal
from typing import Any

from inspector.checklists.faults import Fault
from inspector.checklists.nodes import Mapping, Node, Scalar, Sequence

Path = tuple[str | int, ...]
Reader = Callable[[Node, Path, "Reading"], Any]

MISSING: Any = object()  # the value could not be read; a fault says why
MOST_DIGITS = 15
SECONDS_PER = {"s": 1, "m": 60, "h": 3600, "d": 86400}
FEWEST_DAYS = 3  # fewer are said in hours

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")
_DURATION = re.compile(r"((?:0|[1-9][0-9]*)(?:\.[0-9]{1,3})?)([smhd])\Z")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\Z")
_CHECKLIST_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEAN_LIKE = {"true", "false"}


class Reading:
    """Faults found so far, the line of every path, and the conditions to read once all items are known."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.lines: dict[Path, int] = {}
        self.conditions: list[tuple[Node, Path, dict[str, Any]]] = []

    def fault(self, line: int, code: str, **figures: object) -> Any:
        self.faults.append(Fault(line, code, figures))
        return MISSING


def name_of(path: Path) -> str:
    """The key that a fault talks about: the last word of the path, not the place in a list."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def decimal_text(written: str) -> str:
    """The shortest decimal that says the same: 2.50 is 2.5, -0 is 0."""
    value = Decimal(written)
    text = format(value.normalize() if value else Decimal(0), "f")
    return text


def seconds_of(written: str) -> str | None:
    """Seconds of 30s, 15m, 48h or 7d as a decimal text; None when it is no duration."""
    found = _DURATION.match(written)
    return (
        decimal_text(str(Decimal(found[1]) * SECONDS_PER[found[2]])) if found and len(written) < MOST_DIGITS else None
    )


def duration_text(seconds: object) -> str:
    """What seconds_of reads, of seconds as a number or a text: the largest unit that goes in whole, where days begin at 3 (48 h is said
    in hours). What is no whole number of seconds keeps its own words."""
    written = str(seconds)
    if not is_number(written):
        return written
    if "." in written:
        return f"{written}s"
    whole = int(written)
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if whole and whole % size == 0 and (unit != "d" or whole >= FEWEST_DAYS * size):
            return f"{whole // size}{unit}"
    return f"{whole}s"


def is_number(written: str) -> bool:
    return bool(_NUMBER.match(written)) and len(written) <= MOST_DIGITS


def scalar(node: Node, path: Path, reading: Reading) -> Scalar | None:
    if not isinstance(node, Scalar):
        reading.fault(node.line, "not_scalar", key=name_of(path))
    elif node.kind == "plain" and node.text in _NULLS:
        reading.fault(node.line, "no_value", key=name_of(path))
    elif _CONTROL.search(node.text):
        reading.fault(node.line, "not_clean_text")
    else:
        return node
    return None


def text(node: Node, path: Path, reading: Reading) -> Any:
    """A text in one language or several; a plain string is of language und."""
    if not isinstance(node, Mapping):
        written = plain_text(node, path, reading)
        return written if written is MISSING else {"und": written}
    found = {}
    for key, value in node.pairs:
        if not _LANGUAGE.match(key.text):
            return reading.fault(key.line, "not_language", key=key.text)
        found[key.text] = plain_text(value, (*path, key.text), reading)
    if not found:
        return reading.fault(node.line, "no_value", key=name_of(path))
    return MISSING if MISSING in found.values() else found


def plain_text(node: Node, path: Path, reading: Reading) -> Any:
    found = scalar(node, path, reading)
    if found is None:
        return MISSING
    if found.kind == "boolean" or found.kind == "plain" and found.text in _BOOLEAN_LIKE:
        return reading.fault(found.line, "boolean_text", key=name_of(path), value=found.text)
    return found.text


def matching(pattern: re.Pattern[str], code: str) -> Reader:
    def read(node: Node, path: Path, reading: Reading) -> Any:
        found = scalar(node, path, reading)
        if found is None:
            return MISSING
        if not pattern.match(found.text):
            return reading.fault(found.line, code, key=name_of(path), value=found.text)
        return found.text

    return read


word = matching(_WORD, "not_word")
standard = matching(re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z"), "not_word")
checklist_id = matching(_CHECKLIST_ID, "not_checklist_id")
owner = matching(re.compile(r"(?:actor|duty|area|store|role:[a-z][a-z_-]*)\Z"), "not_owner")


def one_of(*values: str) -> Reader:
    def read(node: Node, path: Path, reading: Reading) -> Any:
        found = scalar(node, path, reading)
        if found is None:
            return MISSING
        if found.text not in values:
            return reading.fault(
                found.line, "not_one_of", key=name_of(path), value=found.text, values=", ".join(values)
            )
        return found.text

    return read


def boolean(node: Node, path: Path, reading: Reading) -> Any:
    found = scalar(node, path, reading)
    if found is None:
        return MISSING
    if found.kind == "quoted" or found.text not in _BOOLEAN_LIKE:
        return reading.fault(found.line, "not_boolean", key=name_of(path), value=found.text)
    return found.text == "true"


def number(least: str | None = None, most: str | None = None, *, decimals: int = 6, above: str | None = None) -> Reader:
    """A decimal between the bounds (`least` and `most` included, `above` not)."""

    def read(node: Node, path: Path, reading: Reading) -> Any:
        found = scalar(node, path, reading)
        if found is None:
            return MISSING
        about: dict[str, object] = {"key": name_of(path), "value": found.text}
        if not is_number(found.text):
            return reading.fault(found.line, "not_number", **about)
        value = Decimal(found.text)
        if -int(value.normalize().as_tuple().exponent) > decimals:
            code = "too_many_decimals" if decimals else "not_whole"
            return reading.fault(found.line, code, most=decimals, **about)
        if least is not None and value < Decimal(least):
            return reading.fault(found.line, "too_small", least=least, **about)
        if above is not None and value <= Decimal(above):
            return reading.fault(found.line, "not_above", least=above, **about)
        if most is not None and value > Decimal(most):
            return reading.fault(found.line, "too_big", most=most, **about)
        return decimal_text(found.text)

    return read


def whole(least: int = 0, most: int = 1_000_000) -> Reader:
    return number(str(least), str(most), decimals=0)


def duration(node: Node, path: Path, reading: Reading) -> Any:
    """Seconds. A bare 30 is refused, for nobody knows its unit; "30" in quotes is the canonical form of 30s."""
    found = scalar(node, path, reading)
    if found is None:
        return MISSING
    if found.kind == "quoted" and is_number(found.text) and not found.text.startswith("-"):
        return decimal_text(found.text)
    seconds = seconds_of(found.text)
    return (
        seconds
        if seconds is not None
        else reading.fault(found.line, "not_duration", key=name_of(path), value=found.text)
    )


def word_or_number(node: Node, path: Path, reading: Reading) -> Any:
    found = scalar(node, path, reading)
    if found is None:
        return MISSING
    return decimal_text(found.text) if is_number(found.text) else word(node, path, reading)


def listing(reader: Reader, least: int = 1) -> Reader:
    def read(node: Node, path: Path, reading: Reading) -> Any:
        if not isinstance(node, Sequence):
            return reading.fault(node.line, "not_list", key=name_of(path))
        if len(node.items) < least:
            reading.fault(node.line, "list_too_short", key=name_of(path), least=least)
        found = []
        for place, item in enumerate(node.items):
            here = (*path, place)
            reading.lines[here] = item.line
            found.append(reader(item, here, reading))
        return [value for value in found if value is not MISSING]

    return read


def record(place: str, keys: Table[str, Reader], required: tuple[str, ...] = ()) -> Reader:
    """A mapping with known keys; `place` names it in faults."""

    def read(node: Node, path: Path, reading: Reading) -> Any:
        if not isinstance(node, Mapping):
            return reading.fault(node.line, "not_mapping", key=name_of(path) if path else place)
        return pairs(node, path, reading, place, keys, required)

    return read


def pairs(
    node: Mapping, path: Path, reading: Reading, place: str, keys: Table[str, Reader], required: tuple[str, ...]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.pairs:
        here = (*path, key.text)
        reading.lines[here] = key.line
        reader = keys.get(key.text)
        if reader is None:
            reading.fault(key.line, "unknown_key", key=key.text, place=place, keys=", ".join(keys))
            continue
        answer = reader(value, here, reading)
        if answer is not MISSING:
            found[key.text] = answer
    written = {key.text for key, _ in node.pairs}
    for name in required:
        if name not in written:
            reading.fault(node.line, "missing_key", key=name, place=place)
    return found


def table_of(reader: Reader) -> Reader:
    """A mapping whose keys are names chosen by the author."""

    def read(node: Node, path: Path, reading: Reading) -> Any:
        if not isinstance(node, Mapping):
            return reading.fault(node.line, "not_mapping", key=name_of(path))
        for key, _ in node.pairs:
            word(key, (*path, key.text), reading)
        keys = {key.text: reader for key, _ in node.pairs}
        return pairs(node, path, reading, name_of(path), keys, ())

    return read


def condition(node: Node, path: Path, reading: Reading) -> Any:
    """Left open: what a condition may say depends on the items, which are not all read yet."""
    later: dict[str, Any] = {}
    reading.conditions.append((node, path, later))
    return later
