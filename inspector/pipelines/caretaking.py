"""What keeps a server's folder whole while it runs: the clock watched, photos read again, what belongs to nothing cleared away."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select, update

from inspector import clockwatch, condition
from inspector.audit import trail
from inspector.extensions import db
from inspector.inspections.models import Attachment, Inspection
from inspector.media import partial, scrub
from inspector.media.store import Store
from inspector.web.logs import log

PARTS_AT_ONCE = 4  # of 256: the whole store is read in eleven hours
NEXT = "inspector.scrub"


def run(at: datetime) -> None:
    """One round of care, in short transactions of its own. Nothing is deleted while the clock is in doubt."""
    watch_clock(at)
    store: Store = current_app.extensions["inspector.blobs"]
    first = current_app.extensions.get(NEXT, int(at.timestamp()) % scrub.PARTS)
    for part in range(first, first + PARTS_AT_ONCE):
        _read_again(store, part % scrub.PARTS, at)
        _clear_away(store, part % scrub.PARTS, at)
    current_app.extensions[NEXT] = (first + PARTS_AT_ONCE) % scrub.PARTS
    condition.present().note("damaged_photos", bool(scrub.still_gone(store)))
    if not clockwatch.present().is_doubtful:
        partial.drop_old(store, at)


def watch_clock(at: datetime) -> None:
    """Write a jump of the clock into the trail, and tell the administrator while it is in doubt."""
    watch = clockwatch.present()
    jump = watch.look(at)
    condition.present().note("clock_jumped", watch.is_doubtful)
    if jump is not None:
        trail.record("clock.jumped", "server:1", actor_id=None, at=at, details={"seconds": round(jump.total_seconds())})
        db.session.commit()


def check_all(at: datetime) -> list[str]:
    """Read the whole store again; returns the SHA-256 of what was found damaged or gone."""
    store: Store = current_app.extensions["inspector.blobs"]
    found = [name for part in range(scrub.PARTS) for name in _read_again(store, part, at)]
    condition.present().note("damaged_photos", bool(scrub.still_gone(store)))
    return found


def _read_again(store: Store, part: int, at: datetime) -> list[str]:
    names = scrub.damaged_in(store, part)
    if names:
        scrub.give_up(store, names)
        concerned = select(Attachment.inspection_id).where(Attachment.sha256.in_(names))
        db.session.execute(update(Inspection).where(Inspection.id.in_(concerned)).values(is_complete=False))
        db.session.execute(update(Attachment).where(Attachment.sha256.in_(names)).values(is_here=False))
        trail.record("blob.damaged", "server:1", actor_id=None, at=at, details={"sha256": names})
        db.session.commit()
        log().error("photos damaged or gone", sha256=names)
    return names


def _clear_away(store: Store, part: int, at: datetime) -> None:
    found = scrub.unreferenced_in(store, part, at)
    if not found:
        return
    if clockwatch.present().is_doubtful:
        log().warning("nothing deleted: the clock jumped", would_be=len(found))
        return
    for path in found:
        path.unlink(missing_ok=True)
    log().info("cleared away", files=len(found))
