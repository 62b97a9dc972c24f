"""What paper and tables tell of tasks: the notice that goes with one, and the list as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.checklists.definition import Item, text_in
from inspector.extensions import db
from inspector.rectification import lifecycle, queries, selection, showing
from inspector.rectification.models import Task
from inspector.rectification.selection import Selection
from inspector.reports.figures import Picture
from inspector.sites.models import Organisation

COLUMNS = (
    "task_id", "site_code", "site", "place", "title", "checklist", "item", "kind", "grade", "state", "found_by_line", "owner", "opened_at",
    "due_at", "is_overdue", "fixed_at", "closed_at", "found_again",
)  # fmt: skip
AT_ONCE = 500  # tasks held in memory
MOST_PICTURES = 6  # on one notice


@dataclass(frozen=True, slots=True)
class Finding:
    """One time the point was found. line: of checking; nobody's name: the notice hangs where everybody reads it."""

    at: datetime
    line: str
    note: str | None


@dataclass(frozen=True, slots=True)
class TaskNotice:
    """The notice of one task, moments on the clock of the site. owner: who sees to it; pictures: of the findings."""

    organisation: str
    site: str
    site_code: str
    number: int
    task: Task
    item: Item
    place: dict[str, str] | str
    owner: str
    due_at: datetime
    opened_at: datetime
    made_at: datetime
    findings: Sequence[Finding]
    pictures: Sequence[Picture]
    after: Sequence[Picture]


def notice(actor: Actor, task_id: int, moment: datetime) -> TaskNotice:
    """The notice of a task that someone may see. Raises Problem not_found."""
    task = lifecycle.find(task_id, actor)
    shown = showing.show(task, actor, moment)
    zone = ZoneInfo(task.site.timezone)
    organisation = db.session.scalar(select(Organisation.name).limit(1)) or ""
    return TaskNotice(
        organisation, task.site.name, task.site.code, task.id, task, shown.item, shown.card.place, shown.card.owner,
        task.due_at.astimezone(zone), task.opened_at.astimezone(zone), moment.astimezone(zone),
        [Finding(at.astimezone(zone), one.line, one.note) for one, at in zip(shown.found, _found_at(task), strict=True)],
        _pictures(shown.before, zone), _pictures(shown.after, zone),
    )  # fmt: skip


def rows(chosen: Selection, actor: Actor, moment: datetime, language: str) -> Iterator[Sequence[Any]]:
    """The tasks of a view as rows of COLUMNS, in the order of the list; moments on the clock of each site."""
    statement = queries.listed(*selection.conditions(chosen, actor, moment))
    offset = 0
    while part := db.session.scalars(statement.limit(AT_ONCE).offset(offset)).all():
        for card in showing.cards(part, actor, moment):
            yield _row(card, language)
        offset += AT_ONCE


def _row(card: showing.Card, language: str) -> Sequence[Any]:
    task, zone = card.task, ZoneInfo(card.task.site.timezone)
    place = text_in(card.place, language) if isinstance(card.place, dict) else card.place
    moments = (one.astimezone(zone) if one else None for one in (task.fixed_at, task.closed_at))
    return (
        task.id, task.site.code, task.site.name, place, text_in(task.title, language), task.checklist_key, task.item, task.kind, task.grade,
        task.state, task.line, card.owner, task.opened_at.astimezone(zone), task.due_at.astimezone(zone), card.is_overdue, *moments,
        task.repeat_count,
    )  # fmt: skip


def _found_at(task: Task) -> list[datetime]:
    return [finding.added_at for finding in task.findings]


def _pictures(found: Sequence[showing.Picture], zone: ZoneInfo) -> list[Picture]:
    return [Picture(one.sha256, one.at.astimezone(zone)) for one in found[:MOST_PICTURES]]
