"""Red lines and cards: what was said about a person's conduct, who verified it, and what followed. No money anywhere."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.sites.models import Site, StaffMember


class RedLine(db.Model):
    """Something that must never happen was seen. It is to verify until a second person upholds it or does not.

    lifted: it was upheld, the person objected and was right; then it counts as little as one that was not upheld.

    Only an upheld one changes a verdict, a grade or a coefficient; what keeps people safe was done at once either way.
    Source: docs/decisions.md, Red lines and cards.
    """

    __tablename__ = "red_line"
    __table_args__ = (
        Index("ix_red_line_site_state", "site_id", "state"),
        Index("ix_red_line_staff", "staff_id"),
        CheckConstraint("state IN ('to_verify', 'upheld', 'not_upheld', 'lifted')", name="state_known"),
        CheckConstraint("(state = 'to_verify') = (decided_at IS NULL)", name="decided_or_open"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> raised_by_id", name="needs_two_people"),
        CheckConstraint(
            "state <> 'upheld' OR photo_sha256 IS NOT NULL OR inspection_id IS NOT NULL OR record <> ''", name="upheld_is_shown"
        ),
        CheckConstraint("state <> 'upheld' OR staff_id IS NULL OR heard_how IS NOT NULL", name="upheld_was_heard"),
        CheckConstraint("heard_how IS NULL OR heard_how IN ('own', 'written_down', 'declined')", name="heard_how_known"),
        CheckConstraint("containment <> ''", name="contained_at_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)  # of the form; sent twice it is one
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))  # None = nobody is named
    kind: Mapped[str] = mapped_column(String(30))  # one of rules.RED_LINES
    fact: Mapped[str] = mapped_column(Text)
    containment: Mapped[str] = mapped_column(Text)  # what was done at once
    business_day: Mapped[date]
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))
    item: Mapped[str | None] = mapped_column(String(80))
    subject: Mapped[str | None] = mapped_column(String(60))
    record: Mapped[str] = mapped_column(String(300), default="")  # the record that shows it: a label, a log, a till receipt
    photo_sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)  # 24 hours; late is shown, and lapses nothing
    statement: Mapped[str | None] = mapped_column(Text)  # what the person says
    heard_how: Mapped[str | None] = mapped_column(String(12))  # own account, written down by somebody, or the person did not wish to
    heard_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str | None] = mapped_column(Text)

    staff: Mapped[StaffMember | None] = relationship()
    site: Mapped[Site] = relationship()
    inspection: Mapped[Inspection | None] = relationship()


class Card(db.Model):
    """A reminder, a yellow or a red card. What it is worth ends by itself; praise is the green one (`Praise`). It holds no amount.

    proposed: a red card that waits for the second manager. Source: docs/decisions.md, Red lines and cards.
    """

    __tablename__ = "conduct_card"
    __table_args__ = (
        Index("ix_conduct_card_staff", "staff_id", "business_day"),
        CheckConstraint("kind IN ('reminder', 'yellow', 'red')", name="kind_known"),
        CheckConstraint("state IN ('proposed', 'standing', 'refused', 'withdrawn')", name="state_known"),
        CheckConstraint("kind = 'red' OR state IN ('standing', 'withdrawn')", name="only_red_waits"),
        CheckConstraint("(kind = 'red') = (red_line_id IS NOT NULL)", name="red_rests_on_a_red_line"),
        CheckConstraint("kind <> 'red' OR state IN ('proposed', 'withdrawn') OR second_by_id IS NOT NULL", name="red_needs_a_second"),
        CheckConstraint("second_by_id IS NULL OR second_by_id <> given_by_id", name="second_is_another"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    business_day: Mapped[date]  # on which it was given; its days are counted from here
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))
    red_line_id: Mapped[int | None] = mapped_column(ForeignKey("red_line.id"), unique=True)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str | None] = mapped_column(Text)

    staff: Mapped[StaffMember] = relationship()
    site: Mapped[Site] = relationship()
    red_line: Mapped[RedLine | None] = relationship()
