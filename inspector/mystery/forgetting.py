"""When the retention of a campaign ends: words, photos and who went are taken out; that there was a visit, and its receipt, stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, or_, select

from inspector.audit import trail
from inspector.extensions import db
from inspector.media.models import Blob, BlobUpload
from inspector.mystery.models import Campaign, Visit
from inspector.mystery.report_models import Report

OVER = ("released", "accepted", "rejected", "called_off", "expired")
AT_ONCE = 50


def drop_old(at: datetime) -> None:
    """Forget visits whose retention ended; a few at a time, the rest with the next sweep.

    It is counted from the day of the visit, or from the last it could have been made on: one begun and never sent tells who went too.
    """
    written = exists().where(Report.visit_id == Visit.id, func.length(Report.body) > 0)
    statement = (
        select(Visit, Campaign.retention_days).join(Campaign)
        .where(Visit.state.in_(OVER), or_(written, Visit.draft.is_not(None), Visit.shopper_id.is_not(None)))
        .order_by(func.coalesce(Visit.visited_on, Visit.last_on), Visit.id)
    )  # fmt: skip
    found = [(one, timedelta(days=days)) for one, days in db.session.execute(statement)]
    due = [one for one, kept in found if (one.visited_on or one.last_on) + kept < at.date()]
    for visit in due[:AT_ONCE]:
        forget(visit, at)


def forget(visit: Visit, at: datetime) -> None:
    """Take everything out of a visit that tells who went and what was written."""
    records = [one.uuid for one in visit.reports]
    brought = list(db.session.scalars(select(BlobUpload.sha256).where(BlobUpload.record_uuid.in_(records))))
    db.session.execute(delete(BlobUpload).where(BlobUpload.record_uuid.in_(records)))
    # The files themselves go with the caretaking: no row names them any more.
    db.session.execute(delete(Blob).where(Blob.sha256.in_(brought), ~exists().where(BlobUpload.sha256 == Blob.sha256)))
    for report in visit.reports:
        report.body, report.words, report.corrections, report.checks, report.reason, report.served = b"", {}, [], [], "", {}
    visit.shopper, visit.agency_shopper, visit.draft, visit.link_hash, visit.session_hash = None, None, None, None, None
    if visit.call_back is not None:
        visit.call_back.note = ""
    trail.record("mystery.visit_forgotten", f"visit:{visit.id}", actor_id=None, at=at)
