"""JSON from outside, read strictly: what is ambiguous or hostile is a fault, never a surprise later."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Malformed(ValueError):
    """The text is not JSON as we take it; the message says why, in English, for the sender's log."""


def read(body: bytes) -> Any:
    """Read JSON in UTF-8. Numbers with a point come as Decimal.

    Raises Malformed: not UTF-8, not JSON, NaN or Infinity, a key twice in one object, half of a surrogate pair, too deep, too many digits.
    """
    try:
        text = body.decode("utf-8")
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=Decimal, object_pairs_hook=_object)
        if _SURROGATE.search(body):
            json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeError:
        raise Malformed("it is not UTF-8") from None
    except RecursionError:
        raise Malformed("it is nested too deep") from None
    except Malformed:
        raise
    except ValueError as error:
        raise Malformed(f"it is not JSON: {error}") from None
    return value


def _refuse_constant(name: str) -> None:
    raise Malformed(f"{name} is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Malformed("a key stands twice in one object")
    return result
