"""Whether two people stand in one reporting line, so that one should not judge about what the other saw. Pure.

Operations is one line: supervisors report to the store manager, store managers to the area manager, each for the places under their scope.
Quality is another, HR a third. Two of quality stand in one line, whatever their places. Source: docs/decisions.md, Objections of people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

OPERATIONS = frozenset(("supervisor", "store_manager", "area_manager"))
LINES = {**dict.fromkeys(OPERATIONS, "operations"), "quality_lead": "quality", "hr": "hr"}


@dataclass(frozen=True, slots=True)
class Post:
    """A role held over some places. path: the scope and all scopes above it, its own id first."""

    role: str
    path: tuple[int, ...]


def in_one_line(one: Iterable[Post], other: Iterable[Post]) -> bool:
    """Whether any role of one and any role of the other stand in one reporting line."""
    others = list(other)
    return any(_joined(a, b) for a in one for b in others)


def _joined(one: Post, other: Post) -> bool:
    line = LINES.get(one.role)
    if line is None or line != LINES.get(other.role):
        return False
    return line != "operations" or one.path[0] in other.path or other.path[0] in one.path
