"""Messages to people, kept until they are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db


class Notice(db.Model):
    """One message to one account about one event; the event key keeps it from being told twice."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "event_key"),
        Index("ix_notice_account_unread", "account_id", "read_at"),
        Index("ix_notice_routed_at", "routed_at"),
        CheckConstraint("urgency IN ('plain', 'reminder', 'at_once')", name="urgency_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]  # no foreign key: plumbing knows no accounts
    event_key: Mapped[str] = mapped_column(String(80))  # task:31:opened
    sentence: Mapped[str] = mapped_column(String(200))  # gettext message id
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # what fills it; bilingual texts as {"zh", "en"}
    url: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    urgency: Mapped[str] = mapped_column(String(10), default="plain")  # one of rules.URGENCIES
    routed_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # when it was decided by what ways it leaves the app


class NoticeChoice(db.Model):
    """By what way, and how much, somebody wants to be told outside the app."""

    __tablename__ = "notice_choice"
    __table_args__ = (
        UniqueConstraint("account_id", "way"),
        CheckConstraint("way IN ('mail', 'wecom', 'dingtalk', 'feishu')", name="way_known"),
        CheckConstraint("level IN ('off', 'important', 'all')", name="level_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]  # no foreign key: plumbing knows no accounts
    way: Mapped[str] = mapped_column(String(10))  # mail, or one of messengers.SERVICES
    level: Mapped[str] = mapped_column(String(10))  # one of rules.LEVELS
    address: Mapped[str] = mapped_column(
        String(80), default=""
    )  # who they are in that service; of mail the account knows it
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeChannel(db.Model):
    """A way out of the app that an organisation or a site set up: the bot of a group, or its app that writes to persons.

    Its secret is sealed (sealing.py), never shown again, and changed by setting up another.
    """

    __tablename__ = "notice_channel"
    __table_args__ = (
        CheckConstraint("kind IN ('bot', 'app')", name="kind_known"),
        CheckConstraint("service IN ('wecom', 'dingtalk', 'feishu')", name="service_known"),
        CheckConstraint("kind = 'bot' OR site_id IS NULL", name="app_is_of_everybody"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(3))
    service: Mapped[str] = mapped_column(String(10))  # one of messengers.SERVICES
    site_id: Mapped[int | None] = mapped_column(
        index=True
    )  # None = of the organisation; no foreign key: plumbing knows no sites
    name: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(10))  # of what is written there
    sealed: Mapped[str] = mapped_column(Text)
    hint: Mapped[str] = mapped_column(String(8))  # the last signs of the key, to tell two apart
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None]
