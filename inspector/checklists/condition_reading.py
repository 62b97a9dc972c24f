"""Reads conditions once all items are known: what may be asked of an item depends on its type."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any

from inspector.checklists.grammar import MISSING, Path, Reading, decimal_text, is_number, seconds_of
from inspector.checklists.nodes import Mapping, Node, Scalar, Sequence

COMPARISONS = ("lt", "le", "gt", "ge")
EQUALITIES = ("is", "is_not", "in")
_ALWAYS = ("answered", "state")
_NUMERIC = ("rating", "points", "number", "stopwatch", "deduct")
OPERATORS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*_NUMERIC, "time"), (*EQUALITIES, *COMPARISONS, *_ALWAYS)),
    **dict.fromkeys(("verdict", "choice", "text", "staff", "barcode", "date", "datetime"), (*EQUALITIES, *_ALWAYS)),
    "choices": ("includes", *_ALWAYS),
    **dict.fromkeys(("k_of_n", "photo", "signature", "location"), _ALWAYS),
}
STATES = ("na", "unseen", "unanswered", "answered")


def read_conditions(reading: Reading, document: Table[str, Any]) -> None:
    """Fills in every condition left open while the checklist was read."""
    places = {
        item["id"]: (item, section)
        for section in document.get("sections", ())
        for item in section.get("items", ())
        if "id" in item
    }
    for node, path, later in reading.conditions:
        home = document["sections"][path[1]]
        found = _condition(node, path, reading, places, home)
        if found is not MISSING:
            later.update(found)


def _condition(node: Node, path: Path, reading: Reading, places: dict[str, Any], home: Any) -> Any:
    keys = {key.text: value for key, value in node.pairs} if isinstance(node, Mapping) else {}
    if len(keys) == 1:
        ((name, inner),) = keys.items()
        if name == "not":
            part = _condition(inner, path, reading, places, home)
            return MISSING if part is MISSING else {"not": part}
        if name in ("all", "any") and isinstance(inner, Sequence) and inner.items:
            parts = [_condition(part, path, reading, places, home) for part in inner.items]
            return MISSING if MISSING in parts else {name: parts}
    operators = [key for key in keys if key not in ("item", "any_subject")]
    item = keys.get("item")
    if len(operators) != 1 or not isinstance(item, Scalar):
        return reading.fault(node.line, "condition_shape")
    return _leaf(keys, operators[0], item, reading, places, home, path)


def _leaf(
    keys: dict[str, Node], op: str, item: Scalar, reading: Reading, places: dict[str, Any], home: Any, path: Path
) -> Any:
    if item.text not in places:
        return reading.fault(item.line, "condition_item", item=item.text)
    asked, section = places[item.text]
    allowed = OPERATORS.get(asked["type"], ())
    if op not in allowed:
        about = {"item": item.text, "type": asked["type"], "key": op, "keys": ", ".join(allowed) or "-"}
        return reading.fault(item.line, "condition_operator", **about)
    found: dict[str, Any] = {"item": item.text}
    if "any_subject" in keys:
        flag = keys["any_subject"]
        if not isinstance(flag, Scalar) or flag.kind == "quoted" or flag.text not in ("true", "false"):
            return reading.fault(flag.line, "not_boolean", key="any_subject", value=getattr(flag, "text", "[ ]"))
        found["any_subject"] = flag.text == "true"
    inside = section is home and len(path) > 3  # a condition of the section itself has no subject yet
    if section.get("repeat") and not inside and not found.get("any_subject"):
        return reading.fault(item.line, "condition_any_subject", item=item.text, kind=section["repeat"])
    value = _value(keys[op], op, asked, reading)
    return MISSING if value is MISSING else {**found, op: value}


def _value(node: Node, op: str, asked: dict[str, Any], reading: Reading) -> Any:
    if op == "answered":
        if isinstance(node, Scalar) and node.kind != "quoted" and node.text == "true":
            return True
        return reading.fault(node.line, "condition_answered", item=asked["id"])
    if op == "in":
        if not isinstance(node, Sequence) or not node.items:
            return reading.fault(node.line, "not_list", key="in")
        values = [_value(part, "is", asked, reading) for part in node.items]
        return MISSING if MISSING in values else values
    if not isinstance(node, Scalar):
        return reading.fault(node.line, "not_scalar", key=op)
    if op == "state":
        return _known(node, asked, STATES, reading)
    return _answer(node, asked, reading)


def _answer(node: Scalar, asked: dict[str, Any], reading: Reading) -> Any:
    kind = asked["type"]
    if kind == "verdict":
        return _known(node, asked, ("pass", "fail"), reading)
    if kind in ("choice", "choices"):
        return _known(node, asked, tuple(option["id"] for option in asked.get("options", ())), reading)
    if kind == "stopwatch" and node.kind != "quoted" and seconds_of(node.text) is not None:
        return seconds_of(node.text)
    if kind in _NUMERIC:
        if is_number(node.text) and (kind != "stopwatch" or node.kind == "quoted"):
            return decimal_text(node.text)
        code = "not_duration" if kind == "stopwatch" else "not_number"
        return reading.fault(node.line, code, key=asked["id"], value=node.text)
    return node.text


def _known(node: Scalar, asked: dict[str, Any], values: tuple[str, ...], reading: Reading) -> Any:
    if node.text in values:
        return node.text
    return reading.fault(node.line, "condition_value", value=node.text, item=asked["id"], values=", ".join(values))
