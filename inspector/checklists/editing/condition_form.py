"""A condition as rows of a form and back: each row one question, its relation and its value; groups may hold groups.

A group: {"join": "all" | "any", "not": "true" | "", "parts": {"0": row or group, …}}.
A row: {"item", "op", "value": text or {"0": …}, "not", "any_subject"}. Blank rows say nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from inspector.checklists.grammar import decimal_text, is_number, seconds_of

OPERATORS = ("is", "is_not", "in", "lt", "le", "gt", "ge", "includes", "answered", "state")
NUMERIC = ("rating", "points", "number", "stopwatch", "deduct")
JOINS = ("all", "any")
_SPLIT = re.compile(r"[\n,，、;；]+")


def shown(condition: Any) -> dict[str, Any]:
    """The group that a condition is shown as; a single question is a group of one."""
    if not isinstance(condition, Mapping) or not condition:
        return {"join": "all", "negated": False, "parts": []}
    group = _shown(condition)
    return group if "parts" in group else {"join": "all", "negated": False, "parts": [group]}


def read(group: Mapping[str, Any], types: Mapping[str, str]) -> Any:
    """The condition of a form; an empty mapping when no row asks anything. types: {id of a question: its type}."""
    found = _read(group, types)
    return {} if found is None else found


def _shown(condition: Mapping[str, Any]) -> dict[str, Any]:
    for join in JOINS:
        if isinstance(condition.get(join), list):
            return {"join": join, "negated": False, "parts": [_shown(part) for part in condition[join] if isinstance(part, Mapping)]}
    if isinstance(condition.get("not"), Mapping):
        inner = _shown(condition["not"])
        if inner["negated"]:
            return {"join": "all", "negated": True, "parts": [inner]}
        return {**inner, "negated": True}
    op = next((key for key in condition if key in OPERATORS), "is")
    return {
        "item": condition.get("item", ""), "op": op, "value": condition.get(op, ""), "negated": False,
        "any_subject": bool(condition.get("any_subject")),
    }  # fmt: skip


def _read(node: Mapping[str, Any], types: Mapping[str, str]) -> Any:
    if "parts" in node or "join" in node:
        rows = node.get("parts", {})
        parts = [_read(rows[place], types) for place in sorted(rows, key=_number) if isinstance(rows[place], Mapping)]
        whole = [part for part in parts if part is not None]
        if not whole:
            return None
        join = "any" if node.get("join") == "any" else "all"
        found = whole[0] if len(whole) == 1 else {join: whole}
    elif node.get("item"):
        found = _leaf(node, types.get(node["item"], ""))
    else:
        return None
    return {"not": found} if node.get("not") == "true" else found


def _leaf(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    op = str(row.get("op"))
    op = op if op in OPERATORS else "is"
    leaf: dict[str, Any] = {"item": row["item"]}
    if row.get("any_subject") == "true":
        leaf["any_subject"] = True
    value = row.get("value", "")
    several = [value[place] for place in sorted(value, key=_number)] if isinstance(value, Mapping) else _SPLIT.split(str(value))
    words = [_typed(word.strip(), kind) for word in several if word.strip()]
    if op == "answered":
        return {**leaf, op: True}
    return {**leaf, op: words if op == "in" else words[0] if words else ""}


def _typed(word: str, kind: str) -> str:
    """Numbers and durations in their canonical form; any other answer is the word itself."""
    if kind not in NUMERIC:
        return word
    plain = unicodedata.normalize("NFKC", word)
    if is_number(plain):
        return decimal_text(plain)
    return (seconds_of(plain) if kind == "stopwatch" else None) or plain


def _number(place: str) -> int:
    return int(place) if place.isdigit() else 0
