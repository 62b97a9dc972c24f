"""What people do with a task, and what follows. The table of allowed moves:

    accept   open                    -> accepted   the owner, or who may act at the site
    fix      open, accepted          -> fixed      the same; with an after photo where the task asks for one
    verify   fixed                   -> watching   who may verify at the site and did not fix it; the area manager may always
    return   fixed, watching         -> accepted   the same, with a reason and a new deadline
    close    watching                -> closed     the same
    comment  any                     -> as it is   who may act or verify

A page and a device build the same TaskCommand. A command is applied once; it names the revision that its author saw. What others did since
does not stand against it where it left the task's state alone or only took the task on (HARMLESS); else it is a conflict that a person
decides. Versions decide, not clocks (docs/decisions.md, Commands of devices).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.rectification import households, queries, telling
from inspector.rectification.deadlines import due_at
from inspector.rectification.models import STATES, Task, TaskEvent
from inspector.sites import facts


@dataclass(frozen=True, slots=True)
class TaskCommand:
    """What somebody wants done with a task. uuid: minted with the form or on the device. photos: SHA-256 of stored blobs."""

    uuid: str
    task_id: int
    move: str  # a key of MOVES
    base_rev: int  # the revision its author saw
    actor: Actor
    at: datetime
    note: str | None = None
    photos: tuple[str, ...] = ()
    details: Mapping[str, Any] | None = None  # kept with the event: by which device, decided by whom


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move: from which states to which, the event it writes, who may make it."""

    states: tuple[str, ...]
    to: str
    event: str
    may: Callable[[Task, Actor], bool]


def may_act(task: Task, actor: Actor) -> bool:
    """Whether someone may accept and fix: the owner, or who may act at the site."""
    return owns(task, actor) or actor.may("tasks.act", task.site_id)


def may_verify(task: Task, actor: Actor) -> bool:
    """Whether someone may judge a fix: never one's own; where the site has nobody else it is the area manager's."""
    return actor.may("tasks.verify", task.site_id) and task.fixed_by_id != actor.account_id


def owns(task: Task, actor: Actor) -> bool:
    """Whether someone is the task's one owner."""
    return task.owner_account_id == actor.account_id or (task.owner_id is not None and task.owner_id == actor.staff_id)


# Events that a command of an older revision may step over.
HARMLESS = frozenset(("commented", "cannot_see", "moved", "accepted", "postponed"))
STAYS = ""
MOVES = {
    "accept": Move(("open",), "accepted", "accepted", may_act),
    "fix": Move(("open", "accepted"), "fixed", "fixed", may_act),
    "verify": Move(("fixed",), "watching", "verified", may_verify),
    "return": Move(("fixed", "watching"), "accepted", "returned", may_verify),
    "close": Move(("watching",), "closed", "closed", may_verify),
    "comment": Move(STATES, STAYS, "commented", lambda task, actor: may_act(task, actor) or actor.may("tasks.verify", task.site_id)),
}


def apply(command: TaskCommand) -> Task:
    """Apply a command to its task, once.

    Raises Problem not_found (no such task for this actor), forbidden, conflict (another revision or a state without this move; details
    {"state"}), bad_form (details {"fields": {"photo" | "note": sentence}}).
    """
    task = find(command.task_id, command.actor)
    db.session.refresh(task, with_for_update=True)  # where several write at once, the second sees what the first did
    done = db.session.execute(select(TaskEvent).where(TaskEvent.command_uuid == command.uuid)).scalar_one_or_none()
    if done is not None:
        if done.task_id != task.id:
            raise Problem("conflict", state=task.state)
        return task
    move = MOVES.get(command.move)
    if move is None:
        raise Problem("malformed", why=f"there is no move {command.move}")
    if not move.may(task, command.actor):
        raise Problem("forbidden")
    if task.state not in move.states or not fits(task, command):
        raise Problem("conflict", state=task.state)
    _check_form(task, command)
    _carry_out(task, move, command)
    return task


def fits(task: Task, command: TaskCommand) -> bool:
    """Whether a command still means what its author meant: nothing happened since, or nothing that touches it."""
    if command.base_rev == task.rev or command.move == "comment":
        return True
    if not 0 < command.base_rev < task.rev:
        return False
    harmless = HARMLESS | {"repeated"} if command.move == "accept" else HARMLESS
    return {event.kind for event in task.events if event.rev > command.base_rev} <= harmless


def find(task_id: int, actor: Actor) -> Task:
    """A task that someone may see. Raises Problem not_found."""
    task = db.session.execute(select(Task).where(Task.id == task_id, queries.visible(actor))).scalar_one_or_none()
    if task is None:
        raise Problem("not_found")
    return task


def allowed(task: Task, actor: Actor) -> list[str]:
    """The moves that someone may make with a task as it is now."""
    return [name for name, move in MOVES.items() if move.to != STAYS and task.state in move.states and move.may(task, actor)]


def _check_form(task: Task, command: TaskCommand) -> None:
    if command.move == "fix" and task.needs_photo and not command.photos:
        raise Problem("bad_form", fields={"photo": "Please take a photo of how it is now."})
    if command.move == "return" and not (command.note or "").strip():
        raise Problem("bad_form", fields={"note": "Please say what is still missing."})
    if command.move == "comment" and not (command.photos or command.details or (command.note or "").strip()):
        raise Problem("bad_form", fields={"note": "Please write what you want to say."})


def _carry_out(task: Task, move: Move, command: TaskCommand) -> None:
    before = task.state
    task.state, task.rev = move.to or task.state, task.rev + 1
    if command.move == "fix":
        task.fixed_at, task.fixed_by_id = command.at, command.actor.account_id
    elif command.move == "return":
        task.due_at = max(task.due_at, _deadline_again(task, command.at))
        task.fixed_at = task.fixed_by_id = None
    elif command.move == "close":
        task.closed_at = command.at
    db.session.add(
        TaskEvent(
            task_id=task.id, command_uuid=command.uuid, kind=move.event, at=command.at, actor_id=command.actor.account_id,
            note=(command.note or "").strip() or None, photos=list(command.photos), rev=task.rev,
            details=dict(command.details) if command.details else None,
        )
    )  # fmt: skip
    db.session.flush()
    trail.record(
        f"task.{move.event}", f"task:{task.id}", actor_id=command.actor.account_id,
        details={"from": before, "to": task.state, "photos": list(command.photos)}, at=command.at,
    )  # fmt: skip
    telling.moved(task, move.event, command.actor, command.at)


def _deadline_again(task: Task, moment: datetime) -> datetime:
    site = facts.of(db.session.connection(), task.site_id)
    assert site is not None  # a foreign key says so
    return due_at(task.grade, None, moment, households.hours_of(site, moment.date()))
