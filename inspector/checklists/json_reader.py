"""Exported JSON to the neutral tree, so that a fault in it has a line too."""

from __future__ import annotations

import re
from json.decoder import scanstring  # type: ignore[attr-defined]

from inspector.checklists.nodes import MOST_CHARACTERS, Builder, Node, Unreadable

_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<mark>[{}\[\],:])|(?P<quote>\")|(?P<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    r"|(?P<word>true|false|null))"
)
_CLOSES = {"{": "}", "[": "]"}


def read_json(text: str) -> Node:
    """The tree of one JSON text. Raises Unreadable."""
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(1, "too_long", most=MOST_CHARACTERS)
    if not text.strip():
        raise Unreadable(1, "empty")
    return _Reading(text).whole()


class _Reading:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.line = 1
        self.builder = Builder()

    def whole(self) -> Node:
        self._value(self._token())
        if self.text[self.place :].strip() or self.builder.root is None:
            raise Unreadable(self.line, "not_json")
        return self.builder.root

    def _token(self) -> tuple[str, str]:
        found = _TOKEN.match(self.text, self.place)
        if not found:
            raise Unreadable(self.line, "not_json")
        self.line += self.text.count("\n", self.place, found.end())
        self.place = found.end()
        kind = str(found.lastgroup)
        if kind != "quote":
            return kind, found.group(kind)
        try:
            written, self.place = scanstring(self.text, self.place, True)
            written.encode()
        except ValueError:  # bad escape, control character or half a surrogate pair
            raise Unreadable(self.line, "not_json") from None
        return kind, written

    def _value(self, token: tuple[str, str]) -> None:
        kind, written = token
        if kind == "mark" and written in _CLOSES:
            self._collection(written)
        elif kind == "mark":
            raise Unreadable(self.line, "not_json")
        elif kind == "word":
            self.builder.value(written, self.line, "plain" if written == "null" else "boolean")
        else:
            self.builder.value(written, self.line, "number" if kind == "number" else "quoted")

    def _collection(self, opening: str) -> None:
        closing = ("mark", _CLOSES[opening])
        self.builder.begin("mapping" if opening == "{" else "sequence", self.line)
        token = self._token()
        while token != closing:
            if opening == "{":
                if token[0] != "quote" or self._after_key(token) != ("mark", ":"):
                    raise Unreadable(self.line, "not_json")
                token = self._token()
            self._value(token)
            token = self._token()
            if token == ("mark", ","):
                token = self._token()
                if token == closing:
                    raise Unreadable(self.line, "not_json")
            elif token != closing:
                raise Unreadable(self.line, "not_json")
        self.builder.end()

    def _after_key(self, token: tuple[str, str]) -> tuple[str, str]:
        self.builder.value(token[1], self.line, "quoted")
        return self._token()
