"""What of a submission is here: the record, its photos, and what is still missing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from inspector.media.models import BlobUpload


def has_blob(record_uuid: str, sha256: str, account_id: int) -> bool:
    """Whether this record, which must be the account's own or not here yet, brought this blob.

    Reads beside the request's transaction, so that a slow upload never holds the writer's turn. Raises Problem foreign_author.
    """
    with reading() as connection:
        for model in (Inspection, HeldRecord):
            author = connection.execute(select(model.author_id).where(model.uuid == record_uuid)).scalar()
            if author is not None and author != account_id:
                raise Problem("foreign_author")
        statement = select(BlobUpload.sha256).where(BlobUpload.record_uuid == record_uuid, BlobUpload.sha256 == sha256)
        return connection.execute(statement).scalar() is not None


def blobs_here(record_uuid: str) -> frozenset[str]:
    """The SHA-256 of all blobs that this record brought."""
    return frozenset(db.session.execute(select(BlobUpload.sha256).where(BlobUpload.record_uuid == record_uuid)).scalars())


def states(ids: list[str], account_id: int) -> dict[str, dict[str, Any]]:
    """{id: {"status": complete | incomplete | held | unknown, "hash", "missing"}} of one's own submissions."""
    result: dict[str, dict[str, Any]] = {i: {"status": "unknown", "hash": None, "missing": []} for i in ids}
    held = select(HeldRecord.uuid, HeldRecord.body_sha256).where(HeldRecord.uuid.in_(ids), HeldRecord.author_id == account_id)
    for row in db.session.execute(held):
        result[row.uuid] = {"status": "held", "hash": row.body_sha256, "missing": []}
    here = select(Inspection).where(Inspection.uuid.in_(ids), Inspection.author_id == account_id)
    for inspection in db.session.execute(here).scalars():
        missing = sorted({a.sha256 for a in inspection.attachments if not a.is_here})
        status = "incomplete" if missing else "complete"
        result[inspection.uuid] = {"status": status, "hash": inspection.body_sha256, "missing": missing}
    return result
