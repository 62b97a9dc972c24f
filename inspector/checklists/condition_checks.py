"""Which items a condition rests on, and whether any rests on itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspector.checklists.definition import Checklist, Condition, Leaf
from inspector.checklists.faults import Fault

if TYPE_CHECKING:
    from inspector.checklists.checking import Lines


def items_asked(condition: Condition | None) -> Iterator[str]:
    """Ids of the items that the condition asks about."""
    if condition is None:
        return
    if isinstance(condition, Leaf):
        yield condition.item
    else:
        for part in condition.parts:
            yield from items_asked(part)


def dependencies(checklist: Checklist) -> dict[str, list[str]]:
    """{item: items that decide whether it is shown}, those of its section included."""
    return {
        item.id: [*items_asked(section.when), *items_asked(item.when)]
        for section in checklist.sections
        for item in section.items
    }


def cycles(checklist: Checklist, lines: Lines) -> Iterator[Fault]:
    """A fault for each item that, over whatever way, decides about itself."""
    needs = dependencies(checklist)
    done: set[str] = set()
    for s, section in enumerate(checklist.sections):
        for i, item in enumerate(section.items):
            way = _way_back(item.id, needs, done)
            if way:
                done.update(way)
                line = lines.at("sections", s, "items", i, "when") if item.when else lines.at("sections", s, "when")
                yield Fault(line, "condition_cycle", {"item": item.id, "way": " > ".join(way)})


def _way_back(start: str, needs: dict[str, list[str]], done: set[str]) -> list[str]:
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for item in needs.get(way[-1], ()):
            if item == start and item not in done:
                return [*way, item]
            if item not in seen:
                seen.add(item)
                ways.append([*way, item])
    return []
