"""Writes one submission down: the exact bytes, the answers, the score, the photos announced; or holds it for a person."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select, update

from inspector import clock
from inspector.accounts.access import Actor
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections import writing
from inspector.inspections.delivery import missing_of
from inspector.inspections.evaluation import Evaluation, evaluate
from inspector.inspections.models import Attachment, HeldRecord, Inspection
from inspector.inspections.recorded import Held, InspectionFacts, Recorded
from inspector.inspections.submission import Submission
from inspector.prepared import Prepared
from inspector.sites import facts
from inspector.sites.facts import SiteFacts
from inspector.sites.models import Site

VERSIONS_KEPT = 256

_INSPECTION, _HELD_RECORD = Inspection.__table__.c, HeldRecord.__table__.c
_HERE = Prepared(
    select(_INSPECTION.body_sha256, _INSPECTION.is_complete, _INSPECTION.business_day, *(_INSPECTION[f] for f in InspectionFacts.__slots__))
    .where(_INSPECTION.uuid == bindparam("uuid"))
)  # fmt: skip
_HELD = Prepared(select(_HELD_RECORD.body_sha256, _HELD_RECORD.reason).where(_HELD_RECORD.uuid == bindparam("uuid")))


def weigh(submission: Submission) -> Evaluation | None:
    """Score a submission before its turn to write comes; None when its version has to be read first. Touches no database."""
    known = _versions().get(submission.checklist_version)
    return evaluate(known[1], submission) if known is not None and known[1].id == submission.checklist_id else None


def record(
    submission: Submission, received_at: datetime, sender: Actor, grant_is_live: bool, evaluation: Evaluation | None = None
) -> Recorded | Held:
    """Record one submission in the present transaction. evaluation: from `weigh`, where there was time for it.

    The same id with the same bytes gives what is here (`was_already_here`), with other bytes a Held "other_content". What cannot be
    recorded as it is (unknown checklist or site, not the author's to inspect) is held whole, never refused.
    """
    connection = db.session.connection()
    here = _HERE.first(connection, uuid=submission.id)
    missing = missing_of(submission)
    if here is not None:
        if here.body_sha256 != submission.body_sha256:
            return hold(submission, "other_content", received_at, missing)
        return _again(here, submission, missing)
    held = _HELD.rows(connection, uuid=submission.id)
    if held and all(h.body_sha256 != submission.body_sha256 for h in held):
        return hold(submission, "other_content", received_at, missing)
    place = place_of(submission.site_id)
    reason = _obstacle(submission, place, sender, grant_is_live)
    if reason is not None or held:
        return hold(submission, reason or held[0].reason, received_at, missing)
    assert place is not None
    return enter(submission, place, received_at, missing, evaluation)


def place_of(site_id: int) -> SiteFacts | None:
    """What recording must know of a site; None when it is not known here."""
    return facts.of(db.session.connection(), site_id)


def enter(
    submission: Submission, site: SiteFacts, received_at: datetime, missing: tuple[str, ...], evaluation: Evaluation | None = None
) -> Recorded:
    """Score a submission and write it with all its parts; also what a person does who accepts a held record."""
    connection = db.session.connection()
    version_id, checklist = _version(submission.checklist_version)
    day = clock.business_day(submission.started_at, site.timezone, time.fromisoformat(site.day_ends_at))
    evaluation = evaluation or evaluate(checklist, submission)
    inspection = writing.inspection(connection, submission, version_id, day, evaluation, received_at, is_complete=not missing)
    answers = writing.answers(connection, inspection.id, submission, evaluation, site, day)
    writing.attachments(connection, inspection.id, submission, missing)
    return Recorded(
        inspection=inspection, site=site, checklist=checklist, answers=answers,
        follow_ups=tuple((f.task_id, f.verdict, f.note, f.photos) for f in submission.follow_ups), praise=submission.praise,
        business_day=day, received_at=received_at, counts=evaluation.is_valid, missing=missing,
    )  # fmt: skip


def why_hold(submission: Submission, sender: Actor, grant_is_live: bool) -> str | None:
    """Why a submission cannot be recorded as it is: one of models.HELD_REASONS; None when it can."""
    return _obstacle(submission, place_of(submission.site_id), sender, grant_is_live)


def _obstacle(submission: Submission, site: SiteFacts | None, sender: Actor, grant_is_live: bool) -> str | None:
    if not grant_is_live:
        return "inactive_author" if not sender.roles else "revoked_grant"
    if site is None:
        return "unknown_site"
    if site.closed_on is not None and submission.started_at.date() > site.closed_on:
        return "closed_site"
    if not sender.may("inspections.conduct", site.id):
        return "site_not_yours"
    if _version_or_none(submission) is None:
        return "unknown_checklist"
    if submission.line != "self" and sender.staff_id is not None and _names(submission, sender.staff_id):
        return "scores_himself"
    return None


def _names(submission: Submission, staff_id: int) -> bool:
    subject = f"staff:{staff_id}"
    return any(entry.get("for") == subject for entry in submission.sheet["answers"])


def _version_or_none(submission: Submission) -> tuple[int, Checklist] | None:
    try:
        found = _version(submission.checklist_version)
    except LookupError:
        return None
    return found if found[1].id == submission.checklist_id else None


def _versions() -> dict[str, tuple[int, Checklist]]:
    # Of this application's database: they never change, but their ids are its own.
    known: dict[str, tuple[int, Checklist]] = current_app.extensions.setdefault("inspector.versions", {})
    return known


def _version(sha256: str) -> tuple[int, Checklist]:
    known = _versions()
    found = known.get(sha256)
    if found is None:
        version_id = db.session.execute(select(ChecklistVersion.id).where(ChecklistVersion.sha256 == sha256)).scalar()
        if version_id is None:
            raise LookupError(sha256)
        if len(known) >= VERSIONS_KEPT:
            known.clear()
        found = known[sha256] = version_id, publishing.compiled(sha256)
    return found


def arrived(submission: Submission, missing: tuple[str, ...]) -> None:
    """More photos of a recorded submission may be here now."""
    here = _HERE.first(db.session.connection(), uuid=submission.id)
    assert here is not None
    _again(here, submission, missing)


def _again(here: Any, submission: Submission, missing: tuple[str, ...]) -> Recorded:
    if not here.is_complete:
        arrived = [a.sha256 for a in submission.attachments if a.sha256 not in missing]
        same = (Attachment.inspection_id == here.id, Attachment.sha256.in_(arrived))
        db.session.execute(update(Attachment).where(*same).values(is_here=True))
        if not missing:
            db.session.execute(update(Inspection).where(Inspection.id == here.id).values(is_complete=True))
    site = place_of(here.site_id)
    assert site is not None  # a foreign key says so
    return Recorded(
        inspection=InspectionFacts(*(getattr(here, field) for field in InspectionFacts.__slots__)), site=site,
        checklist=publishing.compiled(submission.checklist_version), answers=(), follow_ups=(), praise=(),
        business_day=here.business_day, received_at=here.received_at, counts=False, missing=missing, was_already_here=True,
    )  # fmt: skip


def hold(submission: Submission, reason: str, received_at: datetime, missing: tuple[str, ...]) -> Held:
    """Keep a submission whole for a person to decide about; the same bytes twice are held once."""
    same = (HeldRecord.uuid == submission.id, HeldRecord.body_sha256 == submission.body_sha256)
    found = db.session.execute(select(HeldRecord).where(*same)).scalar()
    if found is not None:
        return Held(found.reason, found.receipt_code, found.received_at, missing, is_new=False)
    site = db.session.get(Site, submission.site_id)
    row = HeldRecord(
        uuid=submission.id, body_sha256=submission.body_sha256, body=submission.body, reason=reason, site_id=site.id if site else None,
        author_id=submission.author_id, device_id=submission.device_id, received_at=received_at,
        receipt_code=writing.receipt_code(submission),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return Held(reason, row.receipt_code, received_at, missing, is_new=True)
