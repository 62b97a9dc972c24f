"""Who looked at a person's record, for that person to see; and who agreed to stand on the list of praise."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db

LOOKS = ("page", "pdf", "appeal")


class RecordLook(db.Model):
    """One account looked at one person's month on one day, how often and last when. Nobody's own looks are written down."""

    __tablename__ = "record_look"
    __table_args__ = (
        UniqueConstraint("staff_id", "account_id", "month", "what", "on_day"),
        CheckConstraint("what IN ('page', 'pdf', 'appeal')", name="what_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    month: Mapped[str] = mapped_column(String(7))
    what: Mapped[str] = mapped_column(String(10))  # one of LOOKS
    on_day: Mapped[date]  # UTC
    times: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PraiseListing(db.Model):
    """A person agreed to stand on the list of praise of the site, from when until when; only one's own account says so."""

    __tablename__ = "praise_listing"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
