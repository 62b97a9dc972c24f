"""Whether the keys of one item fit together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspector.checklists.band_checks import band_faults
from inspector.checklists.definition import Checklist, Item, Section
from inspector.checklists.faults import Fault
from inspector.checklists.grammar import Path
from inspector.scoring.points import possible_points

if TYPE_CHECKING:
    from inspector.checklists.checking import Lines


def item_faults(checklist: Checklist, section: Section, item: Item, lines: Lines, path: Path) -> Iterator[Fault]:
    yield from _common(checklist, item, lines, path)
    if item.type in ("choice", "choices"):
        yield from _options(item, lines, path)
    elif item.type == "rating":
        yield from _rating(item, lines, path)
    elif item.type == "number":
        yield from _number(item, lines, path)
    elif item.type == "stopwatch":
        yield from _stopwatch(item, lines, path)
    elif item.type == "deduct":
        losing = checklist.scoring.start is not None or checklist.scoring.scale == "demerits"
        if not item.has_points and not losing:
            yield Fault(lines.at(*path), "deduct_points")
        if not item.has_points and (*path, "floor") in lines.of:
            yield Fault(lines.at(*path, "floor"), "needs", {"key": "floor", "other": "points"})
        if item.has_points and item.floor > item.points:
            yield Fault(lines.at(*path, "floor"), "range_order", {"low": "floor", "high": "points"})
    elif item.type == "photo" and item.photos_most is not None and item.photos_least > item.photos_most:
        yield Fault(lines.at(*path, "min"), "range_order", {"low": "min", "high": "max"})


def _common(checklist: Checklist, item: Item, lines: Lines, path: Path) -> Iterator[Fault]:
    if item.critical != "none" and (item.bonus or item.on_fail.never):
        yield Fault(lines.at(*path, "critical"), "critical_unfailing")
    if item.critical == "cap" and item.cap is None:
        yield Fault(lines.at(*path, "critical"), "needs", {"key": "critical: cap", "other": "cap"})
    if item.cap is not None:
        yield from _cap(checklist, item, lines, path)
    if item.observe == "event" and (*path, "bulk") in lines.of and checklist_says_bulk(checklist, path):
        yield Fault(lines.at(*path, "bulk"), "event_bulk")
    if item.needed is not None and item.observe != "event":
        yield Fault(lines.at(*path, "needed"), "needs", {"key": "needed", "other": "observe: event"})
    if item.na_score is not None and item.na_score > possible_points(item):
        yield Fault(lines.at(*path, "na_score"), "na_score_big", {"most": str(possible_points(item))})


def checklist_says_bulk(checklist: Checklist, path: Path) -> bool:
    """What was written for bulk; the item itself already holds the rule that events are never filled in bulk."""
    written = checklist.document["sections"][path[1]]["items"][path[3]]
    return bool(written.get("bulk"))


def _cap(checklist: Checklist, item: Item, lines: Lines, path: Path) -> Iterator[Fault]:
    grades = [grade.grade for grade in checklist.scoring.grades]
    if item.critical != "cap":
        yield Fault(lines.at(*path, "cap"), "needs", {"key": "cap", "other": "critical: cap"})
    elif item.cap in grades:
        return
    elif not _is_figure(str(item.cap)):
        about = {"cap": item.cap, "grades": ", ".join(grades) or "59"}
        yield Fault(lines.at(*path, "cap"), "cap_unknown", about)
    elif checklist.scoring.scale == "demerits":
        yield Fault(lines.at(*path, "cap"), "cap_demerits")


def _is_figure(cap: str) -> bool:
    return cap.replace(".", "", 1).lstrip("-").isdigit()


def _options(item: Item, lines: Lines, path: Path) -> Iterator[Fault]:
    scored = [option for option in item.options if option.scored]
    if scored and possible_points(item) == 0 and not any(option.points < 0 for option in scored):
        yield Fault(lines.at(*path, "options"), "options_points")


def _rating(item: Item, lines: Lines, path: Path) -> Iterator[Fault]:
    if item.levels and (*path, "max") in lines.of:
        yield Fault(lines.at(*path, "max"), "together", {"key": "max", "other": "levels"})
    elif not item.max:
        yield Fault(lines.at(*path), "missing_key", {"key": "max", "place": item.id})
    for place, level in enumerate(item.levels):
        if level.value != place + 1:
            yield Fault(lines.at(*path, "levels", place, "value"), "levels_order", {"expected": place + 1})
            return
    written = [level.points for level in item.levels if level.points is not None]
    if written and len(written) < len(item.levels):
        yield Fault(lines.at(*path, "levels"), "levels_points")
    elif written and max(written) <= 0:
        yield Fault(lines.at(*path, "levels"), "levels_best")
    if item.max and item.fails_at >= item.max:
        about = {"key": "fails_at", "value": item.fails_at, "most": item.max - 1}
        yield Fault(lines.at(*path, "fails_at"), "too_big", about)


def _number(item: Item, lines: Lines, path: Path) -> Iterator[Fault]:
    ranged = [key for key in ("min", "max", "tolerance", "points") if (*path, key) in lines.of]
    if item.bands and ranged:
        yield Fault(lines.at(*path, ranged[0]), "together", {"key": ranged[0], "other": "bands"})
    if item.bands:
        yield from band_faults(item, lines, path)
    elif item.least is None and item.most is None:
        if item.points != 0:
            yield Fault(lines.at(*path), "needs_range")
        if item.tolerance is not None:
            yield Fault(lines.at(*path, "tolerance"), "needs", {"key": "tolerance", "other": "min"})
    elif item.least is not None and item.most is not None and item.least > item.most:
        yield Fault(lines.at(*path, "min"), "range_order", {"low": "min", "high": "max"})


def _stopwatch(item: Item, lines: Lines, path: Path) -> Iterator[Fault]:
    target, limit = item.target_seconds, item.limit_seconds
    if target is None and limit is None and item.points == 0:
        return
    if target is None or limit is None:
        yield Fault(lines.at(*path), "needs_limits")
    elif target >= limit:
        yield Fault(lines.at(*path, "limit"), "range_order", {"low": "target", "high": "limit"})


def member_faults(section: Section, lines: Lines, s: int) -> Iterator[Fault]:
    """Members of all_of: scored items of the same section, each in one all_of, with failures of their own."""
    own = {item.id: item for item in section.items}
    taken: dict[str, str] = {}
    for i, item in enumerate(section.items):
        for n, name in enumerate(item.members):
            line = lines.at("sections", s, "items", i, "items", n)
            member = own.get(name)
            if member is None:
                yield Fault(line, "member_unknown", {"item": name})
                continue
            only_loses = member.type == "deduct" and not member.has_points
            if not member.is_scored or member.type == "all_of" or member.bonus or only_loses:
                yield Fault(line, "member_kind", {"item": name})
            if name in taken:
                yield Fault(line, "member_twice", {"item": name, "other": taken[name]})
            taken[name] = item.id
