"""What the desk keeps beside the tasks: views that somebody saved, and who was reminded of what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db


class SavedFilter(db.Model):
    """A view of the tasks that somebody comes back to; their own alone."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(300))  # of the address, as `Selection.address` writes it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TaskNudge(db.Model):
    """Somebody was reminded of a task, once for each step and version. Who: the notices with the same words in their key."""

    __tablename__ = "task_nudge"
    __table_args__ = (
        UniqueConstraint("task_id", "step", "version"),
        CheckConstraint("step IN ('half', 'late_owner', 'late_store', 'late_area', 'asked')", name="step_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    step: Mapped[str] = mapped_column(String(12))  # one of reminding.STEPS, or asked = by a person
    version: Mapped[str] = mapped_column(String(40))  # the deadline it is about; asked: the day
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None = because time passed
    at: Mapped[datetime] = mapped_column(UtcDateTime)
