"""The neutral tree that both readers give: what was written, and on which line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """One written value. `kind` is plain (bare word), quoted, number or boolean (the last two only from JSON)."""

    text: str
    line: int
    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in written order, each with its own line."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int


Node = Scalar | Sequence | Mapping

DEEPEST = 24  # a question about levels in two languages is 9 deep; conditions need the rest
MOST_NODES = 50_000
MOST_CHARACTERS = 2_000_000


class Unreadable(Exception):
    """The text is not a tree we accept; carries the line, the fault code and its figures."""

    def __init__(self, line: int, code: str, **figures: object) -> None:
        super().__init__(code)
        self.line = line
        self.code = code
        self.figures = figures


class Builder:
    """Builds one tree from a stream of beginnings, values and ends, within the limits of depth and size.

    Raises Unreadable for duplicate keys, keys that are not words, too much depth or too many nodes.
    """

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[tuple[str, int, list[Node]]] = []
        self._count = 0

    def begin(self, shape: str, line: int) -> None:
        self._counted(line)
        if len(self._open) >= DEEPEST:
            raise Unreadable(line, "too_deep", most=DEEPEST)
        self._open.append((shape, line, []))

    def value(self, text: str, line: int, kind: str) -> None:
        self._counted(line)
        self._put(Scalar(text, line, kind))

    def end(self) -> None:
        shape, line, children = self._open.pop()
        self._put(Sequence(tuple(children), line) if shape == "sequence" else self._mapping(children, line))

    def _mapping(self, children: list[Node], line: int) -> Mapping:
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, int] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise Unreadable(key.line, "key_not_word")
            if key.text in seen:
                raise Unreadable(key.line, "duplicate_key", key=key.text, first=seen[key.text])
            seen[key.text] = key.line
            pairs.append((key, value))
        return Mapping(tuple(pairs), line)

    def _counted(self, line: int) -> None:
        self._count += 1
        if self._count > MOST_NODES:
            raise Unreadable(line, "too_many_nodes", most=MOST_NODES)

    def _put(self, node: Node) -> None:
        if self._open:
            self._open[-1][2].append(node)
        else:
            self.root = node
