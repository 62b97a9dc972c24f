"""Improvement items: what fails again and again at a site, with a measure before, a target, a plan and somebody else's word on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.sites.models import Site, StaffMember

ORIGINS = ("rate", "repeats", "hand")  # by the rule of the rate, by a point that came back a third time, by a person
STATES = ("open", "planned", "reached", "dropped")
EVENTS = ("opened", "planned", "reached", "missed", "dropped", "commented", "handed_over")
UNFINISHED = "state IN ('open', 'planned')"


class Improvement(db.Model):
    """One point of one list at one site that is to become better for good. Open > planned > reached; missed is open again."""

    __tablename__ = "improvement"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'planned', 'reached', 'dropped')", name="state_known"),
        CheckConstraint("origin IN ('rate', 'repeats', 'hand')", name="origin_known"),
        CheckConstraint("0 <= before_failed AND before_failed <= before_seen", name="before_counted"),
        CheckConstraint("target_percent BETWEEN 1 AND 100", name="target_in_range"),
        CheckConstraint("measure_until >= measure_from", name="measure_in_order"),
        CheckConstraint(
            "state NOT IN ('planned', 'reached') OR (plan <> '' AND target_percent IS NOT NULL AND planned_by_id IS NOT NULL"
            " AND measure_from IS NOT NULL AND measure_until IS NOT NULL)",
            name="plan_is_whole",
        ),
        CheckConstraint("(state IN ('reached', 'dropped')) = (closed_at IS NOT NULL)", name="closed_has_moment"),
        CheckConstraint("state <> 'reached' OR closed_by_id <> planned_by_id", name="judged_by_another"),
        Index(
            "uq_improvement_unfinished", "site_id", "checklist_key", "item", unique=True,
            sqlite_where=text(UNFINISHED), postgresql_where=text(UNFINISHED),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    checklist_key: Mapped[str] = mapped_column(String(80))
    item: Mapped[str] = mapped_column(String(80))
    title: Mapped[dict[str, str]] = mapped_column(JSON)  # the item's question
    origin: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(8), default="open")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    owner_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # where the owner is no staff member
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    before_seen: Mapped[int]  # rounds that saw the point before it was opened, and those of them that found it wrong
    before_failed: Mapped[int]
    before_rounds: Mapped[list[int]] = mapped_column(JSON)  # ids of their inspections, newest first
    target_percent: Mapped[int | None]  # of rounds that find it in order
    plan: Mapped[str | None] = mapped_column(Text)
    planned_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    measure_from: Mapped[date | None]  # business days whose rounds count after the plan
    measure_until: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    rev: Mapped[int] = mapped_column(default=1)

    site: Mapped[Site] = relationship()
    owner: Mapped[StaffMember | None] = relationship()
    events: Mapped[list[ImprovementEvent]] = relationship(order_by="ImprovementEvent.id")


class ImprovementEvent(db.Model):
    """One step in the life of an improvement item. Written once."""

    __tablename__ = "improvement_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id"), index=True)
    command_uuid: Mapped[str | None] = mapped_column(String(36), unique=True)
    kind: Mapped[str] = mapped_column(String(12))  # one of EVENTS
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    rev: Mapped[int]
