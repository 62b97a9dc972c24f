"""A person decides about a record that was held: it is taken in with all its consequences, or turned down with a reason."""

from __future__ import annotations

from datetime import datetime

from inspector.accounts.access import Actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.inspections import deciding, delivery, payload, recording
from inspector.inspections.models import HeldRecord
from inspector.pipelines import intake


def accept(held: HeldRecord, reason: str, actor: Actor, at: datetime) -> int:
    """Take a held record in as it is; returns the id of the inspection. Raises Problem conflict when something stands against it."""
    submission = payload.read(held.body)
    if deciding.obstacle(held, submission) is not None:
        raise Problem("conflict", state=held.reason)
    site = recording.place_of(submission.site_id)
    assert site is not None  # the obstacle said so
    missing = tuple(sorted({a.sha256 for a in submission.attachments} - delivery.blobs_here(submission.id)))
    recorded = recording.enter(submission, site, held.received_at, missing)
    intake.follow(submission, recorded, at)
    deciding.close(held, "accepted", reason, actor, at, recorded.inspection.id)
    _write_down("accepted", held, reason, actor, at)
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
