"""What a person objects to, with photos, and what was decided about it, level by level."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.appraisals.conduct_models import Card, RedLine
from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.sites.models import Site, StaffMember

FIRST, LAST = 1, 2  # levels: a reviewer who was not there, then HR


class PersonAppeal(db.Model):
    """A person objects to one answer, to the record of a period, to a card or to an upheld red line. It keeps or raises, it never lowers.

    open: waits for the level's answer. kept: may go to HR once, while the window of that holds. raised and withdrawn are the end.
    Source: docs/decisions.md, Objections of people.
    """

    __tablename__ = "person_appeal"
    __table_args__ = (
        UniqueConstraint("staff_id", "target", "turn"),
        Index("ix_person_appeal_site_state", "site_id", "state"),
        Index("ix_person_appeal_inspection", "inspection_id"),
        CheckConstraint("state IN ('open', 'raised', 'kept', 'withdrawn')", name="state_known"),
        CheckConstraint("level IN (1, 2)", name="level_known"),
        CheckConstraint("(inspection_id IS NULL) = (item IS NULL)", name="answer_is_whole"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("inspection_id IS NULL OR (card_id IS NULL AND red_line_id IS NULL)", name="answer_or_conduct"),
        CheckConstraint("card_id IS NULL OR red_line_id IS NULL", name="card_or_red_line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)  # of the form; sent twice it is one
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    month: Mapped[str] = mapped_column(String(7))  # YYYY-MM of the record it is about
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))  # None = the whole record of the month
    item: Mapped[str | None] = mapped_column(String(80))
    subject: Mapped[str | None] = mapped_column(String(60))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("conduct_card.id"))
    red_line_id: Mapped[int | None] = mapped_column(ForeignKey("red_line.id"))
    target: Mapped[str] = mapped_column(String(160))  # "3 hair staff:7", "2026-10", "card 4", "red line 2": once at a time
    turn: Mapped[int]  # 1, or one more when a later correction opened a new window
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until_on: Mapped[date]  # last day of the window, as known when it was made
    state: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    due_on: Mapped[date]  # last day for the answer of this level
    second_reason: Mapped[str | None] = mapped_column(Text)  # why the person asked HR
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    staff: Mapped[StaffMember] = relationship()
    site: Mapped[Site] = relationship()
    inspection: Mapped[Inspection | None] = relationship()
    card: Mapped[Card | None] = relationship()
    red_line: Mapped[RedLine | None] = relationship()
    photos: Mapped[list[AppealPhoto]] = relationship(order_by="AppealPhoto.id")
    decisions: Mapped[list[AppealDecision]] = relationship(order_by="AppealDecision.level")


class AppealPhoto(db.Model):
    """A photo that the person put beside the objection; its bytes lie in the blob store."""

    __tablename__ = "person_appeal_photo"
    __table_args__ = (UniqueConstraint("appeal_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("person_appeal.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))


class AppealDecision(db.Model):
    """The answer of one level: raised or kept, by whom and why.

    raised: [{"inspection", "item", "for", "outcome"}] as it was decided. difference: [before, after] of the person's month, 0..1 as exact
    fractions. revisions: the corrections it led to.
    """

    __tablename__ = "person_appeal_decision"
    __table_args__ = (
        UniqueConstraint("appeal_id", "level"),
        CheckConstraint("outcome IN ('raised', 'kept')", name="outcome_known"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("person_appeal.id"))
    level: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    is_standard_wrong: Mapped[bool] = mapped_column(default=False)  # then all records of that version were raised
    raised: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    difference: Mapped[list[str | None]] = mapped_column(JSON, default=list)
    revisions: Mapped[list[int]] = mapped_column(JSON, default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
