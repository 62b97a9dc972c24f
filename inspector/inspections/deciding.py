"""Decisions about what was held: take it in as it is, or turn it down with a reason; either way it stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.checklists.models import ChecklistVersion
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import sharing
from inspector.inspections.models import HeldRecord, Inspection
from inspector.inspections.submission import Submission
from inspector.sites.models import Site


def obstacle(held: HeldRecord, submission: Submission) -> str | None:
    """Why a held record cannot be accepted now, as a gettext message id; None when it can."""
    if held.reason == "scores_himself":
        return "A person is never scored by himself; it can only be turned down."
    if submission.round_id is not None:
        return _obstacle_of_part(submission)
    if held.reason == "other_content" or _is_here(held.uuid):
        return "A record with this number is in already; two cannot both count."
    if db.session.get(Site, submission.site_id) is None:
        return "The site it names is not known here."
    known = select(ChecklistVersion.id).where(ChecklistVersion.sha256 == submission.checklist_version)
    if db.session.execute(known).scalar() is None:
        return "The checklist version it was filled with is not known here. Publish it first."
    return None


def _obstacle_of_part(submission: Submission) -> str | None:
    row = sharing.one_of(submission.round_id, submission.author_id)
    if row is None:
        return "The round of which it is a part is not known here, and half a round cannot count."
    if row.state != "open" or sharing.has_sent(row, submission.author_id):
        return "Its round counts already. What is in it can be entered there as a correction."
    return None


def close(
    held: HeldRecord, state: str, reason: str, actor: Actor, at: datetime, inspection_id: int | None = None
) -> None:
    """Write a decision down: state accepted or rejected, with its reason. Raises Problem conflict when somebody decided before."""
    if held.state != "open":
        raise Problem("conflict", state=held.state)
    held.state, held.decision_reason, held.decided_by_id, held.decided_at = state, reason, actor.account_id, at
    held.inspection_id = inspection_id


def reject_invalid(inspection: Inspection, reason: str) -> None:
    """Turn down a recorded inspection whose answers are faulty. It stays, marked, and counts for nothing."""
    if inspection.flag != "invalid":
        raise Problem("conflict", state=inspection.flag or "")
    inspection.flag, inspection.flag_reason = "rejected", reason


def _is_here(uuid: str) -> bool:
    return db.session.execute(select(Inspection.id).where(Inspection.uuid == uuid)).scalar() is not None
