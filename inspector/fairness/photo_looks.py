"""How photos look, kept so that one photo used twice is noticed; made a few at a time in a process of its own."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select

from inspector.extensions import db
from inspector.fairness.models import PhotoLook
from inspector.inspections.models import Attachment, Inspection
from inspector.measurement.conduct import Photo
from inspector.media import images
from inspector.media.store import Store

AT_ONCE = 100
SIGNED = 2**63  # databases keep 64 bits with a sign


def make_missing(store: Store, at: datetime) -> int:
    """Look at some photos that nobody looked at yet, newest first; returns how many."""
    names = list(
        db.session.scalars(
            select(Attachment.sha256)
            .outerjoin(PhotoLook, PhotoLook.sha256 == Attachment.sha256)
            .where(Attachment.kind == "photo", Attachment.is_here, PhotoLook.sha256.is_(None))
            .group_by(Attachment.sha256)
            .order_by(Attachment.sha256)
            .limit(AT_ONCE)
        )
    )
    db.session.commit()  # no transaction waits for a process
    found = images.looks(store, names) if names else {}
    if found:
        rows = [
            {"sha256": name, "look": None if bits is None else bits - SIGNED, "made_at": at}
            for name, bits in found.items()
        ]
        db.session.execute(insert(PhotoLook), rows)
        db.session.commit()
    return len(found)


def photos_since(first: date) -> dict[int, list[Photo]]:
    """The photos of rounds from a day on, by inspector, oldest first."""
    rows = db.session.execute(
        select(Attachment.id, Attachment.inspection_id, Attachment.sha256, PhotoLook.look, Inspection.author_id)
        .join(Inspection, Inspection.id == Attachment.inspection_id)
        .outerjoin(PhotoLook, PhotoLook.sha256 == Attachment.sha256)
        .where(
            Attachment.kind == "photo",
            Inspection.business_day >= first,
            Inspection.flag.is_(None),
            Inspection.line != "mystery",
        )
        .order_by(Attachment.id)
    )
    found: dict[int, list[Photo]] = {}
    for r in rows:
        photo = Photo(r.id, r.inspection_id, r.sha256, None if r.look is None else r.look + SIGNED)
        found.setdefault(r.author_id, []).append(photo)
    return found
