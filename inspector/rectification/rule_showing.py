"""What the pages of rules show: each grade as it goes now, each list and point with what its failures lead to and by which word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from inspector.accounts.naming import names_of
from inspector.checklists import queries as lists
from inspector.checklists.definition import Checklist, Item
from inspector.extensions import db
from inspector.rectification import rulebook
from inspector.rectification.models import GRADES, Task
from inspector.rectification.rule_models import GradeRule, TaskRule
from inspector.rectification.ruling import NOTHING, Decision, Rulebook, Said, Way, decide
from inspector.sites import queries as places
from inspector.sites import settings_store
from inspector.sites.settings_store import Held

GROUP = "tasks"  # of the setting catalogue


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade as it goes on a day, and as it goes where nobody changed it."""

    grade: str
    way: Way
    usual: Way


@dataclass(frozen=True, slots=True)
class Point:
    """An item with what its failures lead to, what they would lead to without own rules, and its own rule."""

    item: Item
    decision: Decision
    written: Decision
    own: Said


@dataclass(frozen=True, slots=True)
class Own:
    """A rule of the organisation that holds now: its row, the names of its list and item, its author."""

    row: TaskRule
    checklist: Mapping[str, str] | None
    item: Mapping[str, str] | None
    author: str


def grades(day: date) -> list[Grade]:
    """Every grade, soonest first."""
    ways = rulebook.of(db.session.connection(), day).ways
    return [Grade(grade, ways[grade], rulebook.usual_way(grade)) for grade in GRADES]


def figures(day: date) -> list[Held]:
    """The figures that tasks are judged by, as they hold on a day."""
    return [one for one in settings_store.all_held(day) if one.setting.group == GROUP]


def points(checklist: Checklist, day: date) -> list[Point]:
    """The items of a list whose failure is a finding."""
    book = rulebook.of(db.session.connection(), day)
    plain = Rulebook({}, {grade: rulebook.usual_way(grade) for grade in GRADES})
    return [
        Point(item, decide(item, checklist.id, checklist.rectify, book), decide(item, checklist.id, checklist.rectify, plain),
              book.about(checklist.id, item.id))
        for item in checklist.items if item.is_scored and not item.on_fail.never
    ]  # fmt: skip


def own_rules(day: date) -> list[Own]:
    """The own rules that say something on a day, everything first, then by list."""
    said = rulebook.of(db.session.connection(), day).said
    ids = [one.rule_id for one in said.values() if _says(one)]
    rows = db.session.scalars(
        select(TaskRule).where(TaskRule.id.in_(ids)).order_by(TaskRule.checklist_key, TaskRule.item)
    ).all()
    known = {one.row.key: one.checklist for one in lists.listed()} if rows else {}
    names = names_of(row.by_id for row in rows)
    return [_own(row, known.get(row.checklist_key), names.get(row.by_id, "")) for row in rows]


def of_task(task: Task) -> list[TaskRule]:
    """The own rules that had a part in what a task is."""
    opened = next((event for event in task.events if event.kind == "opened"), None)
    ids = (opened.details or {}).get("rules", []) if opened is not None else []
    return [row for row_id in ids if (row := db.session.get(TaskRule, row_id)) is not None]


def role_names() -> dict[str, Mapping[str, str]]:
    """{role:<position>: its name}, for saying who sees to something."""
    return {f"role:{one.key}": one.name for one in places.positions()}


def authors(rows: Sequence[TaskRule] | Sequence[GradeRule]) -> dict[int, str]:
    """{account: name} of those who wrote some rules."""
    return names_of(row.by_id for row in _each(rows))


def _each(rows: Iterable[TaskRule | GradeRule]) -> Iterable[TaskRule | GradeRule]:
    return rows


def _says(said: Said) -> bool:
    return any((said.kind, said.grade, said.within_hours, said.owner, said.approver)) and said is not NOTHING


def _own(row: TaskRule, checklist: Checklist | None, author: str) -> Own:
    item = next((one for one in checklist.items if one.id == row.item), None) if checklist else None
    return Own(row, dict(checklist.title) if checklist else None, dict(item.ask) if item else None, author)
