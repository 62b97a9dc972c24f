"""Who saw who a shopper is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.accounts.models import Account
from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.mystery.models import Shopper

PLACES = ("register", "person", "visit", "assigning", "links", "pdf", "workbook")


class ShopperLook(db.Model):
    """One account saw one shopper's name, contact or visits on one day, by one way; how often and last when."""

    __tablename__ = "mystery_shopper_look"
    __table_args__ = (
        UniqueConstraint("shopper_id", "account_id", "place", "on_day"),
        CheckConstraint(f"place IN {PLACES!r}", name="place_known"),
        CheckConstraint("times > 0", name="looked_at_least_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shopper_id: Mapped[int] = mapped_column(ForeignKey("mystery_shopper.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    place: Mapped[str] = mapped_column(String(10))  # one of PLACES
    on_day: Mapped[date] = mapped_column(index=True)  # UTC
    times: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)

    shopper: Mapped[Shopper] = relationship()
    account: Mapped[Account] = relationship()
