"""What is still to be done in the background."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db


class Job(db.Model):
    """One piece of work, put down together with what it follows from; its key keeps it from being done for one cause twice.

    Whoever takes it has a lease: where the process dies, the lease ends and another try is made. After MOST_ATTEMPTS it is dead and shown.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'dead')", name="state_known"),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="running_has_lease"),
        CheckConstraint("(state IN ('done', 'dead')) = (finished_at IS NOT NULL)", name="finished_has_time"),
        Index("ix_job_state_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)  # notice:31:mail
    kind: Mapped[str] = mapped_column(String(40))  # names who carries it out, jobs/working.py
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)  # emptied when done: it may hold addresses and links
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)  # begun so far
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)  # not before
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)  # why the last try failed, in English for who runs the server
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
