"""What devices want done with tasks and rounds: carried out once, in the order of the device, merged or kept for a person; never dropped.

A command that builds on one that is not here waits, seven days at most. One on a task that was closed meanwhile is kept as a comment on
it. What somebody else has done already needs no decision; what somebody else has done differently does. Source: docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.accounts.guards import load_actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import changes as changing
from inspector.inspections import command as wire
from inspector.inspections import delivery, desk
from inspector.inspections.command import Command
from inspector.inspections.models import DeviceCommand, Inspection
from inspector.pipelines import revision
from inspector.rectification import lifecycle
from inspector.rectification.lifecycle import TaskCommand
from inspector.rectification.models import Task

LONGEST_WAIT = timedelta(days=7)
TASK_REASONS = {
    "not_found": "unknown_target",
    "forbidden": "forbidden",
    "bad_form": "bad_form",
    "malformed": "bad_form",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a device is told. record: None while photos are missing, and then nothing was written."""

    record: DeviceCommand | None
    missing: tuple[str, ...] = ()
    is_new: bool = True
    has_other_content: bool = False


def take(command: Command, sender: Actor, grant_is_live: bool, at: datetime) -> Outcome:
    """Take one command in, in the present transaction. at: the server's clock."""
    known = list(db.session.scalars(select(DeviceCommand).where(DeviceCommand.uuid == command.id)))
    same = next((one for one in known if one.body_sha256 == command.body_sha256), None)
    if same is not None:
        return Outcome(same, is_new=False)
    missing = tuple(sorted(set(_photos(command)) - delivery.blobs_here(command.id)))
    if missing:
        return Outcome(None, missing)
    record = _keep(command, at)
    if known:
        _open(record, "other_content", at)
        return Outcome(record, has_other_content=True)
    if not grant_is_live:
        _open(record, "inactive_author" if not sender.roles else "revoked_grant", at)
    elif _waits_for_another(record):
        record.state, record.reason = "waiting", "gap"
    else:
        _carry_out(record, command, sender, at)
    _write_down(record, at)
    _release(record, at)
    return Outcome(record)


def retry(at: datetime) -> None:
    """What waited is tried again; after seven days it is carried out without what it builds on, and says so."""
    waiting = (
        select(DeviceCommand)
        .where(DeviceCommand.state == "waiting")
        .order_by(DeviceCommand.device_id, DeviceCommand.seq)
    )
    for record in list(db.session.scalars(waiting)):
        is_late = record.received_at <= at - LONGEST_WAIT
        if record.state != "waiting" or (not is_late and _waits_for_another(record)):
            continue
        record.is_forced = record.is_forced or is_late
        _again(record, at)


def decide(record: DeviceCommand, is_carried: bool, reason: str, actor: Actor, at: datetime) -> None:
    """A person decides about an open command: it is carried out now, or everything stays and what it said is kept as a comment.

    Raises Problem forbidden, conflict (decided already, or it cannot be carried out as things stand), bad_form.
    """
    if record.state != "open":
        raise Problem("conflict", state=record.state)
    if not desk.may_decide(actor, record):
        raise Problem("forbidden")
    if not reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say why. The one who sent it will read it."})
    command = wire.read(record.body)
    if is_carried:
        _carry_for(record, command, actor, at)
    elif command.move and db.session.get(Task, record.task_id or 0) is not None:
        _keep_as_comment(record, command, actor, at, {"left": True})
    record.state, record.decision_reason = "carried" if is_carried else "left", reason.strip()
    record.decided_by_id, record.decided_at = actor.account_id, at
    db.session.flush()
    desk.announce_decided(record, at)
    trail.record(
        f"command.{record.state}",
        f"command:{record.id}",
        actor_id=actor.account_id,
        details={"uuid": record.uuid},
        at=at,
    )


def _keep(command: Command, at: datetime) -> DeviceCommand:
    record = DeviceCommand(
        uuid=command.id, body_sha256=command.body_sha256, body=command.body, type=command.type, task_id=command.task_id,
        site_id=_site_of(command), author_id=command.author_id, device_id=command.device_id, seq=command.seq, after=command.after,
        base_rev=command.base_rev, state="open", said_at=command.said_at, received_at=at,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    return record


def _site_of(command: Command) -> int | None:
    if command.move:
        return db.session.scalar(select(Task.site_id).where(Task.id == command.task_id))
    return db.session.scalar(select(Inspection.site_id).where(Inspection.uuid == command.inspection_uuid))


def _photos(command: Command) -> Sequence[str]:
    if command.move or not isinstance(command.changes, list):
        return command.photos
    changes = [one for one in command.changes if isinstance(one, dict)]
    return [str(photo.get("sha256")) for one in changes for photo in one.get("photos") or [] if isinstance(photo, dict)]


def _waits_for_another(record: DeviceCommand) -> bool:
    return record.after is not None and (_before(record) is None)


def _before(record: DeviceCommand) -> DeviceCommand | None:
    """The command of the device that this one builds on, once it is through."""
    return db.session.scalars(
        select(DeviceCommand)
        .where(
            DeviceCommand.device_id == record.device_id,
            DeviceCommand.seq == record.after,
            DeviceCommand.state != "waiting",
        )
        .order_by(DeviceCommand.id)
        .limit(1)
    ).first()


def _base(record: DeviceCommand) -> int:
    """The revision this command stands on: what its author saw, and then his own command before it."""
    before = _before(record) if record.after is not None else None
    is_own = before is not None and before.state == "applied" and before.task_id == record.task_id
    return before.result_rev if is_own and before is not None and before.result_rev is not None else record.base_rev


def _carry_out(record: DeviceCommand, command: Command, author: Actor, at: datetime) -> None:
    if command.move:
        _move_task(record, command, author, at)
    else:
        _correct(record, command, author, at)


def _move_task(record: DeviceCommand, command: Command, author: Actor, at: datetime) -> None:
    wish = TaskCommand(
        uuid=command.id, task_id=command.task_id or 0, move=command.move, base_rev=_base(record), actor=author, at=at, note=command.note,
        photos=command.photos, details=_said_by(record), says=command.says, said_at=command.done_at,
    )  # fmt: skip
    try:
        task = lifecycle.apply(wish)
    except Problem as problem:
        if problem.kind.code == "conflict":
            _stands_against(record, command, author, at)
        else:
            _open(record, TASK_REASONS[problem.kind.code], at)
        return
    record.state, record.reason, record.result_rev = "applied", None, task.rev
    record.is_merged = wish.base_rev != task.rev - 1


def _stands_against(record: DeviceCommand, command: Command, author: Actor, at: datetime) -> None:
    """Somebody was faster: done already, closed meanwhile, or a matter for a person."""
    task = db.session.get_one(Task, record.task_id or 0)
    is_so_already = task.state == lifecycle.MOVES[command.move].to
    if task.state == "closed" and command.move != "close":
        _keep_as_comment(record, command, author, at, {"late": command.move})
        record.state, record.result_rev = "commented", task.rev
    elif is_so_already and not command.photos:
        if command.note:
            _keep_as_comment(record, command, author, at, {"late": command.move})
        record.state, record.result_rev = "superseded", task.rev
    else:
        _open(record, "conflict", at)


def _keep_as_comment(
    record: DeviceCommand, command: Command, actor: Actor, at: datetime, details: dict[str, Any]
) -> None:
    author = _author(record) or actor
    comment = TaskCommand(
        uuid=command.id if "late" in details else str(uuid4()), task_id=record.task_id or 0, move="comment", base_rev=1, actor=author,
        at=at, note=command.note, photos=command.photos, details={**_said_by(record), "move": command.move, **details},
    )  # fmt: skip
    try:
        lifecycle.apply(comment)
    except Problem as problem:
        if problem.kind.code not in ("forbidden", "not_found"):
            raise
        # The author has no part in this site any more: what he said is kept under the name of who decides.
        if author is not actor:
            lifecycle.apply(TaskCommand(**{**_fields(comment), "actor": actor}))


def _fields(command: TaskCommand) -> dict[str, Any]:
    return {name: getattr(command, name) for name in TaskCommand.__slots__}


def _carry_for(record: DeviceCommand, command: Command, actor: Actor, at: datetime) -> None:
    """Carry out what a person decided for, as the author's deed where he still may, else as the decider's."""
    if record.reason == "other_content":
        raise Problem("conflict", state="other_content")
    if not command.move:
        inspection = db.session.scalars(
            select(Inspection).where(Inspection.uuid == command.inspection_uuid)
        ).one_or_none()
        if inspection is None:
            raise Problem("conflict", state="unknown_target")
        try:
            revision.propose(_wish(command, inspection), actor, at)
        except changing.Unfit as unfit:
            raise Problem("bad_form", fields={"reason": unfit.why}) from None
        return
    task = lifecycle.find(record.task_id or 0, actor)
    author = _author(record)
    details = {**_said_by(record), "decided_by": actor.account_id}
    is_able = author is not None and lifecycle.MOVES[command.move].may(task, author)
    done = lifecycle.apply(
        TaskCommand(
            uuid=command.id, task_id=task.id, move=command.move, base_rev=task.rev, actor=author if is_able and author else actor, at=at,
            note=command.note, photos=command.photos, details=details, says=command.says, said_at=command.done_at,
        )
    )  # fmt: skip
    record.result_rev = done.rev


def _correct(record: DeviceCommand, command: Command, author: Actor, at: datetime) -> None:
    inspection = db.session.scalars(select(Inspection).where(Inspection.uuid == command.inspection_uuid)).one_or_none()
    if inspection is None:
        if record.is_forced:
            _open(record, "unknown_target", at)
        else:
            record.state, record.reason = "waiting", "target"
        return
    record.site_id = inspection.site_id
    try:
        made = revision.propose(_wish(command, inspection), author, at)
    except changing.Unfit:
        _open(record, "bad_form", at)
    except Problem as problem:
        _open(record, "conflict" if problem.kind.code == "conflict" else TASK_REASONS[problem.kind.code], at)
    else:
        record.state, record.reason, record.result_rev = (
            "applied",
            None if made.state == "confirmed" else made.state,
            made.rev,
        )
        record.is_merged = made.rev is not None and made.rev != command.base_rev + 1


def _wish(command: Command, inspection: Inspection) -> revision.Wish:
    return revision.Wish(
        command.id,
        inspection.id,
        command.base_rev,
        changing.read(command.changes),
        command.note or "",
        command.device_id,
        command.said_at,
    )


def _release(record: DeviceCommand, at: datetime) -> None:
    """The gap has closed: what waited for this command follows, in order."""
    while record.state != "waiting":
        following = db.session.scalars(
            select(DeviceCommand)
            .where(
                DeviceCommand.device_id == record.device_id,
                DeviceCommand.after == record.seq,
                DeviceCommand.state == "waiting",
            )
            .order_by(DeviceCommand.seq)
            .limit(1)
        ).first()
        if following is None:
            return
        _again(following, at)
        record = following


def _again(record: DeviceCommand, at: datetime) -> None:
    author = _author(record)
    if author is None:
        _open(record, "inactive_author", at)
    else:
        _carry_out(record, wire.read(record.body), author, at)
    db.session.flush()
    _write_down(record, at)


def _author(record: DeviceCommand) -> Actor | None:
    return load_actor(db.session.connection(), record.author_id)


def _said_by(record: DeviceCommand) -> dict[str, Any]:
    said: dict[str, Any] = {"device": record.device_id, "said_at": record.said_at.isoformat(timespec="seconds")}
    return said | ({"forced": True} if record.is_forced else {})


def _open(record: DeviceCommand, reason: str, at: datetime) -> None:
    record.state, record.reason = "open", reason
    db.session.flush()
    desk.announce_waiting(record, at)


def _write_down(record: DeviceCommand, at: datetime) -> None:
    db.session.flush()
    trail.record(
        f"command.{record.state}", f"command:{record.id}", actor_id=record.author_id, device_id=record.device_id,
        details={"uuid": record.uuid, "sha256": record.body_sha256, "type": record.type, "reason": record.reason}, at=at,
    )  # fmt: skip
