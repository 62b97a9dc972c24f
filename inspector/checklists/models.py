"""Checklists and their published, immutable versions."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.checklists.keys import ROUND_KINDS
from inspector.database import UtcDateTime
from inspector.extensions import db

_OPEN = text("closed_at IS NULL")


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

    @property
    def is_for_rounds(self) -> bool:
        """Whether an inspector may start it: in use, and neither a shopper's, a guest's nor a view for the appraisal talk."""
        return self.retired_at is None and self.kind in ROUND_KINDS


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


class ChecklistDraft(db.Model):
    """A checklist in work: a document that may still be unfinished. Of one checklist there is one open draft at a time."""

    __tablename__ = "checklist_draft"
    __table_args__ = (Index("uq_checklist_draft_open", "key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))  # of the checklist it will be published as
    document: Mapped[str] = mapped_column(Text)  # canonical JSON of checklists/editing/outline.py
    revision: Mapped[int] = mapped_column(default=0)  # counts the changes
    base_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_version.id"))  # the version it began as; None = from nothing
    started_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # published or thrown away
    version_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_version.id"))  # what it became

    @property
    def title(self) -> dict[str, str]:
        """The title as it stands in the draft."""
        found = json.loads(self.document).get("title", {})
        return found if isinstance(found, dict) else {}

    base: Mapped[ChecklistVersion | None] = relationship(foreign_keys=[base_id])
    version: Mapped[ChecklistVersion | None] = relationship(foreign_keys=[version_id])


class ChecklistDraftStep(db.Model):
    """One change of a draft and what stood before it, so that it can be taken back. Kept while the draft is open, the newest of them."""

    __tablename__ = "checklist_draft_step"
    __table_args__ = (UniqueConstraint("draft_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("checklist_draft.id"))
    revision: Mapped[int]  # that the change made
    act: Mapped[str] = mapped_column(String(20))  # changed, added, copied, moved, removed, undone
    part: Mapped[str] = mapped_column(String(100))  # "item:floor-clean"
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[bytes] = mapped_column(LargeBinary)  # the document before, as canonical JSON, deflated


class OwnStandard(db.Model):
    """A standard of the organisation's own, cited by questions like those that came with Inspector. Never deleted, only retired."""

    __tablename__ = "own_standard"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)  # OWN-001; stable for ever
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OwnStandardVersion(db.Model):
    """What an own standard says from a day on; earlier versions stay.

    content: {"fact": {lang: text}, "industry", "step", "dimension", "factor", "observable_by": [], "threshold", "role", "source",
    "moment": {lang: text}, "point": {lang: text}}; all but the first four and observable_by may be missing.
    """

    __tablename__ = "own_standard_version"
    __table_args__ = (UniqueConstraint("standard_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("own_standard.id"))
    number: Mapped[int]  # 1, 2, 3 … within the standard
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    valid_from: Mapped[date] = mapped_column(Date)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
