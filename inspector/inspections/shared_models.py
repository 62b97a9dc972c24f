"""A round that two inspectors walk, each his sections, and what each of them sent of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db


class SharedRound(db.Model):
    """Who walks which sections of one round. open: parts are awaited; merged: it is an inspection; called_off: its owner walks alone.

    Source: docs/decisions.md, Two inspectors.
    """

    __tablename__ = "shared_round"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'merged', 'called_off')", name="state_known"),
        CheckConstraint("owner_id <> partner_id", name="two_people"),
        Index("ix_shared_round_partner", "partner_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # `round_id` on the wire: UUID of the owner's draft
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    checklist_version: Mapped[str] = mapped_column(String(80))  # sha256:…
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    owner_sections: Mapped[list[str]] = mapped_column(JSON)
    partner_sections: Mapped[list[str]] = mapped_column(JSON)
    begun: Mapped[str] = mapped_column(Text)  # what the partner's device begins with: the draft without answers, as JSON
    state: Mapped[str] = mapped_column(String(10), default="open")
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    merged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"), index=True)

    def sections_of(self, account_id: int) -> frozenset[str]:
        """The sections that are an inspector's; none for anybody else."""
        return frozenset({self.owner_id: self.owner_sections, self.partner_id: self.partner_sections}.get(account_id, ()))


class RoundPart(db.Model):
    """What one of two inspectors submitted: the exact bytes, acknowledged like any submission, scored only with the other part."""

    __tablename__ = "round_part"
    __table_args__ = (UniqueConstraint("round_id", "author_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("shared_round.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device_id: Mapped[str | None] = mapped_column(String(36))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    body_sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    receipt_code: Mapped[str] = mapped_column(String(12))
    is_complete: Mapped[bool]  # all announced photos are here
