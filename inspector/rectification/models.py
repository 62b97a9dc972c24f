"""Tasks, the findings and people they hold, their events, and reminders given on the spot."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.sites.models import Site, StaffMember

KINDS = ("fix", "repair", "manage", "coach")
GRADES = ("at_once", "this_shift", "day", "three_days", "week", "works")
STATES = ("open", "accepted", "fixed", "watching", "closed")
EVENTS = (
    "opened", "repeated", "accepted", "fixed", "verified", "returned", "improved", "not_improved", "cannot_see", "closed", "moved",
    "withdrawn", "commented", "postponed",
)  # fmt: skip


class Task(db.Model):
    """The rectification of one item at one place; repeats while open add to it."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'fixed', 'watching', 'closed')", name="state_known"),
        CheckConstraint("kind IN ('fix', 'repair', 'manage', 'coach')", name="kind_known"),
        Index("ix_task_site_state_due", "site_id", "state", "due_at"),
        Index("ix_task_same", "site_id", "item", "place", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    checklist_key: Mapped[str] = mapped_column(String(80))
    item: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(60), default="")  # area:3, table:A5, staff:7 (coach) or empty = the site
    title: Mapped[dict[str, str]] = mapped_column(JSON)  # the item's question
    kind: Mapped[str] = mapped_column(String(10))  # one of KINDS
    line: Mapped[str] = mapped_column(String(10))  # of the inspection that found it; self = the shop found it itself
    grade: Mapped[str] = mapped_column(String(12))  # one of GRADES: how soon (practice: what a failure leads to)
    state: Mapped[str] = mapped_column(String(10), default="open")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)  # who must see to it
    owner_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # where the owner is no staff member
    action: Mapped[dict[str, str] | None] = mapped_column(JSON)  # the management point
    needs_photo: Mapped[bool] = mapped_column(default=False)  # fixed only with an after photo
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fixed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fixed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # may not verify
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    repeat_count: Mapped[int] = mapped_column(default=0)  # failures added while it was open
    rev: Mapped[int] = mapped_column(default=1)  # grows with every event; commands name the one they saw

    site: Mapped[Site] = relationship()
    owner: Mapped[StaffMember | None] = relationship()
    findings: Mapped[list[TaskFinding]] = relationship(back_populates="task", order_by="TaskFinding.id")
    events: Mapped[list[TaskEvent]] = relationship(back_populates="task", order_by="TaskEvent.id")


class TaskFinding(db.Model):
    """One failed answer that a task rectifies, and whom it named."""

    __tablename__ = "task_finding"
    __table_args__ = (UniqueConstraint("task_id", "answer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the answer was corrected: it was no failure

    task: Mapped[Task] = relationship(back_populates="findings")
    inspection: Mapped[Inspection] = relationship()


class TaskEvent(db.Model):
    """One step in a task's life: who, when, what, with which photos. Written once."""

    __tablename__ = "task_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    command_uuid: Mapped[str | None] = mapped_column(String(36), unique=True)  # a command is applied once
    kind: Mapped[str] = mapped_column(String(20))  # one of EVENTS
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None] = mapped_column(Text)
    photos: Mapped[list[str]] = mapped_column(JSON, default=list)  # SHA-256 of blobs
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    rev: Mapped[int]

    task: Mapped[Task] = relationship(back_populates="events")


class Reminder(db.Model):
    """A behaviour that failed and was only coached: recorded, no task until the rule of repetition says so."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_staff_item", "staff_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))  # None = the shift
    item: Mapped[str] = mapped_column(String(80))
    checklist_key: Mapped[str] = mapped_column(String(80))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), unique=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    was_told: Mapped[bool]  # reminded on the spot
    business_day: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
