"""Reads expected_access.txt: what the test asks of each address."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.cast import PARTS

TABLE = Path(__file__).with_name("expected_access.txt")
EVERYONE = ("ada", "quan", "hua", "aud", "nora", "lin", "gao", "mei", "ivy", "otto")


@dataclass(frozen=True)
class Line:
    """One address with one method. kind: page | public | door | shopper | own | device; there: None when it concerns no place."""

    method: str
    path: str
    fields: str
    kind: str
    here: frozenset[str]
    there: frozenset[str] | None
    is_hidden: bool
    takes_grant: bool
    is_costly: bool  # of those let in only the first is tried
    refusals: tuple[int, ...]  # what else a refusal may be, where a form's choices refuse first

    @property
    def name(self) -> str:
        """How the test is called."""
        return f"{self.method} {self.path}"


def read() -> list[Line]:
    """All lines; raises ValueError for one that cannot be read."""
    sets: dict[str, frozenset[str]] = {}
    lines: list[Line] = []
    for number, text in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        try:
            if text.startswith("= "):
                name, *names = text.split()[1:]
                sets[name] = _people(names, sets)
            elif text.strip() and not text.startswith("#"):
                lines += _line(text, sets)
        except (ValueError, KeyError) as error:
            raise ValueError(f"{TABLE.name}:{number}: {error}") from error
    return lines


def _line(text: str, sets: dict[str, frozenset[str]]) -> list[Line]:
    head, *parts = (part.strip() for part in text.split(" :"))
    methods, path, *fields = head.split()
    words = parts[0].split()
    kind = words[0] if words and words[0] in ("public", "door", "shopper", "own", "device") else "page"
    named = words[1:] if kind == "device" else [] if kind != "page" else words
    here = frozenset(EVERYONE) if kind in ("public", "door", "own") else _people([w for w in named if w != "grant"], sets)
    there = _people(parts[1].split(), sets) if len(parts) > 1 and parts[1] else None
    notes = parts[2].split() if len(parts) > 2 else []
    refusals = tuple(int(word) for word in notes[1:]) if notes[:1] == ["refused"] else ()
    return [
        Line(
            method,
            path,
            " ".join(fields),
            kind,
            here,
            there,
            "hidden" in notes,
            "grant" in words,
            "costly" in notes,
            refusals,
        )
        for method in methods.split(",")
    ]


def _people(words: list[str], sets: dict[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    for word in words:
        if word in PARTS:
            found.add(word)
        else:
            found |= sets[word]
    return frozenset(found)
