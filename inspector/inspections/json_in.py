"""JSON from outside, read strictly: what is ambiguous or hostile is a fault, never a surprise later."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

DEEPEST = 40  # levels of nesting

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class Malformed(ValueError):
    """The text is not JSON as we take it; the message says why, in English, for the sender's log."""


def read(body: bytes) -> Any:
    """Read JSON in UTF-8. Numbers with a point come as Decimal.

    Raises Malformed: not UTF-8, not JSON, NaN or Infinity, a key twice in one object, half of a surrogate pair, too deep, too many digits.
    """
    try:
        text = body.decode("utf-8")
        _check_depth(body)
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


def _check_depth(body: bytes) -> None:
    # Cheap for what is shallow anyway; exact only where the brackets alone make depth possible.
    if body.count(b"{") + body.count(b"[") <= DEEPEST:
        return
    depth = 0
    is_inside_text = False
    for token in re.finditer(rb'\\.|["\[\]{}]', body):
        mark = token.group()
        if mark == b'"':
            is_inside_text = not is_inside_text
        elif is_inside_text or len(mark) > 1:
            continue
        elif mark in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise Malformed("it is nested too deep")
        else:
            depth -= 1


def _refuse_constant(name: str) -> None:
    raise Malformed(f"{name} is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Malformed("a key stands twice in one object")
    return result
