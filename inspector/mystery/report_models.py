"""What came of a visit: the reports, whom answers are about, and what its site objects to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.mystery.models import Visit
from inspector.sites.models import Area, StaffMember

ATTRIBUTION_STATES = ("certain", "asked", "confirmed", "denied", "unknown", "silent")
REPORT_STATES = ("waiting", "revision", "second", "replaced", "accepted", "rejected")


class Report(db.Model):
    """What a shopper sent of a visit: the exact bytes (docs/payload.md, Submission). It waits here until its wave is released.

    What a reviewer puts otherwise stands in `corrections`, beside what was said; the bytes never change.
    """

    __tablename__ = "mystery_report"
    __table_args__ = (
        CheckConstraint(f"state IN {REPORT_STATES!r}", name="state_known"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_in_range"),
        CheckConstraint("state != 'second' OR first_by_id IS NOT NULL", name="second_after_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("mystery_visit.id"), index=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    body_sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt_code: Mapped[str] = mapped_column(String(12))
    is_complete: Mapped[bool]  # all its photos are here
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # one of REPORT_STATES
    checks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # checks.Check.as_json of what should be looked at
    served: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # where the guest sat, whom they met: served.of_wire
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # {item: what the site may read}; what is not in it is withheld
    corrections: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # [{"item", "state", "value", "reason", "by", "at"}]
    reason: Mapped[str] = mapped_column(Text, default="")  # of asking for a revision, or of turning it down
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # until when a revision is awaited
    rating: Mapped[int | None]  # 1 hardly usable to 5 exemplary, by who decided: of the report, not of the site
    is_near_edge: Mapped[bool] = mapped_column(
        default=False
    )  # one answer more or less would have changed the grade when it was accepted
    first_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id")
    )  # who accepted first, when a second person must decide
    first_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    visit: Mapped[Visit] = relationship(back_populates="reports")


class Attribution(db.Model):
    """One person whom one part of a released visit may be about. Only certain and confirmed ones stand in the person's record.

    certain: roster and badge agree. asked: the person has not answered. silent: three days on duty passed without an answer, so the site
    bears it. A denial waits for a look, and counts for nobody whatever comes of it. Source: docs/decisions.md, Mystery visits.
    """

    __tablename__ = "mystery_attribution"
    __table_args__ = (
        UniqueConstraint("visit_id", "staff_id", "part"),
        CheckConstraint(f"state IN {ATTRIBUTION_STATES!r}", name="state_known"),
        CheckConstraint("(state IN ('certain', 'asked')) = (settled_at IS NULL)", name="settled_or_open"),
        CheckConstraint("reviewed_at IS NULL OR (state = 'denied' AND review <> '')", name="only_denials_are_reviewed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("mystery_visit.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    part: Mapped[str] = mapped_column(String(80), default="")  # served.part_of its items; "" = asked of everything at once, as once was
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))  # all of the place that the person is told
    items: Mapped[list[str]] = mapped_column(JSON)  # of the form; facts only, never feelings
    state: Mapped[str] = mapped_column(String(10))  # one of ATTRIBUTION_STATES
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)  # of the release: the same for all of a wave
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # answered, or silent
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review: Mapped[str] = mapped_column(Text, default="")  # what the look at a denial found

    visit: Mapped[Visit] = relationship(back_populates="attributions")
    staff: Mapped[StaffMember] = relationship()
    area: Mapped[Area | None] = relationship()


class Appeal(db.Model):
    """A site objects to one answer of a visit that it was told of. It is never told the moment, only the decision and why."""

    __tablename__ = "mystery_appeal"
    __table_args__ = (
        UniqueConstraint("visit_id", "item"),
        CheckConstraint("state IN ('open', 'upheld', 'kept')", name="state_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_or_open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("mystery_visit.id"))
    item: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str] = mapped_column(Text, default="")  # of who decided
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    visit: Mapped[Visit] = relationship(back_populates="appeals")
