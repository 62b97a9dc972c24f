"""A person decides about a record that was held: it is taken in with all its consequences, or turned down with a reason."""

from __future__ import annotations

from datetime import datetime

from inspector.accounts.access import Actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.inspections import deciding, delivery, payload, recording
from inspector.inspections.models import HeldRecord
from inspector.inspections.submission import Submission
from inspector.pipelines import intake, shared_rounds


def accept(held: HeldRecord, reason: str, actor: Actor, at: datetime) -> int | None:
    """Take a held record in as it is; returns the id of the inspection, None while it is half a round that waits for the other half.

    Raises Problem conflict when something stands against it.
    """
    submission = payload.read(held.body)
    if deciding.obstacle(held, submission) is not None:
        raise Problem("conflict", state=held.reason)
    if submission.round_id is not None:
        inspection_id = shared_rounds.keep(submission, at)
    else:
        inspection_id = _enter(submission, held.received_at, at)
    deciding.close(held, "accepted", reason, actor, at, inspection_id)
    _write_down("accepted", held, reason, actor, at)
    return inspection_id


def _enter(submission: Submission, received_at: datetime, at: datetime) -> int:
    site = recording.place_of(submission.site_id)
    assert site is not None  # the obstacle said so
    recorded = recording.enter(submission, site, received_at, delivery.missing_of(submission))
    intake.follow(submission, recorded, at)
    return recorded.inspection.id


def reject(held: HeldRecord, reason: str, actor: Actor, at: datetime) -> None:
    """Turn a held record down. It stays, with the reason."""
    deciding.close(held, "rejected", reason, actor, at)
    _write_down("rejected", held, reason, actor, at)


def _write_down(decision: str, held: HeldRecord, reason: str, actor: Actor, at: datetime) -> None:
    trail.record(
        f"held_record.{decision}", f"held_record:{held.id}", actor_id=actor.account_id, device_id=None,
        details={"uuid": held.uuid, "sha256": held.body_sha256, "reason": reason}, at=at,
    )  # fmt: skip
