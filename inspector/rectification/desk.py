"""What the desk shows: tasks in columns by state, by the day they are due, in figures that open; and the views somebody saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from inspector.accounts.access import Actor, scoped
from inspector.checklists import publishing
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from inspector.rectification import queries, selection, showing, turnaround
from inspector.rectification.desk_models import SavedFilter
from inspector.rectification.models import STATES, Task
from inspector.rectification.selection import AGES, Selection
from inspector.sites.models import Site

IN_COLUMN = 12  # cards; the rest stands in the list
CLOSED_FOR = timedelta(days=7)  # so long a closed task stays on the board
IN_DAY = 3  # names in a field of the calendar
MOST_SAVED = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One state of the board: its first cards and how many there are."""

    state: str
    cards: Sequence[showing.Card]
    total: int


@dataclass(frozen=True, slots=True)
class Day:
    """One field of the calendar. tasks: the first that are due on it; total: all of them."""

    on: date
    tasks: Sequence[Task]
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """Open tasks found so long ago, and those of them that are late. age: a key of AGES."""

    age: str
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a view: how it stands now, and what happened in its time. on_the_spot: failures put right before the round ended."""

    ages: Sequence[Ageing]
    happened: turnaround.Turnaround
    on_the_spot: int
    failures: int


def sites(actor: Actor) -> Sequence[Site]:
    """The sites whose tasks someone may read, by name."""
    return db.session.scalars(scoped(select(Site), Site.id, actor, "tasks.read").order_by(Site.name)).all()


def board(chosen: Selection, actor: Actor, moment: datetime) -> list[Column]:
    """The columns of the board, a state each; closed ones for some days only."""
    found = []
    for state in STATES:
        wanted = selection.conditions(
            chosen.but(state=state, show="all" if chosen.show == "open" else chosen.show), actor, moment
        )
        if state == "closed":
            wanted.append(Task.closed_at > moment - CLOSED_FOR)
        tasks = db.session.scalars(queries.listed(*wanted).limit(IN_COLUMN)).all()
        found.append(Column(state, showing.cards(tasks, actor, moment), queries.count(*wanted)))
    return found


def month(chosen: Selection, first: date, actor: Actor, moment: datetime) -> list[Day]:
    """Whole weeks around a month with what is due on each day, by the reader's clock. first: the first of the month."""
    start = first - timedelta(days=first.weekday())
    after = (first + timedelta(days=31)).replace(day=1)
    end = after + timedelta(days=(7 - after.weekday()) % 7)
    since, until = selection.span(start, end - timedelta(days=1), actor.zone)
    wanted = [*selection.conditions(chosen, actor, moment), Task.due_at >= since, Task.due_at < until]
    by_day: dict[date, list[Task]] = {}
    for task in db.session.scalars(queries.listed(*wanted)):
        by_day.setdefault(task.due_at.astimezone(ZoneInfo(actor.zone)).date(), []).append(task)
    days = (start + timedelta(days=n) for n in range((end - start).days))
    return [_day(day, by_day.get(day, []), moment) for day in days]


def _day(on: date, tasks: list[Task], moment: datetime) -> Day:
    late = sum(task.state in queries.WORKING_STATES and task.due_at < moment for task in tasks)
    return Day(on, tasks[:IN_DAY], len(tasks), late)


def figures(chosen: Selection, actor: Actor, moment: datetime) -> Figures:
    """The figures of a view with its time; coaching is left out, which is no matter of the site's tasks."""
    corrected, failures = _on_the_spot(chosen, actor)
    ages = []
    for age in AGES:
        # The list behind a figure is made of the same conditions.
        counted = chosen.but(age=age, since=None, until=None)
        found, late = (
            queries.count(*selection.conditions(counted.but(show=show), actor, moment)) for show in ("open", "overdue")
        )
        ages.append(Ageing(age, found, late))
    return Figures(ages, selection.happened(chosen, actor), corrected, failures)


def _on_the_spot(chosen: Selection, actor: Actor) -> tuple[int, int]:
    assert chosen.since is not None and chosen.until is not None
    wanted: Select[*tuple[Any, ...]] = (
        select(func.count(), func.count().filter(Answer.is_corrected))
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .where(Answer.is_failed, Inspection.business_day.between(chosen.since, chosen.until))
    )
    if chosen.site_id is not None:
        wanted = wanted.where(Inspection.site_id == chosen.site_id)
    row = db.session.execute(scoped(wanted, Inspection.site_id, actor, "tasks.read")).one()
    return row[1], row[0]


def on_the_spot(chosen: Selection, actor: Actor, most: int = 200) -> list[tuple[Answer, Inspection]]:
    """The failures behind that figure, newest first."""
    assert chosen.since is not None and chosen.until is not None
    wanted: Select[*tuple[Any, ...]] = (
        select(Answer, Inspection)
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .where(Answer.is_failed, Answer.is_corrected, Inspection.business_day.between(chosen.since, chosen.until))
        .order_by(Inspection.business_day.desc(), Answer.id.desc())
    )
    if chosen.site_id is not None:
        wanted = wanted.where(Inspection.site_id == chosen.site_id)
    rows = db.session.execute(scoped(wanted, Inspection.site_id, actor, "tasks.read").limit(most))
    return [(answer, inspection) for answer, inspection in rows]


def asks(found: Sequence[tuple[Answer, Inspection]]) -> dict[int, Mapping[str, str]]:
    """{answer: its question}, as the version of its own round asked it."""
    wanted = {inspection.checklist_version_id for _, inspection in found}
    rows = db.session.execute(
        select(ChecklistVersion.id, ChecklistVersion.sha256).where(ChecklistVersion.id.in_(wanted))
    )
    versions = {version_id: publishing.compiled(sha256) for version_id, sha256 in rows}
    return {answer.id: versions[inspection.checklist_version_id].item(answer.item).ask for answer, inspection in found}


def saved(account_id: int) -> Sequence[SavedFilter]:
    """The views that somebody saved, in the order of saving."""
    return db.session.scalars(
        select(SavedFilter).where(SavedFilter.account_id == account_id).order_by(SavedFilter.id)
    ).all()


def save(name: str, chosen: Selection, account_id: int, at: datetime) -> None:
    """Keep a view under a name; a name in use gets the new view. Beyond MOST_SAVED the oldest goes."""
    kept = list(saved(account_id))
    row = next((one for one in kept if one.name == name), None)
    if row is None:
        for old in kept[: max(0, len(kept) - MOST_SAVED + 1)]:
            db.session.delete(old)
        db.session.add(SavedFilter(account_id=account_id, name=name, query=chosen.address, created_at=at))
    else:
        row.query, row.created_at = chosen.address, at
    db.session.flush()
