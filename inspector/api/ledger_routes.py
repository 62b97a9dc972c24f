"""The door at which a device tells what waits on it (docs/payload.md, What waits on a device)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from inspector import clock
from inspector.accounts.guards import actor
from inspector.accounts.models import Device
from inspector.api.reading import read_object
from inspector.database import reading
from inspector.errors import Problem
from inspector.inspections import device_ledger, payload
from inspector.inspections.device_ledger import Entry, Lost, Report
from inspector.sites import epoch

blueprint = Blueprint("ledger", __name__, url_prefix="/api/v1")

COOKIE = "__Host-inspector-device"
COOKIE_SECONDS = 400 * 24 * 3600  # the longest a browser keeps one
LONGEST_SKEW_SECONDS = 2_000_000_000  # what a column holds; a clock that is further off is written as this


@blueprint.post("/device/ledger")
def take() -> ResponseReturnValue:
    """Remember what a device says waits on it, and tell it what it has lost."""
    asker, at = actor(), clock.now()
    said = read_object()
    report = _report(said, at)
    present = epoch.current()
    # After a restore the server has forgotten what arrived since; before the device has offered that again, nothing can be judged.
    is_judged = said.get("epoch") in (None, present)
    lost = device_ledger.take(report, asker.account_id, at) if is_judged else []
    answer = make_response(jsonify(
        epoch=present, now=at.isoformat(timespec="milliseconds"), judged=is_judged, revoked=_is_revoked(report.device_id),
        lost=[_told(one) for one in lost], wanted=device_ledger.wanted(report.device_id, {entry.id for entry in report.waiting}),
    ))  # fmt: skip
    if is_judged and asker.grant_id is None:
        # What empties a browser's storage for a page often leaves its cookies: by this one a device that lost its memory is known again.
        answer.set_cookie(COOKIE, report.device_id, max_age=COOKIE_SECONDS, secure=True, httponly=True, samesite="Lax", path="/")
    return answer


def _told(lost: Lost) -> dict[str, Any]:
    return {
        "id": lost.id, "at": lost.made_at.isoformat(timespec="milliseconds"), "site_id": lost.site_id, "author_id": lost.author_id,
        "noticed_at": lost.noticed_at.isoformat(timespec="milliseconds"),
    }  # fmt: skip


def _is_revoked(device_id: str) -> bool:
    with reading() as connection:
        return connection.execute(select(Device.revoked_at).where(Device.id == device_id)).scalar() is not None


def _report(said: dict[str, Any], at: datetime) -> Report:
    device_id = said.get("device_id")
    if not payload.is_uuid(device_id):
        raise Problem("malformed", why="device_id must be a UUID v4")
    waiting = said.get("waiting")
    if not isinstance(waiting, list) or len(waiting) > device_ledger.MOST_WAITING:
        raise Problem("malformed", why=f"waiting must be a list of at most {device_ledger.MOST_WAITING} records")
    cookie = request.cookies.get(COOKIE)
    return Report(
        device_id=str(device_id), former_id=cookie if payload.is_uuid(cookie) and cookie != device_id else None,
        waiting=tuple({entry.id: entry for entry in map(_entry, waiting)}.values()), discarded=_ids(said, "discarded"),
        noted=_ids(said, "noted"), skew_seconds=_skew(said.get("now"), at),
    )  # fmt: skip


def _entry(raw: Any) -> Entry:
    if not isinstance(raw, dict) or not payload.is_uuid(raw.get("id")):
        raise Problem("malformed", why="each waiting record needs an id that is a UUID v4")
    return Entry(raw["id"], _moment(raw.get("at"), "at"), _number(raw.get("site_id")), _number(raw.get("author_id")))


def _ids(said: dict[str, Any], name: str) -> frozenset[str]:
    ids = said.get(name) or []
    if not isinstance(ids, list) or len(ids) > device_ledger.MOST_WAITING or not all(payload.is_uuid(one) for one in ids):
        raise Problem("malformed", why=f"{name} must be a list of UUIDs")
    return frozenset(ids)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31 else None


def _skew(now: Any, at: datetime) -> int | None:
    if now is None:
        return None
    seconds = round((_moment(now, "now") - at).total_seconds())
    return max(-LONGEST_SKEW_SECONDS, min(LONGEST_SKEW_SECONDS, seconds))


def _moment(value: Any, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Problem("malformed", why=f"{name} must be a moment with its offset") from None
    if moment.tzinfo is None or not 2000 <= moment.year < 2200:
        raise Problem("malformed", why=f"{name} must be a moment with its offset")
    return moment
