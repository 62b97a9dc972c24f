"""Messages to people, kept until they are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db


class Notice(db.Model):
    """One message to one account about one event; the event key keeps it from being told twice."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "event_key"),
        Index("ix_notice_account_unread", "account_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]  # no foreign key: plumbing knows no accounts
    event_key: Mapped[str] = mapped_column(String(80))  # task:31:opened
    sentence: Mapped[str] = mapped_column(String(200))  # gettext message id
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # what fills it; bilingual texts as {"zh", "en"}
    url: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
