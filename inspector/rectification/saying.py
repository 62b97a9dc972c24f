"""What moves say beyond a remark: a cause, a plan, a vendor's date, a colleague. Read from a form or a device, judged in one place. Pure.

`says` is a mapping of texts (or lists of texts for `whys`); what comes back is typed and ready to be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspector.inspections.payload import CAUSES

MEASURES = ("correct", "train", "procedure", "equipment", "discipline")
WHYS = 5
LONGEST = 300
MINOR = 100  # of one unit of the currency
MOST_COST = 10_000_000


class Unsaid(Exception):
    """What is missing or cannot be read: {field: sentence (a gettext message id)}."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(fields)
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it happened. whys: each says why the one before was so."""

    cause: str
    whys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is done so that it stays away. cost_minor: in hundredths of the currency, None = not said."""

    measure: str
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A vendor is awaited until the end of a day."""

    ticket: str
    vendor: str
    until: date


def cause(says: Mapping[str, Any], needs_whys: bool) -> Cause:
    """Read a cause. Raises Unsaid."""
    whys = tuple(text for text in map(_text, _list(says.get("whys"))) if text)[:WHYS]
    faults = {}
    if says.get("cause") not in CAUSES:
        faults["cause"] = "Please choose the cause."
    if needs_whys and len(whys) < WHYS:
        faults["whys"] = "Please ask why five times; each answer says why the one before was so."
    _refuse(faults)
    return Cause(str(says["cause"]), whys)


def measure(says: Mapping[str, Any], note: str | None) -> Measure:
    """Read what will be done. Raises Unsaid."""
    faults = {}
    if says.get("measure") not in MEASURES:
        faults["measure"] = "Please choose what will be done."
    if not (note or "").strip():
        faults["note"] = "Please write what will be done, by whom and by when."
    cost = _cost(says.get("cost"), faults)
    _refuse(faults)
    return Measure(str(says["measure"]), cost)


def waiting(says: Mapping[str, Any], note: str | None, today: date, latest: date) -> Waiting:
    """Read for what a repair waits. latest: the last day a vendor may name. Raises Unsaid."""
    ticket, faults = _text(says.get("ticket"))[:60], {}
    if not ticket:
        faults["ticket"] = "Please write the number of the repair ticket."
    if not (note or "").strip():
        faults["note"] = "Please say what you are waiting for."
    try:
        until = date.fromisoformat(_text(says.get("until")))
    except ValueError:
        until = today
        faults["until"] = "Please choose the vendor's date."
    else:
        if until <= today:
            faults["until"] = "Choose a day after today."
        elif until > latest:
            faults["until"] = (
                "The vendor's date lies later than a repair may take. Please agree on an earlier one, or a way to do without."
            )
    _refuse(faults)
    return Waiting(ticket, _text(says.get("vendor"))[:100], until)


def person(says: Mapping[str, Any]) -> int:
    """Read which staff member is meant. Raises Unsaid."""
    text = _text(says.get("staff"))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        _refuse({"staff": "Please choose a colleague."})
    return int(text)


def invoice(says: Mapping[str, Any]) -> str:
    """The number of a vendor's invoice; empty where none was given."""
    return _text(says.get("invoice"))[:60]


def _cost(value: Any, faults: dict[str, str]) -> int | None:
    text = _text(value)
    if not text:
        return None
    whole, _, part = text.replace(",", ".").partition(".")
    if not (
        text.isascii()
        and whole.isdigit()
        and len(part) <= 2
        and (part.isdigit() or not part)
        and int(whole) <= MOST_COST
    ):
        faults["cost"] = "Please write the cost as a number, like 120 or 120.50."
        return None
    return int(whole) * MINOR + int(part.ljust(2, "0") or 0)


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _text(value: Any) -> str:
    return str(value).replace("\x00", "").strip()[:LONGEST] if isinstance(value, str | int) else ""


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise Unsaid(faults)
