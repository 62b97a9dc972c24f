"""The conditions of XLSForms (`relevant`) and ours, as far as each can say the other. Pure.

A leaf of ours about an unanswered item is false, `is_not` too; in XPath '' != 'x' is true. So `!=` is read as not(is), which is true
without an answer, and our is_not is written with the answer asked for beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Condition = dict[str, Any]
DEEPEST = 20
_TOKEN = re.compile(
    r"\s*(?:(?P<ref>(?:\$\{\s*|\.\./)([A-Za-z_][\w.-]*)(?:\s*\})?)|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)|(?P<op>!=|<=|>=|=|<|>|\(|\)|,)"
    r"|(?P<word>[A-Za-z][A-Za-z-]*))"
)
_FLIPPED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ORDERS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_SIGNS = {name: sign for sign, name in _ORDERS.items()}
NUMERIC = frozenset(("rating", "points", "number", "stopwatch", "deduct"))


class Unsaid(Exception):
    """The condition cannot be said in the other language."""


def read(relevant: str, types: Mapping[str, str]) -> Condition | None:
    """The condition of a `relevant`; None when it is always true. types: {name of a question: its type here}. Raises Unsaid."""
    return _simple(_Reader(relevant, types).whole())


def write(condition: Condition, types: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The `relevant` of a canonical condition. types: {item: type}; names: {item: its name in the form}.

    Raises Unsaid, also where reading it again would not give the same condition.
    """
    written = _written(condition, types, names)
    named = {names[item]: kind for item, kind in types.items() if item in names}
    back = {name: item for item, name in names.items()}
    if _renamed(read(written, named), back) != condition:
        raise Unsaid
    return written


class _Reader:
    """Recursive descent over the part of XPath that forms use: or, and, not, comparisons, selected()."""

    def __init__(self, text: str, types: Mapping[str, str]) -> None:
        self._tokens = list(_tokens(text))
        self._place = 0
        self._types = types
        self._depth = 0

    def whole(self) -> Condition | None:
        found = self._or()
        if self._place != len(self._tokens):
            raise Unsaid
        return found

    def _or(self) -> Condition | None:
        return self._joined("or", "any", lambda: self._joined("and", "all", self._one))

    def _joined(self, word: str, key: str, part: Callable[[], Condition | None]) -> Condition | None:
        parts = [part()]
        while self._next() == ("word", word):
            self._place += 1
            parts.append(part())
        if len(parts) == 1:
            return parts[0]
        said = [one for one in parts if one is not None]
        if len(said) < len(parts) and key == "any":
            return None  # always true whatever the others are
        return {key: said} if len(said) > 1 else said[0] if said else None

    def _one(self) -> Condition | None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unsaid
        kind, text = self._take()
        if (kind, text) == ("op", "("):
            found = self._or()
            self._expect(")")
        elif kind == "word":
            found = self._function(text)
        else:
            found = self._comparison(kind, text)
        self._depth -= 1
        return found

    def _function(self, name: str) -> Condition | None:
        self._expect("(")
        if name == "true":
            self._expect(")")
            return None
        if name == "not":
            inner = self._or()
            self._expect(")")
            if inner is None:
                raise Unsaid
            return {"not": inner}
        kind, reference = self._take()
        if kind != "ref":
            raise Unsaid
        if name == "string-length":
            self._expect(")")
            sign, number = self._take(), self._take()
            if number != ("number", "0") or sign not in (("op", ">"), ("op", "="), ("op", "!=")):
                raise Unsaid
            return self._leaf(reference, "=" if sign[1] == "=" else "!=", "")
        if name not in ("selected", "jr:selected"):
            raise Unsaid
        self._expect(",")
        kind, value = self._take()
        self._expect(")")
        if kind not in ("text", "number"):
            raise Unsaid
        is_list = self._type(reference) == "choices"
        return {"item": reference, "includes" if is_list else "is": value}

    def _comparison(self, kind: str, text: str) -> Condition:
        operator, sign = self._take()
        other, value = self._take()
        if operator != "op" or sign not in _FLIPPED:
            raise Unsaid
        if kind == "ref" and other in ("text", "number"):
            return self._leaf(text, sign, value)
        if other == "ref" and kind in ("text", "number"):
            return self._leaf(value, _FLIPPED[sign], text)
        raise Unsaid

    def _leaf(self, reference: str, sign: str, value: str) -> Condition:
        kind = self._type(reference)
        if value == "" and sign in ("=", "!="):
            answered: Condition = {"item": reference, "answered": True}
            return answered if sign == "!=" else {"not": answered}
        if sign in _ORDERS:
            if kind not in NUMERIC:
                raise Unsaid
            return {"item": reference, _ORDERS[sign]: value}
        if kind in ("choices", "k_of_n", "photo", "signature", "location"):
            raise Unsaid
        equal = {"item": reference, "is": value}
        return equal if sign == "=" else {"not": equal}

    def _type(self, reference: str) -> str:
        if reference not in self._types:
            raise Unsaid
        return self._types[reference]

    def _next(self) -> tuple[str, str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self) -> tuple[str, str]:
        found = self._next()
        if found is None:
            raise Unsaid
        self._place += 1
        return found

    def _expect(self, sign: str) -> None:
        if self._take() != ("op", sign):
            raise Unsaid


def _tokens(text: str) -> Any:
    place = 0
    text = text.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise Unsaid
        place = found.end()
        kind = str(found.lastgroup)
        yield kind, found[2] if kind == "ref" else found[kind][1:-1] if kind == "text" else found[kind]


def _simple(condition: Condition | None) -> Condition | None:
    """answered and not(is) about one item is is_not; several is about one item are in."""
    if condition is None:
        return None
    for key in ("all", "any"):
        if key in condition:
            parts = [part for part in map(_simple, condition[key]) if part is not None]
            if key == "all" and len(parts) == 2 and _is_not(*parts):
                return {"item": parts[0]["item"], "is_not": parts[1]["not"]["is"]}
            if key == "any" and all(set(part) == {"item", "is"} for part in parts) and len({part["item"] for part in parts}) == 1:
                return {"item": parts[0]["item"], "in": [part["is"] for part in parts]}
            return {key: parts}
    if "not" in condition:
        inner = _simple(condition["not"])
        return None if inner is None else {"not": inner}
    return condition


def _is_not(first: Condition, second: Condition) -> bool:
    return set(first) == {"item", "answered"} and set(second.get("not", ())) == {"item", "is"} and second["not"]["item"] == first["item"]


def _written(condition: Condition, types: Mapping[str, str], names: Mapping[str, str]) -> str:
    for key, word in (("all", " and "), ("any", " or ")):
        if key in condition:
            return "(" + word.join(_written(part, types, names) for part in condition[key]) + ")"
    if "not" in condition:
        inner = condition["not"]
        if inner.get("answered") is True and not inner.get("any_subject"):
            return f"${{{names[inner['item']]}}} = ''"
        return f"not({_written(inner, types, names)})"
    item = condition["item"]
    if item not in names or "any_subject" in condition or "state" in condition:
        raise Unsaid
    reference, is_number = f"${{{names[item]}}}", types[item] in NUMERIC
    if "answered" in condition:
        return f"{reference} != ''"
    if "includes" in condition:
        return f"selected({reference}, {_quoted(condition['includes'], False)})"
    if "in" in condition:
        return "(" + " or ".join(f"{reference} = {_quoted(value, is_number)}" for value in condition["in"]) + ")"
    if "is_not" in condition:
        return f"({reference} != '' and {reference} != {_quoted(condition['is_not'], is_number)})"
    for key, sign in (("is", "="), *_SIGNS.items()):
        if key in condition:
            return f"{reference} {sign} {_quoted(condition[key], is_number)}"
    raise Unsaid


def _quoted(value: str, is_number: bool) -> str:
    if is_number:
        return value
    if "'" in value and '"' in value:
        raise Unsaid
    return f'"{value}"' if "'" in value else f"'{value}'"


def _renamed(condition: Any, names: Mapping[str, str]) -> Any:
    if isinstance(condition, dict):
        return {key: names.get(value, value) if key == "item" else _renamed(value, names) for key, value in condition.items()}
    return [_renamed(one, names) for one in condition] if isinstance(condition, list) else condition


def renamed(condition: Condition, names: Mapping[str, str]) -> Condition:
    """The condition with other names for its items."""
    found: Condition = _renamed(condition, names)
    return found
