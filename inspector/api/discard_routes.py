"""The door at which a device says that finished rounds are thrown away on purpose: a manager answers for it (docs/payload.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts import signing_in
from inspector.accounts.access import Actor
from inspector.accounts.guards import actor, current_actor, demand_device, demand_own_app, load_actor
from inspector.accounts.routes import address
from inspector.api.reading import read_object
from inspector.audit import trail
from inspector.database import reading
from inspector.errors import Problem
from inspector.inspections import payload
from inspector.web import problems

MOST_RECORDS = 200
MOST_PHOTOS = 200

blueprint = Blueprint("discards", __name__, url_prefix="/api/v1")


@blueprint.post("/device/discards")
def take() -> ResponseReturnValue:
    """Write down what is thrown away, by whom, with the hashes of all of it; only then the device deletes."""
    wish, at = read_object(), clock.now()
    device_id, records = wish.get("device_id"), wish.get("records")
    if not payload.is_uuid(device_id):
        raise Problem("malformed", why="device_id must be a UUID v4")
    if not isinstance(records, list) or not 0 < len(records) <= MOST_RECORDS:
        raise Problem("malformed", why=f"records must be a list of 1 to {MOST_RECORDS}")
    thrown = [_record(one) for one in records]
    manager = _manager(wish.get("by"), at)
    if manager is None:
        return problems.answer(Problem("wrong_password"))  # not raised: the miss is to be remembered
    if not all(manager.may("inspections.decide", one["site_id"]) for one in thrown):
        raise Problem("forbidden")
    asker = current_actor()
    for one in thrown:
        trail.record(
            "record.discarded", f"submission:{one['id']}", actor_id=manager.account_id, at=at, device_id=str(device_id),
            details={**one, "asked_by": asker.account_id if asker is not None else None},
        )  # fmt: skip
    return jsonify(discarded=[one["id"] for one in thrown]), 201


def _manager(by: Any, at: datetime) -> Actor | None:
    """Who answers for it: by name and password, or by the live grant of the device on which their PIN was right. None: does not fit."""
    if by is None:
        demand_device()
        asker = actor()
        if asker.grant_id is not None and not g.get("grant_is_live", True):
            raise Problem("forbidden")
        return asker
    demand_own_app()
    name, password = (by.get("name"), by.get("password")) if isinstance(by, dict) else (None, None)
    if not (isinstance(name, str) and isinstance(password, str) and 0 < len(password) <= 1000):
        raise Problem("malformed", why="by must hold name and password")
    with reading() as connection:
        tried = signing_in.judge(connection, name, password, address(), at)
        if tried.wait:
            raise Problem("too_many", minutes=1, seconds=int(tried.wait.total_seconds()) + 1)
        found = load_actor(connection, tried.account_id) if tried.account_id is not None else None
    if found is None:
        signing_in.note_miss(name, address(), at)
    return found


def _record(raw: Any) -> dict[str, Any]:
    """What the trail keeps of one record: ids and hashes, no answers."""
    if not isinstance(raw, dict) or not payload.is_uuid(raw.get("id")) or not payload.is_sha256(raw.get("sha256")):
        raise Problem("malformed", why="each record needs its id and the SHA-256 of its bytes")
    photos, site_id, author_id = raw.get("photos"), raw.get("site_id"), raw.get("author_id")
    if not isinstance(photos, list) or len(photos) > MOST_PHOTOS or not all(payload.is_sha256(one) for one in photos):
        raise Problem("malformed", why="photos must be a list of SHA-256")
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in (site_id, author_id)):
        raise Problem("malformed", why="each record needs its site_id and author_id")
    submitted_at = raw.get("submitted_at")
    return {
        "id": raw["id"], "sha256": raw["sha256"], "site_id": site_id, "author_id": author_id, "photos": photos,
        "submitted_at": submitted_at[:40] if isinstance(submitted_at, str) else None,
    }  # fmt: skip
