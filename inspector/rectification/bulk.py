"""One decision for several tasks: who sees to them, a reminder, more time with a reason. Never verified together: each wants a look.

What cannot be done for one task is left as it was and said; the others go through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import Actor
from inspector.audit import trail
from inspector.database import insert_of
from inspector.errors import Problem
from inspector.extensions import db
from inspector.rectification import queries, telling
from inspector.rectification.desk_models import TaskNudge
from inspector.rectification.models import Task, TaskEvent
from inspector.rectification.queries import WORKING_STATES
from inspector.sites import queries as places
from inspector.sites.refusals import N_

MOST_AT_ONCE = 100
MOST_DAYS = 14
NOT_YOURS = N_("You may not decide this at its site.")
NOT_OPEN = N_("It was handed in or closed already.")
NOT_THERE = N_("This person does not work at its site.")
ABOUT_THEM = N_("It is the coaching of this very person.")
IS_THEIRS = N_("It is theirs already.")
AT_ONCE = N_("What must be put right at once is not put off.")
ASKED_TODAY = N_("Its owner was reminded today already.")
NOBODY = N_("Its owner cannot sign in; please speak to them.")


@dataclass(slots=True)
class Outcome:
    """What became of a decision. left: (title, why), gettext message ids, of tasks left as they were."""

    done: int = 0
    left: list[tuple[dict[str, str], str]] = field(default_factory=list)


def assign(ids: Iterable[int], staff_id: int, command: UUID, actor: Actor, at: datetime) -> Outcome:
    """Give tasks to somebody who works at their site."""

    def give(task: Task) -> str | None:
        day = clock.business_day(at, task.site.timezone, _end_of_day(task))
        if staff_id not in {row.staff.id for row in places.people_at(task.site_id, day)}:
            return NOT_THERE
        if task.place == f"staff:{staff_id}":
            return ABOUT_THEM
        if task.owner_id == staff_id:
            return IS_THEIRS
        details = {
            "reason": "assigned",
            "from_staff": task.owner_id,
            "from_account": task.owner_account_id,
            "to_staff": staff_id,
        }
        task.owner_id, task.owner_account_id = staff_id, None
        _write(task, "moved", command, actor, at, details)
        db.session.refresh(task, ["owner"])
        if task.owner is not None and task.owner.account_id != actor.account_id:
            telling.passed_on(task, task.owner.account_id, at)
        return None

    return _each(ids, actor, command, give)


def postpone(ids: Iterable[int], days: int, reason: str, command: UUID, actor: Actor, at: datetime) -> Outcome:
    """Give tasks some days more, with a reason that their page shows. days: 1 to MOST_DAYS."""

    def put_off(task: Task) -> str | None:
        if task.grade == "at_once":
            return AT_ONCE
        task.due_at += timedelta(days=days)
        details = {"due_at": task.due_at.isoformat(timespec="milliseconds"), "days": days, "decided": True}
        _write(task, "postponed", command, actor, at, details, reason)
        return None

    return _each(ids, actor, command, put_off)


def remind(ids: Iterable[int], command: UUID, actor: Actor, at: datetime) -> Outcome:
    """Ask the owners of tasks to see to them, each task once a day at most."""
    insert = insert_of(db.session().get_bind().dialect.name)

    def ask(task: Task) -> str | None:
        owner = task.owner.account_id if task.owner else task.owner_account_id
        if owner is None:
            return NOBODY
        day = clock.business_day(at, task.site.timezone, _end_of_day(task)).isoformat()
        row = {"task_id": task.id, "step": "asked", "version": day, "by_id": actor.account_id, "at": at}
        made = insert(TaskNudge).values(row).on_conflict_do_nothing(index_elements=["task_id", "step", "version"])
        if not db.session.execute(made.returning(TaskNudge.id)).all():
            return ASKED_TODAY
        telling.asked(task, owner, actor.name, day, at)
        return None

    return _each(ids, actor, command, ask)


def _each(ids: Iterable[int], actor: Actor, command: UUID, do: Callable[[Task], str | None]) -> Outcome:
    wanted = sorted(set(ids))[:MOST_AT_ONCE]
    tasks = db.session.scalars(select(Task).where(Task.id.in_(wanted), queries.visible(actor)).order_by(Task.id)).all()
    if not tasks:
        raise Problem("not_found")
    again = {str(uuid5(command, str(task.id))) for task in tasks}
    done = set(db.session.scalars(select(TaskEvent.task_id).where(TaskEvent.command_uuid.in_(again))))
    outcome = Outcome()
    for task in tasks:
        why = None if task.id in done else _why_not(task, actor) or do(task)
        if why is None:
            outcome.done += 1
        else:
            outcome.left.append((dict(task.title), why))
    db.session.flush()
    return outcome


def _why_not(task: Task, actor: Actor) -> str | None:
    if not actor.may("tasks.assign", task.site_id):
        return NOT_YOURS
    return None if task.state in WORKING_STATES else NOT_OPEN


def _write(
    task: Task, kind: str, command: UUID, actor: Actor, at: datetime, details: dict[str, Any], note: str | None = None
) -> None:
    task.rev += 1
    db.session.add(
        TaskEvent(
            task_id=task.id, command_uuid=str(uuid5(command, str(task.id))), kind=kind, at=at, actor_id=actor.account_id, note=note,
            photos=[], details=details, rev=task.rev,
        )
    )  # fmt: skip
    db.session.flush()
    trail.record(f"task.{kind}", f"task:{task.id}", actor_id=actor.account_id, details=details, at=at)


def _end_of_day(task: Task) -> time:
    return time.fromisoformat(task.site.day_ends_at)
