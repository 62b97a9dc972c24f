"""Reads tasks: what to fix first, what is open at a site, whose tasks someone may see."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, selectinload

from inspector.accounts.access import Actor, within
from inspector.extensions import db
from inspector.inspections.models import Answer, Attachment
from inspector.prepared import Prepared
from inspector.rectification.models import Task, TaskFinding, TaskHelper
from inspector.sites.models import StaffAssignment

FIRST_TO_FIX = 3  # of a round with many failures, so many are named
OPEN_STATES = ("open", "accepted", "fixed", "watching")
WORKING_STATES = ("open", "accepted")

_TASK, _FINDING = Task.__table__.c, TaskFinding.__table__.c
_NEXT = Prepared(
    select(_TASK.id, _TASK.item, _TASK.title, _TASK.due_at, _TASK.kind)
    .where(_TASK.id.in_(select(_FINDING.task_id).where(_FINDING.inspection_id == bindparam("inspection"))))
    .where(or_(*(_TASK.state == state for state in WORKING_STATES)))
    .order_by(_TASK.due_at, _TASK.id)
    .limit(FIRST_TO_FIX)
)


def next_to_fix(inspection_id: int) -> list[dict[str, Any]]:
    """What of an inspection to put right first, soonest first. Shape: docs/payload.md, Receipt, `next`."""
    rows = _NEXT.rows(db.session.connection(), inspection=inspection_id)
    return [
        {
            "task": row.id,
            "item": row.item,
            "title": row.title,
            "due_at": row.due_at.isoformat(timespec="milliseconds"),
            "kind": row.kind,
        }
        for row in rows
    ]


def pressing(site_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """{site: (red lines and other tasks at once that nobody has fixed, open tasks that failed again)}; what is coached is left out."""
    rows = db.session.execute(
        select(
            Task.site_id,
            func.sum(case((Task.grade == "at_once", 1), else_=0)).label("at_once"),
            func.sum(case((Task.repeat_count > 0, 1), else_=0)).label("repeats"),
        )
        .where(Task.site_id.in_(site_ids), Task.state.in_(WORKING_STATES), Task.kind != "coach")
        .group_by(Task.site_id)
    )
    return {row.site_id: (row.at_once, row.repeats) for row in rows}


def open_findings(session: Session, site_id: int) -> list[dict[str, Any]]:
    """The tasks open or watched at a site, for whoever arrives there. Shape: docs/payload.md, Bundle, `open_findings`.

    Coaching is left out: it is proven by the next observations of the person, not by a look on arrival.
    """
    rows = session.execute(
        select(
            Task.id, Task.item, Task.checklist_key, Task.title, Task.place, Task.state, Task.grade, Task.opened_at, Task.due_at,
            _first_photo().label("photo"),
        )
        .where(Task.site_id == site_id, Task.state.in_(OPEN_STATES), Task.kind != "coach")
        .order_by(Task.due_at, Task.id)
    )  # fmt: skip
    return [
        {
            "task": row.id, "item": row.item, "checklist_id": row.checklist_key, "title": row.title, "place": row.place, "state": row.state,
            "grade": row.grade, "since": row.opened_at.isoformat(timespec="milliseconds"),
            "due_at": row.due_at.isoformat(timespec="milliseconds"), "photo": _address(row.photo),
        }
        for row in rows
    ]  # fmt: skip


def first_photos(session: Session, task_ids: Collection[int]) -> dict[int, str | None]:
    """{task: address of the small first photo of what was found}, None where there is none."""
    rows = session.execute(select(Task.id, _first_photo().label("photo")).where(Task.id.in_(task_ids)))
    return {row.id: _address(row.photo) for row in rows}


def _first_photo() -> Any:
    return (
        select(func.min(Attachment.id))
        .join(Answer, (Answer.inspection_id == Attachment.inspection_id) & (Answer.item == Attachment.item))
        .join(TaskFinding, TaskFinding.answer_id == Answer.id)
        .where(TaskFinding.task_id == Task.id, Attachment.kind == "photo", Attachment.is_here)
        .correlate(Task)
        .scalar_subquery()
    )


def _address(attachment_id: int | None) -> str | None:
    return f"/photos/{attachment_id}/thumb" if attachment_id else None


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition for tasks that someone may see: those of one's sites, one's own and those one was asked to help with."""
    own = [Task.owner_account_id == actor.account_id]
    if actor.staff_id is not None:
        own += [Task.owner_id == actor.staff_id, Task.helpers.any(TaskHelper.staff_id == actor.staff_id)]
    return or_(within(Task.site_id, actor.sites("tasks.read")), *own)


def mine(actor: Actor) -> ColumnElement[bool]:
    """The condition for tasks that someone must see to."""
    if actor.staff_id is None:
        return Task.owner_account_id == actor.account_id
    return or_(Task.owner_account_id == actor.account_id, Task.owner_id == actor.staff_id)


def to_verify(actor: Actor) -> ColumnElement[bool]:
    """The condition for fixed tasks that someone may verify: not those fixed by oneself."""
    return (
        (Task.state == "fixed")
        & or_(
            (Task.approver == "site") & within(Task.site_id, actor.sites("tasks.verify")),
            (Task.approver == "area") & within(Task.site_id, actor.sites("tasks.approve")),
        )
        & or_(Task.fixed_by_id.is_(None), Task.fixed_by_id != actor.account_id)
    )


def overdue(moment: datetime) -> ColumnElement[bool]:
    """The condition for tasks past their deadline; the clock stops when the fix is handed in."""
    return Task.state.in_(WORKING_STATES) & (Task.due_at < moment)


def about(staff_id: int) -> ColumnElement[bool]:
    """The condition for tasks that concern a person: theirs to see to, or their coaching."""
    return or_(Task.owner_id == staff_id, Task.place == f"staff:{staff_id}")


def count(*conditions: ColumnElement[bool]) -> int:
    """How many tasks meet the conditions."""
    return db.session.execute(select(func.count()).select_from(Task).where(*conditions)).scalar_one()


def is_visible(connection: Connection, actor: Actor, task_id: int) -> bool:
    """Whether someone may see a task, asked without opening the writing transaction."""
    return connection.execute(select(Task.id).where(Task.id == task_id, visible(actor))).scalar() is not None


def may_see_person(actor: Actor, staff_id: int, first: date, last: date) -> bool:
    """Whether a person worked, between two days, at a site whose tasks someone may read."""
    here = (
        select(StaffAssignment.id)
        .where(StaffAssignment.staff_id == staff_id, within(StaffAssignment.site_id, actor.sites("tasks.read")))
        .where(StaffAssignment.from_on <= last, or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= first))
    )
    return db.session.execute(here.limit(1)).scalar() is not None


def listed(*conditions: ColumnElement[bool]) -> Select[Task]:
    """Tasks in the order in which one sees to them: unfinished by deadline, then what waits, then closed ones, newest first."""
    rank = case({"open": 0, "accepted": 0, "fixed": 1, "watching": 2}, value=Task.state, else_=3)
    return (
        select(Task)
        .where(*conditions)
        .order_by(rank, case((rank < 3, Task.due_at)), Task.closed_at.desc(), Task.id)
        .options(selectinload(Task.site), selectinload(Task.owner))
    )
