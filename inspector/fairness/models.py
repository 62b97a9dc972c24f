"""Dated estimates of severity, kept as they were made; signals of conduct and what the inspector said of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.database import UtcDateTime
from inspector.extensions import db

SIGNAL_KINDS = (
    "na", "unseen", "bulk", "straight", "fast", "quick_answers", "photo_again", "tired", "pairing", "raised",
)  # fmt: skip


class SeverityEstimate(db.Model):
    """One run of the severity model over the rounds of some months. Never changed afterwards; the newest done one is shown.

    first_on, last_on: business days of the rounds. input_sha256: over every row that went in, so that the same rounds can be told again.
    figures: intercept, variances, effects of checklists and sites ({"effect", "sd"}, percent points), islands. None when it failed.
    """

    __tablename__ = "severity_estimate"
    __table_args__ = (CheckConstraint("(figures IS NULL) = (failure IS NOT NULL)", name="done_or_failed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    round_count: Mapped[int]  # rounds about one person each
    input_sha256: Mapped[str] = mapped_column(String(64))
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    failure: Mapped[str | None] = mapped_column(String(200))


class InspectorSeverity(db.Model):
    """How much one inspector gives above (lenient) or below (strict) usual ones, in percent points, as one estimate has it.

    shared_staff: people whom another inspector saw too: what the figure rests on. island: 0 is the largest; others cannot be compared.
    """

    __tablename__ = "inspector_severity"

    estimate_id: Mapped[int] = mapped_column(ForeignKey("severity_estimate.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    effect: Mapped[float | None]
    sd: Mapped[float | None]
    round_count: Mapped[int]
    shared_staff: Mapped[int]
    island: Mapped[int]


class StaffSeverity(db.Model):
    """What one estimate says about one person. raw, adjusted: percent; adjusted is not shrunk, None outside the largest island.

    effect: against the average person, shrunk. logit_correction: points by which the other scale would correct, to see what hangs on it.
    """

    __tablename__ = "staff_severity"

    estimate_id: Mapped[int] = mapped_column(ForeignKey("severity_estimate.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True, index=True)
    raw: Mapped[float]
    round_count: Mapped[int]
    effect: Mapped[float | None]
    effect_sd: Mapped[float | None]
    adjusted: Mapped[float | None]
    adjusted_sd: Mapped[float | None]
    logit_correction: Mapped[float | None]


class ConductSignal(db.Model):
    """Something about how an inspector goes about it that is worth a look; never a verdict, never a sanction.

    The inspector sees it first and may say a word; others see it once he did see it, or a week after he was told; `fast` never.
    item: "list/item" or "site/7" where it is about one, else "". figures: rate, peers, n and what else the sentence needs.
    """

    __tablename__ = "conduct_signal"
    __table_args__ = (
        UniqueConstraint("account_id", "kind", "item"),
        CheckConstraint(
            "kind IN ('na', 'unseen', 'bulk', 'straight', 'fast', 'quick_answers', 'photo_again', 'tired', 'pairing', 'raised')",
            name="kind_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(20))
    item: Mapped[str] = mapped_column(String(170), default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)  # first
    last_found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # no longer found
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by the inspector
    word: Mapped[str | None] = mapped_column(Text)  # the inspector's own
    word_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PhotoLook(db.Model):
    """How a photo looks, as 64 bits: two that differ in few bits show the same. None where it cannot be decoded."""

    __tablename__ = "photo_look"
    __table_args__ = (Index("ix_photo_look_look", "look"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    look: Mapped[int | None] = mapped_column(BigInteger)  # signed: the 64 bits less 2**63
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalibrationSet(db.Model):
    """Something several inspectors judge, each for himself: photos with a question, or one joint round. Results only once all are in.

    photos: its cases are judged in the app. joint: each sends his own round of the list at the site on that day.
    """

    __tablename__ = "calibration_set"
    __table_args__ = (
        CheckConstraint("kind IN ('photos', 'joint')", name="kind_known"),
        CheckConstraint(
            "kind <> 'joint' OR (site_id IS NOT NULL AND checklist_key IS NOT NULL AND held_on IS NOT NULL)", name="joint_has_place"
        ),
        CheckConstraint("title <> ''", name="has_title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    checklist_key: Mapped[str | None] = mapped_column(String(80))
    held_on: Mapped[date | None]
    due_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # before everybody was in
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    cases: Mapped[list[CalibrationCase]] = relationship(order_by="CalibrationCase.position")
    seats: Mapped[list[CalibrationSeat]] = relationship(order_by="CalibrationSeat.account_id")


class CalibrationSeat(db.Model):
    """An inspector who judges a set. Until he is finished his answers may be changed; afterwards never."""

    __tablename__ = "calibration_seat"

    set_id: Mapped[int] = mapped_column(ForeignKey("calibration_set.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalibrationCase(db.Model):
    """One photo and the question it is judged by, as the list asked it. Where it was taken is not told."""

    __tablename__ = "calibration_case"
    __table_args__ = (UniqueConstraint("set_id", "position"), UniqueConstraint("set_id", "attachment_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("calibration_set.id"))
    position: Mapped[int]  # from 1
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    question: Mapped[dict[str, str]] = mapped_column(JSON)  # {"zh", "en"}
    guide: Mapped[dict[str, str]] = mapped_column(JSON)  # how to judge; {} without


class CalibrationAnswer(db.Model):
    """What one inspector said of one photo: pass, fail, or unclear where it cannot be told from it."""

    __tablename__ = "calibration_answer"
    __table_args__ = (CheckConstraint("value IN ('pass', 'fail', 'unclear')", name="value_known"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("calibration_case.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    value: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
