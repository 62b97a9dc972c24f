"""What happens when a submission arrives, in order; all of it or nothing of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspector.accounts.access import Actor
from inspector.appraisals import ledger, red_lines
from inspector.audit import trail
from inspector.extensions import db
from inspector.inspections import alerting, recording
from inspector.inspections.evaluation import Evaluation
from inspector.inspections.recorded import Held, Recorded
from inspector.inspections.submission import Submission
from inspector.pipelines import delivering
from inspector.plans import keeping
from inspector.rectification import effectiveness, followups, queries, tasks
from inspector.sites import duty

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told. Shape of as_json(): docs/payload.md, Receipt."""

    id: str
    body_sha256: str
    inspection_id: int | None
    received_at: datetime
    code: str
    flag: str | None  # held | invalid | review | None
    missing: tuple[str, ...]  # SHA-256 of photos that are not here yet
    score_text: str | None  # the Score as JSON without its trace, as it was recorded
    next: tuple[dict[str, Any], ...]  # what to put right first
    is_new: bool
    conflicts: bool = False  # this id is here already with other content; both are kept
    waits_for_part: bool = False  # it is one of two parts of a round, and counts when the other one is here

    @property
    def is_complete(self) -> bool:
        """Whether the record and all its photos are here."""
        return not self.missing

    def as_text(self) -> str:
        """The receipt as it goes over the wire: JSON, with the score as it was recorded, not written anew."""
        plain = {
            "id": self.id, "status": "complete" if self.is_complete else "incomplete", "missing": self.missing, "flag": self.flag,
            "inspection": self.inspection_id, "received_at": self.received_at.isoformat(timespec="milliseconds"), "code": self.code,
            "next": self.next, "waits_for_part": self.waits_for_part,
        }  # fmt: skip
        return f'{_encode(plain)[:-1]},"score":{self.score_text or "null"}}}'


def accept(
    submission: Submission,
    received_at: datetime,
    sender: Actor,
    grant_is_live: bool = True,
    evaluation: Evaluation | None = None,
) -> Receipt:
    """Take one submission in: record and score, follow up, open tasks, enter the evidence about people; all or nothing.

    evaluation: from `recording.weigh`, made before the turn to write came.
    """
    recorded = recording.record(submission, received_at, sender, grant_is_live, evaluation)
    if isinstance(recorded, Held):
        if recorded.is_new:
            alerting.held(submission.id, submission.body_sha256, received_at)
        return receipt_of_held(submission, recorded)
    if recorded.was_already_here:
        return _receipt(submission, recorded)
    opened = follow(submission, recorded, received_at)
    trail.record(
        "inspection.received", f"inspection:{recorded.inspection.id}", actor_id=sender.account_id, device_id=submission.device_id,
        details={"uuid": submission.id, "sha256": submission.body_sha256}, at=received_at,
    )  # fmt: skip
    return _receipt(submission, recorded, has_tasks=bool(opened))


def follow(submission: Submission, recorded: Recorded, at: datetime) -> tuple[tasks.Opened, ...]:
    """What an inspection leads to: the duty map kept, open points judged, tasks opened, evidence about people entered."""
    duty.keep_from_round(submission, recorded.business_day, at)
    if submission.reinspects is None:  # a second look at what failed is no round that was planned
        _keep_plan(submission, recorded)
    followups.apply(recorded)
    effectiveness.observe(recorded)
    opened = tasks.open_for(recorded)
    ledger.enter(recorded)
    red_lines.open_for(recorded)
    if any(one.is_new and one.grade == "at_once" for one in opened):
        delivering.call_at_once(recorded.inspection.site_id, at)
    return opened


def _keep_plan(submission: Submission, recorded: Recorded) -> None:
    keeping.keep(
        db.session.connection(), recorded.inspection.id, site_id=submission.site_id, checklist=submission.checklist_id,
        line=submission.line, area_id=submission.area_id, shift_id=submission.shift_id, author_id=submission.author_id,
        started_at=submission.started_at, submitted_at=submission.submitted_at,
    )  # fmt: skip


def _receipt(submission: Submission, recorded: Recorded, has_tasks: bool = True) -> Receipt:
    inspection = recorded.inspection
    shows_score = recorded.checklist.scoring.show != "never"
    return Receipt(
        id=submission.id, body_sha256=submission.body_sha256, inspection_id=inspection.id, received_at=inspection.received_at,
        code=inspection.receipt_code, flag=inspection.flag, missing=recorded.missing,
        score_text=inspection.score_document if shows_score else None,
        next=tuple(queries.next_to_fix(inspection.id)) if has_tasks else (), is_new=not recorded.was_already_here,
    )  # fmt: skip


def receipt_of_held(submission: Submission, held: Held) -> Receipt:
    """What the sender of a record that is held is told."""
    return Receipt(
        id=submission.id, body_sha256=submission.body_sha256, inspection_id=None, received_at=held.received_at, code=held.code, flag="held",
        missing=held.missing, score_text=None, next=(), is_new=held.is_new, conflicts=held.reason == "other_content",
    )  # fmt: skip
