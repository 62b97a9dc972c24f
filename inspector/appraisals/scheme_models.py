"""Schemes by position, version by version, and who has read which; what is imported for their components; talks of coaching."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.sites.models import Position, StaffMember

SCHEME_STATES = ("draft", "published", "opened", "retired")


class Scheme(db.Model):
    """One version of how a position is appraised: its document (appraisals/scheme_rules.py), frozen by its hash once published.

    It opens, that is, it may be applied, only with the record of its consultation, its publication and a receipt of everybody it is about.
    """

    __tablename__ = "scheme"
    __table_args__ = (
        UniqueConstraint("position_id", "number"),
        CheckConstraint("state IN ('draft', 'published', 'opened', 'retired')", name="state_known"),
        CheckConstraint(
            "state = 'draft' OR (sha256 IS NOT NULL AND published_at IS NOT NULL AND consulted_on IS NOT NULL)",
            name="published_after_consultation",
        ),
        CheckConstraint("state <> 'opened' OR opened_at IS NOT NULL", name="opened_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    number: Mapped[int]  # of the version, from 1
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str | None] = mapped_column(String(64))  # of the document, from its publication on
    state: Mapped[str] = mapped_column(String(10), default="draft")  # one of SCHEME_STATES
    valid_from_on: Mapped[date]  # the first day of a period that it is applied to
    consulted_on: Mapped[date | None]
    consulted_with: Mapped[str] = mapped_column(String(200), default="")  # union, representatives, everybody
    consultation_note: Mapped[str] = mapped_column(Text, default="")  # what was said, and what was changed for it
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    position: Mapped[Position] = relationship()
    receipts: Mapped[list[SchemeReceipt]] = relationship(back_populates="scheme", order_by="SchemeReceipt.id")


class SchemeReceipt(db.Model):
    """That a person has read a scheme. Read is not agreed. witness_id: who was there when it was read on paper or on a shared tablet."""

    __tablename__ = "scheme_receipt"
    __table_args__ = (UniqueConstraint("scheme_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    scheme: Mapped[Scheme] = relationship(back_populates="receipts")
    staff: Mapped[StaffMember] = relationship()


class ComponentValue(db.Model):
    """One imported figure: a component of a person, or the survey of a site, in a period."""

    __tablename__ = "component_value"
    __table_args__ = (
        UniqueConstraint("component", "period", "subject"),
        Index("ix_component_value_period", "period"),
        CheckConstraint("n > 0", name="seen_at_least_once"),
        CheckConstraint("(staff_id IS NULL) <> (site_id IS NULL)", name="of_a_person_or_a_site"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    component: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(7))
    subject: Mapped[str] = mapped_column(String(20))  # staff:7 or site:3
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    value: Mapped[str] = mapped_column(String(12))  # percent, exact as written
    n: Mapped[int]  # shifts, tests, answers: of what the value is a share
    source: Mapped[str] = mapped_column(String(200))
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CoachingTalk(db.Model):
    """That somebody was coached, on which day and about what. Nobody stands under 1.0 without one."""

    __tablename__ = "coaching_talk"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    held_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
