"""Cycles, the appraisals in them, adjustments, and what differs from them after the lock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.appraisals.cycle_moves import APPRAISAL_STATES, STATES
from inspector.appraisals.scheme_models import Scheme
from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.sites.models import Position, Site, StaffMember


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


class Cycle(db.Model):
    """One period of appraisals of the whole organisation, on its way from open to locked (appraisals/cycle_moves.py)."""

    __tablename__ = "cycle"
    __table_args__ = (
        CheckConstraint(_one_of("state", STATES), name="state_known"),
        CheckConstraint("(state = 'locked') = (locked_at IS NOT NULL)", name="locked_when"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(7), unique=True)  # appraisals/periods.py
    state: Mapped[str] = mapped_column(String(12), default="open")
    first_on: Mapped[date]
    last_on: Mapped[date]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    collected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the components were gathered last
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_entry: Mapped[int | None]  # the last entry of the ledger at the lock: what is above it came later, whatever a clock said

    moves: Mapped[list[CycleMove]] = relationship(back_populates="cycle", order_by="CycleMove.id")
    appraisals: Mapped[list[Appraisal]] = relationship(back_populates="cycle", order_by="Appraisal.id")


class CycleMove(db.Model):
    """One step in the life of a cycle: from where, to where, who, when, why. Written once."""

    __tablename__ = "cycle_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    from_state: Mapped[str] = mapped_column(String(12))
    to_state: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")

    cycle: Mapped[Cycle] = relationship(back_populates="moves")


class Appraisal(db.Model):
    """One person in one cycle. figures and evidence are what was calculated last, and after the lock what was frozen.

    A coefficient is percent (90, 100, 110); there is no sum of money here.
    """

    __tablename__ = "appraisal"
    __table_args__ = (
        UniqueConstraint("cycle_id", "staff_id"),
        Index("ix_appraisal_staff", "staff_id"),
        CheckConstraint(_one_of("state", APPRAISAL_STATES), name="state_known"),
        CheckConstraint("coefficient IS NULL OR coefficient IN (90, 100, 110)", name="coefficient_in_three_steps"),
        CheckConstraint("behaviour_step IS NULL OR behaviour_step BETWEEN 1 AND 5", name="five_anchors"),
        CheckConstraint("signature IS NULL OR signature IN ('seen', 'seen_objects', 'not_now')", name="signature_known"),
        CheckConstraint("chosen_band IS NULL OR second_by_id IS NOT NULL", name="second_chooses_the_band"),
        CheckConstraint("second_by_id IS NULL OR second_by_id <> proposed_by_id", name="second_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)  # who pays: the last home store of the period
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    scheme_id: Mapped[int | None] = mapped_column(ForeignKey("scheme.id"))  # of the last stretch
    state: Mapped[str] = mapped_column(String(10), default="open")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)  # appraisals/appraisal_figures.py
    evidence: Mapped[list[list[Any]]] = mapped_column(JSON)  # [[kind, id, sha256], …] of everything it rests on
    evidence_sha256: Mapped[str] = mapped_column(String(64))
    coefficient: Mapped[int | None]
    calculated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    behaviour_step: Mapped[int | None]
    behaviour_example: Mapped[str] = mapped_column(Text, default="")
    behaviour_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposal_note: Mapped[str] = mapped_column(Text, default="")
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    second_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_note: Mapped[str] = mapped_column(Text, default="")
    chosen_band: Mapped[str | None] = mapped_column(String(1))  # near an edge, by the second person, one of figures["edge_bands"]
    talk_on: Mapped[date | None]
    talk_note: Mapped[str] = mapped_column(Text, default="")
    talk_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signature: Mapped[str | None] = mapped_column(String(20))  # one of models.SIGNATURES
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signature_note: Mapped[str] = mapped_column(Text, default="")
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # signed on paper or on the manager's tablet

    cycle: Mapped[Cycle] = relationship(back_populates="appraisals")
    staff: Mapped[StaffMember] = relationship()
    site: Mapped[Site] = relationship()
    position: Mapped[Position] = relationship()
    scheme: Mapped[Scheme | None] = relationship()
    adjustments: Mapped[list[Adjustment]] = relationship(back_populates="appraisal", order_by="Adjustment.id")
    differences: Mapped[list[AppraisalDifference]] = relationship(back_populates="appraisal", order_by="AppraisalDifference.id")

    @property
    def band(self) -> str | None:
        """The band that holds: as chosen near an edge, else as calculated; None = not rated."""
        return self.chosen_band or self.figures["band"]


class Adjustment(db.Model):
    """Points by hand, with a reason; they count only once a second person has approved them."""

    __tablename__ = "adjustment"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'approved', 'refused')", name="state_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_or_open"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> by_id", name="second_is_another"),
        CheckConstraint("points BETWEEN -5 AND 5 AND points <> 0", name="few_points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"), index=True)
    points: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="open")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str] = mapped_column(Text, default="")

    appraisal: Mapped[Appraisal] = relationship(back_populates="adjustments")


class AppraisalDifference(db.Model):
    """What an appraisal would say now, where that differs from what was locked. The locked figures stay; HR says what follows from it."""

    __tablename__ = "appraisal_difference"
    __table_args__ = (
        UniqueConstraint("appraisal_id", "evidence_sha256"),
        CheckConstraint("state IN ('open', 'next_period', 'noted')", name="state_known"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_or_open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    evidence_sha256: Mapped[str] = mapped_column(String(64))  # of what it rests on now
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)  # as they would be now
    coefficient: Mapped[int | None]
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(12), default="open")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str] = mapped_column(Text, default="")

    appraisal: Mapped[Appraisal] = relationship(back_populates="differences")
