"""What of a submission is here: the record, its photos, and what is still missing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from inspector import clock
from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from inspector.inspections.shared_models import RoundPart
from inspector.inspections.submission import Submission
from inspector.media.models import BlobUpload
from inspector.prepared import Prepared

_UPLOADS = BlobUpload.__table__.c
_AUTHORS = tuple(
    Prepared(select(model.author_id).where(model.uuid == bindparam("uuid"))) for model in (Inspection, HeldRecord, RoundPart)
)
_BROUGHT = Prepared(select(_UPLOADS.sha256).where(_UPLOADS.record_uuid == bindparam("uuid"), _UPLOADS.sha256 == bindparam("sha256")))
_HERE = Prepared(select(_UPLOADS.sha256).where(_UPLOADS.record_uuid == bindparam("uuid")))


def has_blob(record_uuid: str, sha256: str, account_id: int) -> bool:
    """Whether this record, which must be the account's own or not here yet, brought this blob.

    Reads beside the request's transaction, so that a slow upload never holds the writer's turn. Raises Problem foreign_author.
    """
    with reading() as connection:
        for author in _AUTHORS:
            found = author.first(connection, uuid=record_uuid)
            if found is not None and found.author_id not in (None, account_id):
                raise Problem("foreign_author")
        return _BROUGHT.first(connection, uuid=record_uuid, sha256=sha256) is not None


def blobs_here(record_uuid: str) -> frozenset[str]:
    """The SHA-256 of all blobs that this record brought."""
    return frozenset(row.sha256 for row in _HERE.rows(db.session.connection(), uuid=record_uuid))


def missing_of(submission: Submission) -> tuple[str, ...]:
    """SHA-256 of announced photos that this record has not brought."""
    if not submission.attachments:
        return ()
    return tuple(sorted({one.sha256 for one in submission.attachments} - blobs_here(submission.id)))


def lend(from_uuid: str, to_uuid: str) -> None:
    """What one record brought belongs to another as well: a part's photos to the round that it became a part of."""
    at = clock.now()
    for sha256 in sorted(blobs_here(from_uuid) - blobs_here(to_uuid)):
        db.session.add(BlobUpload(record_uuid=to_uuid, sha256=sha256, at=at))
    db.session.flush()


def states(ids: list[str], account_id: int) -> dict[str, dict[str, Any]]:
    """{id: {"status": complete | incomplete | held | unknown, "hash", "missing"}} of one's own submissions."""
    result: dict[str, dict[str, Any]] = {i: {"status": "unknown", "hash": None, "missing": []} for i in ids}
    held = select(HeldRecord.uuid, HeldRecord.body_sha256).where(HeldRecord.uuid.in_(ids), HeldRecord.author_id == account_id)
    for row in db.session.execute(held):
        result[row.uuid] = {"status": "held", "hash": row.body_sha256, "missing": []}
    for part in db.session.scalars(select(RoundPart).where(RoundPart.uuid.in_(ids), RoundPart.author_id == account_id)):
        result[part.uuid] = {"status": "complete" if part.is_complete else "incomplete", "hash": part.body_sha256, "missing": []}
    here = select(Inspection).where(Inspection.uuid.in_(ids), Inspection.author_id == account_id)
    for inspection in db.session.execute(here).scalars():
        missing = sorted({a.sha256 for a in inspection.attachments if not a.is_here})
        status = "incomplete" if missing else "complete"
        result[inspection.uuid] = {"status": status, "hash": inspection.body_sha256, "missing": missing}
    return result
