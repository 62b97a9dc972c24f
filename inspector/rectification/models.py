"""Tasks, the findings and people they hold, their events, what was understood and seen of them, reminders given on the spot."""

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
    "withdrawn", "commented", "postponed", "contained", "analysed", "planned", "paused", "resumed", "handed_over", "invited", "reopened",
    "proven", "unseen",
)  # fmt: skip
APPROVERS = ("site", "area")  # who verifies: whoever may at the site, or only whoever stands above it


class Task(db.Model):
    """The rectification of one item at one place; repeats while open add to it."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'fixed', 'watching', 'closed')", name="state_known"),
        CheckConstraint("kind IN ('fix', 'repair', 'manage', 'coach')", name="kind_known"),
        CheckConstraint("approver IN ('site', 'area')", name="approver_known"),
        Index("ix_task_site_state_due", "site_id", "state", "due_at"),
        Index("ix_task_same", "site_id", "item", "place", "state"),
        Index("ix_task_watch_until", "watch_until"),
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
    approver: Mapped[str] = mapped_column(String(8), default="site", server_default="site")  # one of APPROVERS
    recurrence: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # the how-manieth time since the first, within the window
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))  # the closed task that this one repeats
    verify_by: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # set with the fix; late after it is whoever should verify
    watched_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # looks from then on prove or reopen it
    watch_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looks_needed: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # observations that prove it; 0 = its photo was enough
    looks_by: Mapped[str] = mapped_column(
        String(8), default="round", server_default="round"
    )  # round, or visit = from outside the store

    site: Mapped[Site] = relationship()
    owner: Mapped[StaffMember | None] = relationship()
    findings: Mapped[list[TaskFinding]] = relationship(back_populates="task", order_by="TaskFinding.id")
    events: Mapped[list[TaskEvent]] = relationship(back_populates="task", order_by="TaskEvent.id")
    analysis: Mapped[TaskAnalysis | None] = relationship(back_populates="task")
    pauses: Mapped[list[TaskPause]] = relationship(order_by="TaskPause.id")
    helpers: Mapped[list[TaskHelper]] = relationship(order_by="TaskHelper.id")
    looks: Mapped[list[TaskLook]] = relationship(order_by="TaskLook.id")
    previous: Mapped[Task | None] = relationship(remote_side="Task.id")

    def pause_at(self, moment: datetime) -> TaskPause | None:
        """The pause that runs at a moment: its vendor is awaited."""
        return next((one for one in self.pauses if one.began_at <= moment < (one.ended_at or one.until)), None)


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


class TaskAnalysis(db.Model):
    """What was understood of a task and decided about it: contained how, from which cause, what is done so that it stays away."""

    __tablename__ = "task_analysis"
    __table_args__ = (
        CheckConstraint("(cost_minor IS NULL) = (currency IS NULL)", name="cost_has_currency"),
        CheckConstraint("cost_minor >= 0", name="cost_not_negative"),
    )

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    contained_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    containment: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(String(20))  # one of inspections.payload.CAUSES
    cause_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    whys: Mapped[list[str]] = mapped_column(JSON, default=list)  # each answers why the one before it was so
    measure: Mapped[str | None] = mapped_column(String(20))  # one of saying.MEASURES
    plan: Mapped[str | None] = mapped_column(Text)
    planned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cost_minor: Mapped[int | None]  # of the thing that was repaired or bought, in fen; never of a person
    currency: Mapped[str | None] = mapped_column(String(3))

    task: Mapped[Task] = relationship(back_populates="analysis")


class TaskPause(db.Model):
    """A repair waits for its vendor: its clock stands still from a moment until the vendor's date, or until work went on earlier."""

    __tablename__ = "task_pause"
    __table_args__ = (
        CheckConstraint("ticket <> ''", name="has_ticket"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("until > began_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)  # the vendor's date
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # earlier than that
    ticket: Mapped[str] = mapped_column(String(60))
    vendor: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    due_before: Mapped[datetime] = mapped_column(UtcDateTime)  # the task's deadline without this pause
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class TaskHelper(db.Model):
    """Somebody asked to help with a task: sees it, remarks and photographs; the owner stays the owner."""

    __tablename__ = "task_helper"
    __table_args__ = (UniqueConstraint("task_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    staff: Mapped[StaffMember] = relationship()


class TaskLook(db.Model):
    """An inspection saw the item of a watched task again: so often, of which so often wrong. One for each inspection."""

    __tablename__ = "task_look"
    __table_args__ = (
        UniqueConstraint("task_id", "inspection_id"),
        CheckConstraint("0 <= failed AND failed <= seen AND seen > 0", name="counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    seen: Mapped[int]
    failed: Mapped[int]
    counts: Mapped[bool]  # False: a self-check, whoever fixed it, or from inside where a visit from outside is asked
    at: Mapped[datetime] = mapped_column(UtcDateTime)  # when it was seen

    inspection: Mapped[Inspection] = relationship()


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
