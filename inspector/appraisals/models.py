"""The ledger of evidence about people, praise, and the monthly record with its signatures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.sites.models import StaffMember

SIGNATURES = ("seen", "seen_objects", "not_now")


class LedgerEntry(db.Model):
    """What one inspection says about one person in one dimension. Append-only: a revision reverses and enters anew.

    weight = sum of w over scored answers (1, or 2 for a moment of truth with a measurable edge; k of n counts its n);
    share_sum = sum of w x earned/possible, each share clamped to 0..1, as an exact fraction.
    Source: docs/decisions.md, Evidence.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_staff_day", "staff_id", "business_day"),
        Index("ix_ledger_entry_inspection", "inspection_id"),
        CheckConstraint("line <> 'self'", name="self_checks_never_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    inspector_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    checklist_key: Mapped[str] = mapped_column(String(80))
    dimension: Mapped[str] = mapped_column(String(40))
    line: Mapped[str] = mapped_column(String(10))
    business_day: Mapped[date]
    weight: Mapped[int]
    share_sum: Mapped[str] = mapped_column(String(40))  # exact, "7/3"; negative when it reverses
    share_decimal: Mapped[float]  # share_sum again and
    square_decimal: Mapped[float]  # sum of w x share^2: only to estimate how alike the answers of one round are
    answer_count: Mapped[int]  # times seen: a k of n counts its n
    is_outside: Mapped[bool]  # the inspector does not work at the site
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    inspection: Mapped[Inspection] = relationship()


class Praise(db.Model):
    """Something done well, seen on a round, at any other time or said by a guest: the green card, which never expires."""

    __tablename__ = "praise"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    business_day: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    uuid: Mapped[str | None] = mapped_column(String(36), unique=True)  # of the form, where it was said outside a round
    photo_sha256: Mapped[str | None] = mapped_column(String(64))


class MonthRecord(db.Model):
    """A person's month: figures frozen when the manager confirms, signed by the person as seen, not as agreed."""

    __tablename__ = "month_record"
    __table_args__ = (
        UniqueConstraint("staff_id", "month"),
        CheckConstraint("signature IS NULL OR signature IN ('seen', 'seen_objects', 'not_now')", name="signature_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    month: Mapped[str] = mapped_column(String(7))  # YYYY-MM of business days
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)  # appraisals/summary.Month as JSON, frozen
    evidence_sha256: Mapped[str] = mapped_column(String(64))  # of the ids and hashes of all inspections used
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmation_note: Mapped[str | None] = mapped_column(Text)
    signature: Mapped[str | None] = mapped_column(String(20))  # one of SIGNATURES
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signature_note: Mapped[str | None] = mapped_column(Text)

    staff: Mapped[StaffMember] = relationship()
