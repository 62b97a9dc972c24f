"""The step of the trace that one answer makes, as JSON text cut at the subject."""

from __future__ import annotations

import json
from fractions import Fraction

from inspector.scoring.figures import exact, plain

encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def item_step(item_id: str, state: str, earned: Fraction, possible: Fraction) -> tuple[str, str]:
    """What stands before and after the subject. Points carry three places and, where these round, the fraction."""
    after = {"earned": plain(earned), "possible": plain(possible)}
    if state != "answered":
        after["state"] = state
    precise = exact(earned)
    if precise is not None:
        after["earned_exact"] = precise
    before = encode({"rule": "item", "item": item_id})
    return before[:-1] + ', "for": ', ", " + encode(after)[1:]
