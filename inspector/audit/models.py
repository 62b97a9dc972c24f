"""The tamper-evident trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db


class AuditEvent(db.Model):
    """One thing that somebody did; `hash` covers the row and the hash of the row before."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]  # account; no foreign key: plumbing knows no accounts
    device_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(60))  # noun.verb: inspection.received
    target: Mapped[str] = mapped_column(String(80))  # noun:id
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
