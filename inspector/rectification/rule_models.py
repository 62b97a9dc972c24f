"""The organisation's own rules about tasks. Rows are written once: on a day the newest row of a target that begins by then holds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db


class TaskRule(db.Model):
    """What failures of an item, of a list or of everything lead to. A row that says nothing sets its target back to what is usual."""

    __tablename__ = "task_rule"
    __table_args__ = (
        CheckConstraint("kind IN ('fix', 'repair', 'manage', 'coach')", name="kind_known"),
        CheckConstraint("grade IN ('at_once', 'this_shift', 'day', 'three_days', 'week', 'works')", name="grade_known"),
        CheckConstraint("approver IN ('site', 'area')", name="approver_known"),
        CheckConstraint("within_hours > 0", name="within_positive"),
        CheckConstraint("grade IS NULL OR within_hours IS NULL", name="one_deadline"),
        CheckConstraint("item = '' OR checklist_key <> ''", name="item_of_a_list"),
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("ix_task_rule_target", "checklist_key", "item", "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_key: Mapped[str] = mapped_column(String(80), default="")  # empty = everything
    item: Mapped[str] = mapped_column(String(80), default="")  # empty = the whole list
    kind: Mapped[str | None] = mapped_column(String(10))  # one of models.KINDS
    grade: Mapped[str | None] = mapped_column(String(12))  # one of models.GRADES
    within_hours: Mapped[int | None]  # instead of a grade's own deadline
    owner: Mapped[str | None] = mapped_column(String(60))  # actor, duty, area, store or role:<position>
    approver: Mapped[str | None] = mapped_column(String(8))  # one of models.APPROVERS
    from_on: Mapped[date]  # business days from this one on
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class GradeRule(db.Model):
    """How tasks of a grade are verified and looked at again, and when who hears of a late one."""

    __tablename__ = "grade_rule"
    __table_args__ = (
        CheckConstraint("grade IN ('at_once', 'this_shift', 'day', 'three_days', 'week', 'works')", name="grade_known"),
        CheckConstraint("approver IN ('site', 'area')", name="approver_known"),
        CheckConstraint("recheck IN ('photo', 'sample', 'round', 'visit', 'observations')", name="recheck_known"),
        CheckConstraint("0 <= store_wait_minutes AND store_wait_minutes < area_wait_minutes", name="store_before_area"),
        CheckConstraint("area_wait_minutes <= 20160", name="area_within_two_weeks"),  # reminding.LONGEST_WAIT
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grade: Mapped[str] = mapped_column(String(12))
    approver: Mapped[str] = mapped_column(String(8))
    recheck: Mapped[str] = mapped_column(String(12))
    store_wait_minutes: Mapped[int]  # after the deadline
    area_wait_minutes: Mapped[int]
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
