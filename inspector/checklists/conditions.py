"""Which items are shown: `when` and `applies`, decided after all answers are in.

A leaf about an item that is hidden, unanswered, na or unseen is false, whatever it asks, except `state`; `not` then
negates. Source: docs/checklist-format.md (conditions); tests/vectors/scoring.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Protocol

from inspector.checklists.definition import Applies, Checklist, Condition, Item, Leaf, Section

Subject = str | None
NUMERIC = frozenset(("rating", "points", "number", "stopwatch", "deduct"))
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\Z")


class Sheet(Protocol):
    """What conditions ask of a filled checklist. Values: numbers as exact numbers, times as seconds of the day."""

    site_has: frozenset[str]

    def subjects_of(self, item_id: str) -> Iterable[Subject]: ...

    def said(self, item_id: str, subject: Subject) -> tuple[str, Any]: ...


Test = Callable[["Visibility", Subject], bool]


class Rules:
    """The conditions of one checklist, made ready once. `rules.of(sheet)` decides for one filled checklist."""

    def __init__(self, checklist: Checklist) -> None:
        self._items = {item.id: (item, section) for section in checklist.sections for item in section.items}
        self.tests: dict[str, tuple[Test, ...]] = {
            item.id: tuple(self._tests(section, item)) for section in checklist.sections for item in section.items
        }
        self.is_empty = not any(self.tests.values())

    def of(self, sheet: Sheet) -> Visibility:
        return Visibility(self, sheet)

    def _tests(self, section: Section, item: Item) -> Iterable[Test]:
        for owner in (section, item):
            if owner.applies is not None:
                yield _site_test(owner.applies)
            if owner.when is not None:
                yield self._test(owner.when, section)

    def _test(self, condition: Condition, home: Section) -> Test:
        if isinstance(condition, Leaf):
            return self._leaf(condition, home)
        parts = [self._test(part, home) for part in condition.parts]
        if condition.op == "not":
            return lambda shown, subject: not parts[0](shown, subject)
        gather = all if condition.op == "all" else any
        return lambda shown, subject: gather(part(shown, subject) for part in parts)

    def _leaf(self, leaf: Leaf, home: Section) -> Test:
        asked, section = self._items[leaf.item]
        holds = answer_test(leaf, asked)
        name = asked.id

        def of_one(shown: Visibility, subject: Subject) -> bool:
            return shown.is_shown(name, subject) and holds(*shown.sheet.said(name, subject))

        def of_any(shown: Visibility, subject: Subject) -> bool:
            return any(of_one(shown, other) for other in shown.sheet.subjects_of(name))

        is_same_subject = section is home and home.repeat is not None and not leaf.any_subject
        return of_one if is_same_subject else of_any


class Visibility:
    """Decides each item and subject once, and only when asked, so that a child may stand before its parent."""

    def __init__(self, rules: Rules, sheet: Sheet) -> None:
        self.sheet = sheet
        self._tests = rules.tests
        self._known: dict[tuple[str, Subject], bool] = {}

    def is_shown(self, item_id: str, subject: Subject) -> bool:
        tests = self._tests[item_id]
        if not tests:
            return True
        place = (item_id, subject)
        if place not in self._known:
            self._known[place] = all(test(self, subject) for test in tests)
        return self._known[place]


def answer_test(leaf: Leaf, asked: Item) -> Callable[[str, Any], bool]:
    """Whether an answer (state, value) of the item satisfies the leaf."""
    if leaf.op == "state":
        return lambda state, value: state == leaf.value
    if leaf.op == "answered":
        return lambda state, value: state == "answered"
    if leaf.op == "includes":
        return lambda state, value: state == "answered" and leaf.value in value
    if isinstance(leaf.value, tuple):
        wanted = tuple(_measured(one, asked) for one in leaf.value)
        return lambda state, value: state == "answered" and value in wanted
    figure = _measured(leaf.value, asked)
    if leaf.op == "is":
        return lambda state, value: state == "answered" and value == figure
    if leaf.op == "is_not":
        return lambda state, value: state == "answered" and value != figure
    compare = _COMPARE[leaf.op]
    return lambda state, value: state == "answered" and compare(value, figure)


def seconds_of_day(written: str) -> int | None:
    """10:20 and 10:20:30 as seconds since midnight; None when it is no time of day."""
    found = _CLOCK.match(written)
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0) if found else None


def _measured(written: str, asked: Item) -> Any:
    if asked.type in NUMERIC:
        return Fraction(written)
    if asked.type == "time":
        return seconds_of_day(written)
    return written


def _site_test(applies: Applies) -> Test:
    def test(shown: Visibility, subject: Subject) -> bool:
        has = shown.sheet.site_has
        return (applies.has is None or applies.has in has) and (applies.lacks is None or applies.lacks not in has)

    return test
