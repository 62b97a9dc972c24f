"""Agencies, who signs in for them, and the visits of theirs that are asked about again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.mystery.models import Visit

CALL_BACK_RESULTS = ("confirmed", "contradicted", "not_reached")


class Agency(db.Model):
    """A firm that sends shoppers of its own. Those who sign in for it see its visits and nothing else."""

    __tablename__ = "mystery_agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    contact: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgencyAccount(db.Model):
    """Who signs in for an agency."""

    __tablename__ = "mystery_agency_account"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("mystery_agency.id"), index=True)

    agency: Mapped[Agency] = relationship()


class CallBack(db.Model):
    """A visit of an agency that is asked about again, by telephone or from the till: was it made, and is it as written?"""

    __tablename__ = "mystery_call_back"
    __table_args__ = (
        CheckConstraint(f"result IN {CALL_BACK_RESULTS!r}", name="result_known"),
        CheckConstraint("(result IS NULL) = (at IS NULL)", name="entered_or_open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("mystery_visit.id"), unique=True)
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    result: Mapped[str | None] = mapped_column(String(20))  # one of CALL_BACK_RESULTS; None = not asked yet
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    visit: Mapped[Visit] = relationship(back_populates="call_back")
