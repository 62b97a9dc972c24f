"""Checklists and their published, immutable versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db


class ChecklistRow(db.Model):
    """A checklist of the organisation, named by the stable key of its definition (`quick-round`)."""

    __tablename__ = "checklist"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    pack: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    versions: Mapped[list[ChecklistVersion]] = relationship(back_populates="checklist", order_by="ChecklistVersion.number")


class ChecklistVersion(db.Model):
    """One published version: the canonical document and its SHA-256. Never changed, never deleted."""

    __tablename__ = "checklist_version"
    __table_args__ = (UniqueConstraint("checklist_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checklist_id: Mapped[int] = mapped_column(ForeignKey("checklist.id"), index=True)
    number: Mapped[int]  # 1, 2, 3 … within the checklist
    sha256: Mapped[str] = mapped_column(String(71), unique=True)  # "sha256:" and 64 hex digits
    document: Mapped[str] = mapped_column(Text)  # canonical JSON, exactly what was hashed
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None = came with a pack
    note: Mapped[str] = mapped_column(Text, default="")

    checklist: Mapped[ChecklistRow] = relationship(back_populates="versions")
