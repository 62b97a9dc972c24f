"""Mirrors of unfinished rounds on the server, and their hand-over from one device to another. Private to the author, never scored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select

from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import delivery
from inspector.inspections.models import HeldRecord, Inspection, ServerDraft
from inspector.inspections.shared_models import RoundPart

KEPT = timedelta(days=30)
MOST_DRAFTS = 50  # of one person
LONGEST_BODY = 1_500_000  # characters


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What a device sends of a draft. base_rev: the server's revision it knows, 0 = none. took: SHA-256 of the `left` it has merged."""

    id: str
    base_rev: int
    draft: dict[str, Any]
    device_id: str
    device_label: str
    done: int
    total: int
    took: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """The server has another state; nothing was overwritten. is_moved: another device holds it now. is_submitted: the round is in."""

    row: ServerDraft | None
    is_moved: bool = False
    is_submitted: bool = False
    missing: tuple[str, ...] = ()  # SHA-256 of photos that only the device has which asks


def of(account_id: int) -> list[ServerDraft]:
    """Somebody's drafts, newest first; a round that has arrived is none."""
    statement = select(ServerDraft).where(ServerDraft.account_id == account_id, ~_has_arrived()).order_by(ServerDraft.updated_at.desc())
    return list(db.session.scalars(statement))


def one(account_id: int, draft_id: str) -> ServerDraft:
    """One of somebody's own drafts. Raises Problem not_found, also for another's."""
    found = db.session.get(ServerDraft, draft_id)
    if found is None or found.account_id != account_id:
        raise Problem("not_found")
    return found


def keep(mirrored: Mirrored, account_id: int, at: datetime) -> ServerDraft | Conflict:
    """Keep a device's state of a draft; what the device does not know of is never overwritten. Raises Problem not_found, too_large."""
    body = json.dumps(mirrored.draft, ensure_ascii=False, separators=(",", ":"), default=str)
    if len(body) > LONGEST_BODY:
        raise Problem("too_large")
    row = db.session.get(ServerDraft, mirrored.id)
    if row is not None and row.account_id != account_id:
        raise Problem("not_found")
    if is_submitted(mirrored.id):
        return Conflict(row, is_submitted=True)
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    if row is None:
        return _begin(mirrored, account_id, body, sha256, at)
    if row.device_id != mirrored.device_id:
        _keep_left(row, body, sha256)
        missing = tuple(str(one["sha256"]) for one in photos_in(row.id, mirrored.draft) if not one["here"])
        return Conflict(row, is_moved=True, missing=missing)
    if row.body_sha256 == sha256 and mirrored.took is None:
        return row
    if mirrored.base_rev != row.rev:
        return Conflict(row)
    row.body, row.body_sha256, row.rev, row.updated_at = body, sha256, row.rev + 1, at
    row.done, row.total = mirrored.done, mirrored.total
    if mirrored.took is not None and mirrored.took == row.left_sha256:
        row.left = row.left_sha256 = None
    db.session.flush()
    return row


def hand_over(row: ServerDraft, base_rev: int, device_id: str, device_label: str, at: datetime) -> ServerDraft | Conflict:
    """Give a draft to another device of its author; the one before becomes read-only when it hears of it."""
    if is_submitted(row.id):
        return Conflict(row, is_submitted=True)
    if row.device_id == device_id:
        return row
    if base_rev != row.rev:
        return Conflict(row)
    before = row.device_id
    row.device_id, row.device_label, row.rev, row.updated_at = device_id, device_label, row.rev + 1, at
    details = {"from": before, "rev": row.rev}
    trail.record("draft.handed_over", f"draft:{row.id}", actor_id=row.account_id, device_id=device_id, details=details, at=at)
    db.session.flush()
    return row


def forget(row: ServerDraft, device_id: str) -> None:
    """Its author threw the draft away on the device that holds it. Raises Problem conflict for another device."""
    if row.device_id != device_id:
        raise Problem("conflict", state="moved")
    db.session.delete(row)


def drop_old(at: datetime) -> None:
    """Take out what was not changed for 30 days and what has become a submission."""
    db.session.execute(delete(ServerDraft).where(or_(ServerDraft.updated_at <= at - KEPT, _has_arrived())))


def is_submitted(draft_id: str) -> bool:
    """Whether the round of a draft has arrived."""
    return bool(db.session.scalar(select(_is_here(draft_id))))


def photos_of(row: ServerDraft) -> list[dict[str, Any]]:
    """The photos a draft names, also those not on an item yet: {"slot", "sha256", "key", "type", "here"}; here: on the server."""
    return photos_in(row.id, json.loads(row.body))


def photos_in(draft_id: str, draft: dict[str, Any]) -> list[dict[str, Any]]:
    """The same for a draft as a device has it."""
    here = delivery.blobs_here(draft_id)
    photos = [*(draft.get("photos") or []), *(draft.get("pool") or [])]
    return [
        {"slot": p.get("slot"), "sha256": p.get("sha256"), "key": p.get("key"), "type": p.get("type"), "here": p.get("sha256") in here}
        for p in photos
        if isinstance(p, dict)
    ]


def _begin(mirrored: Mirrored, account_id: int, body: str, sha256: str, at: datetime) -> ServerDraft:
    own = list(db.session.scalars(select(ServerDraft).where(ServerDraft.account_id == account_id).order_by(ServerDraft.updated_at)))
    for oldest in own[: max(0, len(own) - MOST_DRAFTS + 1)]:
        db.session.delete(oldest)  # a mirror only: the device has the draft
    row = ServerDraft(
        id=mirrored.id, account_id=account_id, device_id=mirrored.device_id, device_label=mirrored.device_label, rev=1, body=body,
        body_sha256=sha256, done=mirrored.done, total=mirrored.total, updated_at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _keep_left(row: ServerDraft, body: str, sha256: str) -> None:
    """What the device before still had; only the newest of it, because each holds all before."""
    if sha256 != row.body_sha256:
        row.left, row.left_sha256 = body, sha256
        db.session.flush()


def _has_arrived() -> Any:
    return _is_here(ServerDraft.id)


def _is_here(uuid: Any) -> Any:
    return or_(*(exists().where(model.uuid == uuid) for model in (Inspection, HeldRecord, RoundPart)))
