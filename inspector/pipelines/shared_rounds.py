"""What arrives, sorted: a part of a shared round waits for the other, all else goes its way at once. And two parts put together."""

from __future__ import annotations

from datetime import datetime

from inspector.accounts.access import Actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.inspections import alerting, delivery, recording, sharing
from inspector.inspections.evaluation import Evaluation
from inspector.inspections.recorded import Held
from inspector.inspections.shared_models import RoundPart, SharedRound
from inspector.inspections.submission import Submission
from inspector.pipelines import intake
from inspector.pipelines.intake import Receipt


def receive(
    submission: Submission, received_at: datetime, sender: Actor, grant_is_live: bool = True, evaluation: Evaluation | None = None
) -> Receipt:
    """Take in what a device sent, all or nothing: the one door for whole rounds (`intake.accept`) and for parts of shared ones."""
    if submission.line == "mystery":
        raise Problem("malformed", why="what guests saw comes by the link of a visit")  # such records name people by other rules
    if submission.round_id is None:
        return intake.accept(submission, received_at, sender, grant_is_live, evaluation)
    part = sharing.part_of(submission)
    if part is not None and part.body_sha256 == submission.body_sha256:
        return _again(part, submission, received_at)
    row = sharing.one_of(submission.round_id, submission.author_id, is_locked=True)
    reason = _why_hold(row, part, submission, sender, grant_is_live)
    if reason is not None or row is None:
        return _hold(submission, reason or "unknown_round", received_at)
    missing = delivery.missing_of(submission)
    part = sharing.keep(row, submission, missing, received_at)
    if sharing.is_whole(row):
        merge(row, received_at)
    return _receipt(part, row, missing, is_new=True)


def keep(submission: Submission, at: datetime) -> int | None:
    """A person accepts a part that was held: it goes to its round. Returns the inspection, None while the other part is awaited."""
    row = sharing.one_of(submission.round_id, submission.author_id, is_locked=True)
    assert row is not None  # what stands against it was looked at before
    sharing.keep(row, submission, delivery.missing_of(submission), at)
    return merge(row, at) if sharing.is_whole(row) else None


def merge(row: SharedRound, at: datetime) -> int:
    """Put together what has come of a round: recorded, scored and followed up once, as one inspection. Returns its id."""
    whole = sharing.put_together(row)
    site = recording.place_of(whole.site_id)
    assert site is not None  # each part was looked at when it came
    recorded = recording.enter(whole, site, at, delivery.missing_of(whole))
    intake.follow(whole, recorded, at)
    row.state, row.merged_at, row.inspection_id = "merged", at, recorded.inspection.id
    details = {"inspection": recorded.inspection.id, "parts": len(sharing.read_parts(row))}
    trail.record("round.merged", f"round:{row.id}", actor_id=None, details=details, at=at)
    return recorded.inspection.id


def merge_overdue(at: datetime) -> None:
    """A round of which one part has waited for a day counts as it is; what comes later is held for a person."""
    for row in sharing.overdue(at):
        merge(row, at)


def _why_hold(row: SharedRound | None, part: RoundPart | None, submission: Submission, sender: Actor, grant_is_live: bool) -> str | None:
    if part is not None:
        return "other_content"
    if row is None or (row.checklist_version, row.site_id) != (submission.checklist_version, submission.site_id):
        return "unknown_round"
    if row.state != "open" or sharing.has_sent(row, submission.author_id):
        return "late_part"
    return recording.why_hold(submission, sender, grant_is_live)


def _again(part: RoundPart, submission: Submission, at: datetime) -> Receipt:
    """The same bytes once more: its photos may all be here now, and then the round has them too."""
    row, missing = sharing.one_of(part.round_id, part.author_id, is_locked=True), delivery.missing_of(submission)
    assert row is not None  # a foreign key says so
    part.is_complete = not missing
    if row.inspection_id is not None:
        whole = sharing.put_together(row)
        recording.arrived(whole, delivery.missing_of(whole))
    return _receipt(part, row, missing, is_new=False)


def _receipt(part: RoundPart, row: SharedRound, missing: tuple[str, ...], is_new: bool) -> Receipt:
    return Receipt(
        id=part.uuid, body_sha256=part.body_sha256, inspection_id=row.inspection_id, received_at=part.received_at, code=part.receipt_code,
        flag=None, missing=missing, score_text=None, next=(), is_new=is_new, waits_for_part=row.state == "open",
    )  # fmt: skip


def _hold(submission: Submission, reason: str, received_at: datetime) -> Receipt:
    held = recording.hold(submission, reason, received_at, delivery.missing_of(submission))
    assert isinstance(held, Held)
    if held.is_new:
        alerting.held(submission.id, submission.body_sha256, received_at)
    return intake.receipt_of_held(submission, held)
