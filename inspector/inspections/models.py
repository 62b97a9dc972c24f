"""Inspections as they were recorded: the exact bytes, the answers, the photos, and what could not be recorded."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inspector.checklists import publishing
from inspector.checklists.models import ChecklistVersion
from inspector.database import UtcDateTime
from inspector.extensions import db
from inspector.sites.models import Area, Shift, Site

_BORNE = text("staff_id IS NOT NULL")
LINES = ("self", "area", "audit", "mystery")
HELD_REASONS = (
    "unknown_checklist",
    "unknown_site",
    "closed_site",
    "inactive_author",
    "site_not_yours",
    "revoked_grant",
    "other_content",
    "scores_himself",
    "unknown_round",
    "late_part",
)


class Inspection(db.Model):
    """One filled checklist. What was sent never changes (`SubmissionBody`); its figures and answers are those of its newest revision."""

    __tablename__ = "inspection"
    __table_args__ = (
        CheckConstraint("line IN ('self', 'area', 'audit', 'mystery')", name="line_known"),
        CheckConstraint("flag IS NULL OR flag IN ('invalid', 'review', 'rejected')", name="flag_known"),
        Index("ix_inspection_site_day", "site_id", "business_day"),
        Index("ix_inspection_version_day", "checklist_version_id", "business_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)  # minted on the device when the draft started
    body_sha256: Mapped[str] = mapped_column(String(64))  # of the exact bytes received
    checklist_version_id: Mapped[int] = mapped_column(ForeignKey("checklist_version.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    business_day: Mapped[date]  # of started_at, by the site's clock
    line: Mapped[str] = mapped_column(String(10))  # one of LINES; self never counts for a score
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(String(36))
    grant_id: Mapped[str | None] = mapped_column(String(36))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    offset_minutes: Mapped[int]  # of the device from UTC at the start
    active_seconds: Mapped[int]  # time in the round without pauses, device clock
    paused_seconds: Mapped[int]
    is_complete: Mapped[bool]  # all announced photos are here
    flag: Mapped[str | None] = mapped_column(String(10))  # invalid: an answer is faulty; review; rejected
    flag_reason: Mapped[str | None] = mapped_column(Text)
    receipt_code: Mapped[str] = mapped_column(String(12))
    # The score, as of the moment of recording: the record (docs/decisions.md, Scoring).
    percent: Mapped[str | None] = mapped_column(String(12))  # as shown
    final_percent: Mapped[str | None] = mapped_column(String(12))  # after critical rules
    score: Mapped[str | None] = mapped_column(String(12))  # on the scale of the checklist
    earned: Mapped[str] = mapped_column(String(24))
    possible: Mapped[str] = mapped_column(String(24))
    completeness: Mapped[str | None] = mapped_column(String(12))
    observed: Mapped[str | None] = mapped_column(
        String(12)
    )  # percent of the needed observations; None = no event items
    verdict: Mapped[str | None] = mapped_column(String(10))  # pass | fail
    grade: Mapped[str | None] = mapped_column(String(20))
    answer_count: Mapped[int]
    failure_count: Mapped[int]
    score_document: Mapped[str] = mapped_column(
        Text
    )  # the Score as JSON without its trace; the trace is computed again from body and version
    comment: Mapped[str | None] = mapped_column(Text)
    # UUID of the inspection whose failures were looked at again; no foreign key, because that one may come later or be held.
    reinspects: Mapped[str | None] = mapped_column(String(36), index=True)
    rev: Mapped[int] = mapped_column(default=1, server_default="1")  # 1 as it was sent; each confirmed Revision is one more

    version: Mapped[ChecklistVersion] = relationship()
    site: Mapped[Site] = relationship()
    area: Mapped[Area | None] = relationship()
    shift: Mapped[Shift | None] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="inspection", order_by="Answer.id")
    attachments: Mapped[list[Attachment]] = relationship(back_populates="inspection", order_by="Attachment.id")

    @property
    def is_little_seen(self) -> bool:
        """Whether there is no verdict because too little of what was needed was seen."""
        if self.verdict is not None or self.observed is None:
            return False
        return Fraction(self.observed) < publishing.compiled(self.version.sha256).scoring.observed_from


class SubmissionBody(db.Model):
    """The exact bytes of a submission, as evidence and as the source of its trace."""

    __tablename__ = "submission_body"

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Answer(db.Model):
    """What was said about one item and subject, what it earned, and who bears it."""

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_inspection_id", "inspection_id"),
        # What one person bears, newest first. Not by item too: a round would then touch a leaf for each person and item.
        # On PostgreSQL it leaves out the same rows; to say so here would load that dialect at every start.
        Index("ix_answer_staff", "staff_id", "id", sqlite_where=_BORNE),
        CheckConstraint("state IN ('answered', 'na', 'unseen', 'unanswered')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    item: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str | None] = mapped_column(String(60))  # staff:7, table:A5, area:3
    state: Mapped[str] = mapped_column(String(10))
    value: Mapped[Any] = mapped_column(
        JSON(none_as_null=True), nullable=True
    )  # null where nothing was seen or it did not apply
    reason: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when it was tapped
    is_bulk: Mapped[bool]
    is_failed: Mapped[bool]
    is_faulty: Mapped[bool]  # stored, scored as unanswered
    earned: Mapped[str] = mapped_column(String(24))  # exact, "1/3"
    possible: Mapped[str] = mapped_column(String(24))
    note: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(String(20))
    is_corrected: Mapped[bool]
    is_reminded: Mapped[bool]
    borne_by: Mapped[str] = mapped_column(String(10))  # person | team | store | nobody
    basis: Mapped[str] = mapped_column(String(20))  # seen | duty | none: why that person (practice: who gets the blame)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))  # the person it counts for
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))  # of that person at capture

    inspection: Mapped[Inspection] = relationship(back_populates="answers")


class Attachment(db.Model):
    """A photo or signature of an inspection; its bytes lie in the blob store under `sha256`."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("inspection_id", "slot"), Index("ix_attachment_sha256", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    slot: Mapped[str] = mapped_column(String(36))  # UUID minted on the device
    kind: Mapped[str] = mapped_column(String(10))  # photo | signature
    item: Mapped[str | None] = mapped_column(String(80))
    subject: Mapped[str | None] = mapped_column(String(60))
    signer: Mapped[str | None] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    original_sha256: Mapped[str | None] = mapped_column(String(64))
    is_here: Mapped[bool]
    hidden_from_staff_reason: Mapped[str | None] = mapped_column(String(200))  # not None = not shown to staff

    inspection: Mapped[Inspection] = relationship(back_populates="attachments")


class Revision(db.Model):
    """A correction of a submitted inspection: who, why, against which revision. Kept for ever, also when it was refused.

    proposed: waits for a second person. conflict: another correction of the same base said something else about the same answer.
    confirmed: it is revision `rev`, whose exact bytes are `body`. Source: docs/decisions.md, Corrections.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("inspection_id", "rev"),
        CheckConstraint("state IN ('proposed', 'conflict', 'confirmed', 'refused')", name="state_known"),
        CheckConstraint("(state = 'confirmed') = (rev IS NOT NULL AND body IS NOT NULL)", name="confirmed_is_kept"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)  # of the command; sent twice it is one
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    base_rev: Mapped[int]  # the revision its author saw
    rev: Mapped[int | None]  # what it became
    state: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # changes.as_json, as the author meant them
    clashes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # [{"item", "for", "revision"}] others' say on the same
    difference: Mapped[dict[str, Any]] = mapped_column(JSON)  # what it would change, or changed: answers, figures, people
    lowers: Mapped[list[int]] = mapped_column(JSON, default=list)  # staff whose figure it lowers
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)  # the server's clock
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the device's clock; informs, decides nothing
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None where nobody had to
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)  # the whole record as corrected
    body_sha256: Mapped[str | None] = mapped_column(String(64))

    inspection: Mapped[Inspection] = relationship()


class DeviceCommand(db.Model):
    """What a device wanted done with a task or a round, with its exact bytes and what became of it. Nothing that arrived is thrown away.

    applied: carried out. commented: kept as a comment on a task that was closed meanwhile. superseded: it was so already.
    waiting: what it builds on is not here yet. open: a person must decide (`reason` says why). carried, left: a person decided.
    """

    __tablename__ = "device_command"
    __table_args__ = (
        UniqueConstraint("uuid", "body_sha256"),
        CheckConstraint(
            "state IN ('applied', 'commented', 'superseded', 'waiting', 'open', 'carried', 'left')", name="state_known"
        ),
        Index("ix_device_command_device_seq", "device_id", "seq"),
        Index("ix_device_command_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36))
    body_sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    type: Mapped[str] = mapped_column(String(30))  # task.fix, inspection.correct …
    task_id: Mapped[int | None] = mapped_column(index=True)  # no key: a command may name what is not here
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))  # None while its target is not known here
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device_id: Mapped[str] = mapped_column(String(36))
    seq: Mapped[int]
    after: Mapped[int | None]
    base_rev: Mapped[int]  # what its author saw
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(30))  # why it waits or is open
    result_rev: Mapped[int | None]  # the revision it made
    is_merged: Mapped[bool] = mapped_column(default=False)  # others had changed something else since its base
    is_forced: Mapped[bool] = mapped_column(default=False)  # what it builds on never came
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)  # the device's clock
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str | None] = mapped_column(Text)


class ServerDraft(db.Model):
    """The mirror of an unfinished round: private to its author, never scored, gone 30 days after its last change.

    One device holds it and may change it; a hand-over gives it to another. What the one before still had is kept in `left`.
    """

    __tablename__ = "server_draft"
    __table_args__ = (Index("ix_server_draft_account", "account_id"), Index("ix_server_draft_updated", "updated_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # UUID of the draft, later of the submission
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    device_id: Mapped[str] = mapped_column(String(36))  # who holds it
    device_label: Mapped[str] = mapped_column(String(100))
    rev: Mapped[int]  # grows with every change and hand-over
    body: Mapped[str] = mapped_column(Text)  # the whole draft as JSON, as the device keeps it
    body_sha256: Mapped[str] = mapped_column(String(64))
    done: Mapped[int]  # answered, of
    total: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left: Mapped[str | None] = mapped_column(Text)  # what the device before had when it heard of the hand-over
    left_sha256: Mapped[str | None] = mapped_column(String(64))


class HeldRecord(db.Model):
    """A submission that could not be recorded as it is: kept whole, shown to a person who decides."""

    __tablename__ = "held_record"
    __table_args__ = (
        UniqueConstraint("uuid", "body_sha256"),
        CheckConstraint("state IN ('open', 'accepted', 'rejected')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), index=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(String(30))  # one of HELD_REASONS
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))  # None when the site is unknown
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device_id: Mapped[str | None] = mapped_column(String(36))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt_code: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="open")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspection.id"))  # what it became


class WaitingRecord(db.Model):
    """A record that a device said it holds and has not delivered; the memory by which a loss on a device is noticed.

    Not a foreign key to what it names: site and author are what the device says, and the record itself may never come.
    """

    __tablename__ = "waiting_record"

    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)  # device clock
    site_id: Mapped[int | None]
    author_id: Mapped[int | None]
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when the device last said that it has it
    lost_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)  # when it no longer had it, and neither had we
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when the device said that its person was told
