"""What the organisation's own rules make of what a checklist writes: kind, deadline, owner, approver of a finding. Pure.

The nearest word wins, for each of them by itself: own rule for the item > the item's text > own rule for the list > the list's text > own
rule for everything > the usual. What a list marks urgent stays at once, whatever a rule says.
Source: docs/decisions.md, Rules of tasks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from inspector.checklists.definition import Item, Rectify, Text
from inspector.rectification.rules import HOUR, grade_of

Target = tuple[str, str]  # key of a checklist and id of an item; ("", "") = everything, (key, "") = the whole list
EVERYTHING: Target = ("", "")


@dataclass(frozen=True, slots=True)
class Said:
    """What one own rule says; None = it says nothing about that. A deadline is a grade or a number of hours, never both."""

    kind: str | None = None
    grade: str | None = None
    within_hours: int | None = None
    owner: str | None = None
    approver: str | None = None
    rule_id: int | None = None  # the row it stands in


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Way:
    """What a grade asks for beyond its deadline: who verifies, what a later round must see, when who hears of a late one."""

    approver: str
    recheck: str  # one of rechecks.RECHECKS
    store_wait: timedelta  # after the deadline, until the store manager hears
    area_wait: timedelta  # the same for the area manager
    rule_id: int | None = None  # None = as usual


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All own rules as they hold on a day, and the way of each grade."""

    said: Mapping[Target, Said]
    ways: Mapping[str, Way]

    def about(self, checklist: str, item: str) -> Said:
        """What the own rule for a target says, NOTHING where there is none."""
        return self.said.get((checklist, item), NOTHING)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a failure of an item leads to. owner: where resolving begins; rules: the own rules that had a part in it."""

    kind: str
    grade: str
    within_seconds: Fraction | None
    owner: str | None
    approver: str
    action: Text | None
    rules: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Timing:
    """How soon, as one level says it: a grade, or severity and hours as lists write them."""

    grade: str | None = None
    severity: str | None = None
    within: Fraction | None = None
    rule_id: int | None = None

    def __bool__(self) -> bool:
        return self.grade is not None or self.severity is not None or self.within is not None


def decide(item: Item, checklist: str, written: Rectify, book: Rulebook) -> Decision:
    """Decide what a failure of an item leads to. written: the rule of the whole list, as its text has it."""
    of_item, of_list, of_all = (book.about(*one) for one in ((checklist, item.id), (checklist, ""), EVERYTHING))
    own = item.on_fail.rectify or Rectify(None, None, None, None)
    usual = "coach" if item.owner == "actor" else "fix"
    kind, by_kind = _first((of_item.kind, of_item), (item.on_fail.kind, None), (of_list.kind, of_list), (usual, None))
    owner, by_owner = _first(
        (of_item.owner, of_item),
        (own.owner, None),
        (of_list.owner, of_list),
        (written.owner, None),
        (of_all.owner, of_all),
    )
    timing = _timing(item, of_item, of_list, of_all, own, written)
    grade = _grade(kind or usual, timing, is_urgent(item, written))
    approver, by_approver = _first(
        (of_item.approver, of_item),
        (of_list.approver, of_list),
        (of_all.approver, of_all),
        (book.ways[grade].approver, None),
    )
    within = (
        None if kind == "coach" and timing.rule_id is None else timing.within
    )  # a habit takes its week, whatever the list's hours
    parts = (by_kind, timing.rule_id, by_owner, by_approver)
    return Decision(
        kind or usual, grade, within, owner, approver or "site", own.action or written.action,
        tuple(dict.fromkeys(one for one in parts if one is not None)),
    )  # fmt: skip


def is_urgent(item: Item, written: Rectify) -> bool:
    """Whether the text of a list asks for an item at once: no rule puts that off."""
    own = item.on_fail.rectify
    return ((own.severity if own else None) or written.severity) == "urgent"


def _first(*levels: tuple[str | None, Said | None]) -> tuple[str | None, int | None]:
    """The first level that says something, and the row it stands in."""
    return next(((word, by.rule_id if by else None) for word, by in levels if word is not None), (None, None))


def _timing(item: Item, of_item: Said, of_list: Said, of_all: Said, own: Rectify, written: Rectify) -> _Timing:
    if found := _of_rule(of_item):
        return found
    base = _of_rule(of_list) or _Timing(None, written.severity, written.within_seconds) or _of_rule(of_all)
    if own.severity is None and own.within_seconds is None:
        return base
    within = own.within_seconds if own.within_seconds is not None else base.within
    return _Timing(None, own.severity or base.severity, within)


def _of_rule(said: Said) -> _Timing:
    within = None if said.within_hours is None else Fraction(said.within_hours * HOUR)
    return _Timing(said.grade, None, within, said.rule_id)


def _grade(kind: str, timing: _Timing, is_urgent: bool) -> str:
    if is_urgent:
        return "at_once"
    if timing.grade is not None:
        return timing.grade
    return grade_of(kind, Rectify(timing.severity, timing.within, None, None))
