"""Every key of the checklist format, where it may stand and how its value is read. docs/checklist-format.md names them all."""

from __future__ import annotations

from typing import Any

from inspector.checklists.grammar import (
    MISSING,
    Path,
    Reader,
    Reading,
    boolean,
    checklist_id,
    condition,
    duration,
    listing,
    number,
    one_of,
    owner,
    pairs,
    plain_text,
    record,
    standard,
    table_of,
    text,
    whole,
    word,
    word_or_number,
)
from inspector.checklists.nodes import Mapping, Node, Scalar

KINDS = ("round", "audit", "mystery", "survey", "self", "peer", "supervisor", "drill", "reinspection")
# What an inspector starts on a round. The others are filled by someone else by another road (a shopper, a guest) or are views for
# the appraisal talk, so no device is offered them and no plan asks for them.
ROUND_KINDS = ("round", "audit", "drill", "reinspection")
DIMENSIONS = (
    "appearance", "standing_posture", "greeting", "seating_order", "serving_sequence", "service_language",
    "responsiveness", "product_knowledge", "hygiene", "safety", "privacy_security", "punctuality", "records",
    "teamwork", "training", "improvement", "complaint_handling", "follow_up", "appraisal", "integrity", "general",
)  # fmt: skip
FACTORS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
CRITICALS = ("none", "flag", "fail", "zero_section", "zero_total", "cap")
SEVERITIES = ("urgent", "major", "general", "systemic")
SCORED_TYPES = ("verdict", "choice", "choices", "rating", "points", "number", "stopwatch", "k_of_n", "deduct", "all_of")
STORED_TYPES = ("text", "photo", "signature", "staff", "date", "time", "datetime", "barcode", "location", "instruction")

RECTIFY = {"severity": one_of(*SEVERITIES), "within": duration, "owner": owner, "action": text}
ON_FAIL = {
    "kind": one_of("coach", "fix", "repair", "manage"),
    "note": one_of("none", "optional", "required"),
    "photo": one_of("none", "optional", "required"),
    "rectify": record("rectify", RECTIFY),
}
OPTION = {"id": word, "label": text, "points": number(decimals=3), "scored": boolean, "fails": boolean}
LEVEL = {"value": whole(1, 1000), "label": text, "points": number("0", decimals=3)}
BAND = {"from": number(), "above": number(), "to": number(), "below": number(), "points": number(decimals=3)}
GRADE = {
    "grade": word,
    "title": text,
    "from": number(),
    "above": number(),
    "to": number(),
    "below": number(),
    "unless": record("unless", {"criticals": whole(1), "any_item_above": number("0")}),
}
SCORING = {
    "roll_up": one_of("points", "weighted_points", "mean"),
    "na": one_of("exclude", "zero", "pass", "forbid"),
    "unanswered": one_of("block", "exclude", "zero"),
    "unseen": one_of("exclude", "zero", "forbid"),
    "observed_from": number("0", "100"),
    "repeat": one_of("pool", "mean"),
    "decimals": whole(0, 2),
    "scale": one_of("100", "10", "5", "demerits"),
    "start": number(above="0", decimals=3),
    "round_down": boolean,
    "total": table_of(number(above="0", most="1")),
    "pass_from": number(),
    "pass_to": number("0"),
    "criticals_to_fail": whole(1),
    "cap_bonus": boolean,
    "show": one_of("live", "after", "never"),
    "grades": listing(record("grades", GRADE, ("grade",))),
}
APPLIES = {"site": record("site", {"has": word, "lacks": word})}
_SHOWN = {"when": condition, "applies": record("applies", APPLIES, ("site",))}
_ASKED = {"id": word, "ask": text, "type": one_of(*SCORED_TYPES, *STORED_TYPES)}
_DESCRIBED = {
    "required": boolean,
    "dimension": one_of(*DIMENSIONS),
    "factor": one_of(*FACTORS),
    "qsc": one_of("Q", "S", "C", "F", "M"),
    "observe": one_of("state", "event"),
    "bulk": boolean,
    "owner": one_of("actor", "duty", "team", "store"),
    "positions": listing(plain_text, 0),
    "moment": boolean,
    "subjective": boolean,
    "standards": listing(standard, 0),
    "guide": text,
    "script": text,
    "reference": plain_text,
    "notes": listing(text, 0),
    "na": SCORING["na"],
    "na_reason": one_of("optional", "required"),
    "unseen": SCORING["unseen"],
    **_SHOWN,
}
_SCORED = {
    "points": number("0", decimals=3),
    "bonus": boolean,
    "na_score": number("0", decimals=3),
    "needed": whole(1),
}
FAILURE_KEYS = ("critical", "cap", "on_fail")
_OPTIONS = {"options": listing(record("options", OPTION, ("id",)), 1)}
_SHARE = {"fails_below": number("0", "1")}
_OWN_POINTS = {key: reader for key, reader in _SCORED.items() if key != "points"}


def _on_fail(node: Node, path: Path, reading: Reading) -> Any:
    if isinstance(node, Scalar):
        return one_of("never")(node, path, reading)
    return record("on_fail", ON_FAIL)(node, path, reading)


_FAILING: dict[str, Reader] = {"critical": one_of(*CRITICALS), "cap": word_or_number, "on_fail": _on_fail}

TYPE_KEYS: dict[str, dict[str, Reader]] = {
    "verdict": {**_SCORED, **_FAILING},
    "choice": {**_OWN_POINTS, **_FAILING, **_OPTIONS},
    "choices": {**_OWN_POINTS, **_FAILING, **_OPTIONS, **_SHARE, "possible": number("0", decimals=3)},
    "rating": {
        **_SCORED,
        **_FAILING,
        "max": whole(2, 100),
        "levels": listing(record("levels", LEVEL, ("value",)), 2),
        "fails_at": whole(0, 100),
    },
    "points": {**_SCORED, **_FAILING, **_SHARE, "step": number(above="0", decimals=3)},
    "number": {
        **_SCORED,
        **_FAILING,
        "unit": text,
        "min": number(),
        "max": number(),
        "tolerance": number("0"),
        "bands": listing(record("bands", BAND, ("points",))),
    },
    "stopwatch": {**_SCORED, **_FAILING, "target": duration, "limit": duration},
    "k_of_n": {**_SCORED, **_FAILING, **_SHARE},
    "deduct": {**_SCORED, **_FAILING, "each": number(above="0", decimals=3), "floor": number(decimals=3)},
    "all_of": {**{key: reader for key, reader in _SCORED.items() if key != "needed"}, "items": listing(word, 1)},
    "text": {"multiline": boolean, "min_length": whole(0)},
    "photo": {"min": whole(0), "max": whole(1), "source": one_of("camera", "library", "any")},
    "signature": {"by": one_of("subject", "inspector", "manager", "witness")},
    "staff": {},
    "date": {},
    "time": {},
    "datetime": {},
    "barcode": {},
    "location": {},
    "instruction": {},
}
_ANY_TYPE_KEYS = {key for keys in TYPE_KEYS.values() for key in keys}


def _item(node: Node, path: Path, reading: Reading) -> Any:
    """An item: the keys of every item and those of its own type."""
    if not isinstance(node, Mapping):
        return reading.fault(node.line, "not_mapping", key="item")
    kind = next((v.text for k, v in node.pairs if k.text == "type" and isinstance(v, Scalar)), "")
    own = TYPE_KEYS.get(kind)
    if own is None:  # the type itself is the fault; do not add one for each of its keys
        every = {key: reader for keys in TYPE_KEYS.values() for key, reader in keys.items()}
        pairs(node, path, reading, "item", {**_ASKED, **_DESCRIBED, **every}, ("id", "ask", "type"))
        return MISSING
    keys: dict[str, Reader] = {**_ASKED, **_DESCRIBED, **own}
    for key, _ in node.pairs:
        if key.text in _ANY_TYPE_KEYS and key.text not in keys:
            reading.fault(key.line, "foreign_key", key=key.text, type=kind, keys=", ".join(own) or "ask")
    kept = tuple((k, v) for k, v in node.pairs if k.text in keys or k.text not in _ANY_TYPE_KEYS)
    required = ("id", "ask", "type", *_REQUIRED_BY_TYPE.get(kind, ()))
    return pairs(Mapping(kept, node.line), path, reading, "item", keys, required)


_REQUIRED_BY_TYPE = {
    "choice": ("options",),
    "choices": ("options",),
    "deduct": ("each",),
    "all_of": ("items",),
}

SECTION = {
    "id": word,
    "title": text,
    "dimension": one_of(*DIMENSIONS),
    "factor": one_of(*FACTORS),
    "positions": listing(plain_text, 0),
    "repeat": one_of("staff", "table", "area"),
    "group": word,
    "weight": number(above="0", decimals=3),
    "by_failures": listing(number("0", "100", decimals=3)),
    **_SHOWN,
    "items": listing(_item),
}
CHECKLIST = {
    "id": checklist_id,
    "title": text,
    "kind": one_of(*KINDS),
    "pack": word,
    "filled_by": word,
    "minutes": number(above="0", decimals=1),
    "intro": text,
    "scoring": record("scoring", SCORING),
    "rectify": record("rectify", RECTIFY),
    "sections": listing(record("section", SECTION, ("id", "items"))),
}
CONDITION_KEYS = (
    "item", "is", "is_not", "in", "lt", "le", "gt", "ge", "answered", "state", "includes", "any_subject", "all", "any", "not",
)  # fmt: skip

read_checklist = record("checklist", CHECKLIST, ("id", "title", "sections"))


def every_key() -> set[str]:
    """All keys the reader knows, wherever they stand."""
    tables: list[Any] = [
        RECTIFY,
        ON_FAIL,
        OPTION,
        LEVEL,
        BAND,
        GRADE,
        SCORING,
        APPLIES,
        _ASKED,
        _DESCRIBED,
        SECTION,
        CHECKLIST,
    ]
    found = {key for table in [*tables, *TYPE_KEYS.values()] for key in table}
    return found | set(CONDITION_KEYS) | {"criticals", "any_item_above", "has", "lacks"}
