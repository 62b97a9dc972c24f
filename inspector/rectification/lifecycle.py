"""What people do with a task, and what follows. The table of allowed moves:

    accept   open                    -> accepted   the owner, or who may act at the site
    fix      open, accepted          -> fixed      the same; with an after photo where the task asks for one
    verify   fixed                   -> watching   who may verify at the site and did not fix it; the area manager may always
    return   fixed, watching         -> accepted   the same, with a reason and a new deadline
    close    watching                -> closed     the same, once the cause and the plan are known where they are asked for
    reopen   closed                  -> open       the same, with a reason and a new deadline
    comment  any                     -> as it is   who may act or verify, and whoever helps
    contain, analyse, plan           -> as it is   who may act or verify, until it is closed
    pause, resume  open, accepted    -> as it is   a repair that waits for its vendor; who may act
    hand_over, invite                -> as it is   to a colleague of the site; who may act

Where a task asks for the area's approval, only who stands above the store verifies, returns, closes and reopens it.
A page and a device build the same TaskCommand. A command is applied once; it names the revision that its author saw. What others did since
does not stand against it where it left the task's state alone or only took the task on (HARMLESS); else it is a conflict that a person
decides. Versions decide, not clocks (docs/decisions.md, Commands of devices). The clock of who fixes stops when the fix was handed in, on
a device too; the clock of who verifies begins there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import Actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.rectification import caring, effectiveness, households, queries, saying, telling
from inspector.rectification.deadlines import Hours, due_at, verify_by
from inspector.rectification.models import STATES, Task, TaskEvent
from inspector.rectification.saying import Unsaid
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
    says: Mapping[str, Any] | None = None  # what the move needs beyond a note (saying.py)
    said_at: datetime | None = None  # when it was done by the device's clock, put right by its skew; None = now


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
    permission = "tasks.approve" if task.approver == "area" else "tasks.verify"
    return actor.may(permission, task.site_id) and task.fixed_by_id != actor.account_id


def may_remark(task: Task, actor: Actor) -> bool:
    """Whether someone may say something about a task: who acts, verifies or helps."""
    is_helper = actor.staff_id is not None and any(one.staff_id == actor.staff_id for one in task.helpers)
    return is_helper or may_act(task, actor) or actor.may("tasks.verify", task.site_id)


def may_care(task: Task, actor: Actor) -> bool:
    """Whether someone may say why it happened and what is done about it."""
    return may_act(task, actor) or actor.may("tasks.verify", task.site_id)


def owns(task: Task, actor: Actor) -> bool:
    """Whether someone is the task's one owner."""
    return task.owner_account_id == actor.account_id or (task.owner_id is not None and task.owner_id == actor.staff_id)


# Events that a command of an older revision may step over.
HARMLESS = frozenset(
    ("commented", "cannot_see", "moved", "accepted", "postponed", "contained", "analysed", "planned", "paused", "resumed", "handed_over",
     "invited", "unseen")
)  # fmt: skip
ALWAYS_FIT = frozenset(("comment", "contain"))  # what was said or stopped is so, whatever others did meanwhile
LEAVES_STATE = HARMLESS - {"accepted"}  # events that move a task nowhere
STAYS = ""
UNFINISHED = ("open", "accepted", "fixed", "watching")
MOVES = {
    "accept": Move(("open",), "accepted", "accepted", may_act),
    "fix": Move(("open", "accepted"), "fixed", "fixed", may_act),
    "verify": Move(("fixed",), "watching", "verified", may_verify),
    "return": Move(("fixed", "watching"), "accepted", "returned", may_verify),
    "close": Move(
        ("watching",),
        "closed",
        "closed",
        lambda task, actor: may_verify(task, actor) and not caring.lacks_analysis(task),
    ),
    "reopen": Move(("closed",), "open", "reopened", may_verify),
    "comment": Move(STATES, STAYS, "commented", may_remark),
    "contain": Move(UNFINISHED, STAYS, "contained", may_care),
    "analyse": Move(UNFINISHED, STAYS, "analysed", may_care),
    "plan": Move(UNFINISHED, STAYS, "planned", may_care),
    "pause": Move(
        ("open", "accepted"), STAYS, "paused", lambda task, actor: task.kind == "repair" and may_act(task, actor)
    ),
    "resume": Move(("open", "accepted"), STAYS, "resumed", may_act),
    "hand_over": Move(("open", "accepted"), STAYS, "handed_over", may_act),
    "invite": Move(UNFINISHED, STAYS, "invited", may_act),
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
    if command.base_rev == task.rev or command.move in ALWAYS_FIT:
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
    """The moves to another state that someone may make with a task as it is now."""
    return [
        name for name, move in MOVES.items() if move.to != STAYS and task.state in move.states and move.may(task, actor)
    ]


def allowed_besides(task: Task, actor: Actor, moment: datetime) -> list[str]:
    """The moves that someone may make and that leave the task's state alone."""
    idle = "pause" if task.pause_at(moment) is not None else "resume"
    return [
        name for name, move in MOVES.items()
        if move.to == STAYS and name != idle and task.state in move.states and move.may(task, actor)
    ]  # fmt: skip


def _check_form(task: Task, command: TaskCommand) -> None:
    has_note = bool((command.note or "").strip())
    if command.move == "fix" and task.needs_photo and not command.photos:
        raise Problem("bad_form", fields={"photo": "Please take a photo of how it is now."})
    if command.move == "fix" and task.grade == "works" and not (has_note or saying.invoice(command.says or {})):
        raise Problem(
            "bad_form", fields={"invoice": "Please give the number of the invoice, or write below why there is none."}
        )
    if command.move == "return" and not has_note:
        raise Problem("bad_form", fields={"note": "Please say what is still missing."})
    if command.move == "reopen" and not has_note:
        raise Problem("bad_form", fields={"note": "Please say what is wrong again."})
    if command.move == "comment" and not (command.photos or command.details or has_note):
        raise Problem("bad_form", fields={"note": "Please write what you want to say."})


def _carry_out(task: Task, move: Move, command: TaskCommand) -> None:
    before, hours = task.state, hours_of(task, command.at)
    details = dict(command.details or {}) | _write(task, command, hours)
    if command.said_at is not None:
        details["done_at"] = done_at(task, command).isoformat(timespec="seconds")
    task.state, task.rev = move.to or task.state, task.rev + 1
    if command.move == "fix":
        task.fixed_at, task.fixed_by_id = done_at(task, command), command.actor.account_id
        task.verify_by = verify_by(task.grade, command.at, hours)
        details |= {"invoice": number} if (number := saying.invoice(command.says or {})) else {}
    elif command.move == "verify":
        details |= effectiveness.watch(task, command.at)
    elif command.move in ("return", "reopen"):
        task.due_at = max(task.due_at, due_at(task.grade, None, command.at, hours))
        task.closed_at = None
        effectiveness.work_again(task)
    elif command.move == "close":
        task.closed_at = command.at
    db.session.add(
        TaskEvent(
            task_id=task.id, command_uuid=command.uuid, kind=move.event, at=command.at, actor_id=command.actor.account_id,
            note=(command.note or "").strip() or None, photos=list(command.photos), rev=task.rev, details=details or None,
        )
    )  # fmt: skip
    db.session.flush()
    trail.record(
        f"task.{move.event}", f"task:{task.id}", actor_id=command.actor.account_id,
        details={"from": before, "to": task.state, "photos": list(command.photos)}, at=command.at,
    )  # fmt: skip
    telling.moved(task, move.event, command.actor, command.at)
    if command.move in ("analyse", "plan"):
        effectiveness.settle(task, None, command.at)


def done_at(task: Task, command: TaskCommand) -> datetime:
    """When it was done: by the device's clock, but never before what its author had seen nor after the server heard of it."""
    if command.said_at is None:
        return command.at
    seen = [happened(event) for event in task.events if event.rev <= command.base_rev]
    return min(command.at, max(command.said_at, *seen, task.opened_at))


def happened(event: TaskEvent) -> datetime:
    """When an event happened; what a device did without a network, before the server heard of it."""
    said = (event.details or {}).get("done_at")
    return event.at if said is None else datetime.fromisoformat(said)


def _write(task: Task, command: TaskCommand, hours: Hours) -> dict[str, Any]:
    write = caring.WRITES.get(command.move)
    if write is None:
        return {}
    try:
        at = done_at(task, command) if command.move == "contain" else command.at  # harm stops when it was stopped
        return write(task, command.says or {}, command.note, command.actor.account_id, at, hours)
    except Unsaid as unsaid:
        raise Problem("bad_form", fields=unsaid.fields) from None


def hours_of(task: Task, moment: datetime) -> Hours:
    """The clock of a task's site as it stood at a moment."""
    site = facts.of(db.session.connection(), task.site_id)
    assert site is not None  # a foreign key says so
    return households.hours_of(site, clock.business_day(moment, site.timezone, time.fromisoformat(site.day_ends_at)))
