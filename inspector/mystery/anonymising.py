"""Makes of a shopper's report the record that a site may see: no exact moment, no photo, no words that were not released. Pure.

What is left out is said to be not applicable, with a reason, so that a required question does not stand as forgotten.
Source: docs/decisions.md, Mystery visits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from inspector.checklists.definition import Checklist, Item
from inspector.mystery.rules import When

WITHHELD = "不公开 withheld"  # stands in records of both languages
# A photo shows its moment, a moment is the moment, a code is the receipt; names of staff come by attribution or not at all.
NEVER_TOLD = frozenset(("photo", "signature", "date", "time", "datetime", "barcode", "location", "staff"))

TELLING_UNITS = frozenset(("元", "人民币", "cny", "rmb", "yuan", "¥", "人", "位", "people", "guests", "persons"))


def record_of(
    body: bytes, checklist: Checklist, moment: When, zone: str, *, identity: str, author_id: int, words: Mapping[str, str],
    corrections: Iterable[Mapping[str, Any]] = (),
) -> bytes:  # fmt: skip
    """The bytes of the record that is released (docs/payload.md, Submission).

    body: what the shopper sent. words: {item: what may be read}, for questions of free text and for notes beside answers.
    corrections: the reviewer's, as in models.Report. identity: a new UUID; author_id: who released it.
    """
    raw = json.loads(body)
    put_right = {one["item"]: one for one in corrections}
    items = {item.id: item for item in checklist.items}
    shown_at = moment.moment(zone).isoformat(timespec="milliseconds")
    return json.dumps(
        {
            "wire": 1, "id": identity, "checklist_id": raw["checklist_id"], "checklist_version": raw["checklist_version"],
            "site_id": raw["site_id"], "area_id": None, "shift_id": None, "line": "mystery", "author_id": author_id, "grant_id": None,
            "round_id": None, "base_rev": None, "started_at": shown_at, "submitted_at": shown_at, "active_seconds": 0, "paused_seconds": 0,
            "site": raw.get("site") or {}, "subjects": {}, "duty": [],
            "answers": [_told(one, items[one["item"]], put_right, words) for one in raw["answers"] if one["item"] in items],
            "follow_ups": [], "praise": [], "comment": None, "attachments": [], "client": {},
        },
        ensure_ascii=False, separators=(",", ":"),
    ).encode()  # fmt: skip


def is_told(item: Item) -> bool:
    """Whether the answer to an item may be released as it is."""
    return item.type not in NEVER_TOLD and item.type != "text" and not _may_tell_the_guest(item)


def _told(
    answer: Mapping[str, Any], item: Item, put_right: Mapping[str, Mapping[str, Any]], words: Mapping[str, str]
) -> dict[str, Any]:
    correction = put_right.get(item.id)
    state, value = (correction["state"], correction["value"]) if correction else (answer["state"], answer.get("value"))
    base = {"item": item.id, "for": None, "state": state, "value": value, "at": None, "note": words.get(item.id)}
    if state != "answered" or is_told(item):
        return base
    if item.type == "text" and words.get(item.id):
        return base | {"value": words[item.id], "note": None}
    return base | {"state": "na", "value": None, "reason": WITHHELD, "note": None}


def _may_tell_the_guest(item: Item) -> bool:
    """A figure of what was spent or how many came."""
    return item.type == "number" and any(unit.strip().lower() in TELLING_UNITS for unit in (item.unit or {}).values())
