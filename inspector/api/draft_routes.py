"""The door for mirrors of unfinished rounds (docs/payload.md, Drafts): with a session only, and only one's own."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, make_response, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import Actor
from inspector.accounts.guards import actor
from inspector.api.reading import read_plain_object
from inspector.checklists.models import ChecklistVersion
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import drafts, payload
from inspector.inspections.drafts import Conflict, Mirrored
from inspector.inspections.models import ServerDraft
from inspector.media.store import Store

blueprint = Blueprint("drafts", __name__, url_prefix="/api/v1/device/drafts")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """One's own unfinished rounds, also those of other devices."""
    return jsonify(drafts=[_line(row) for row in drafts.of(_author().account_id)])


@blueprint.get("/<draft_id>")
def show(draft_id: str) -> ResponseReturnValue:
    """One draft, whole, with the photos that are here and those that are only on its device."""
    row = drafts.one(_author().account_id, draft_id)
    return jsonify(**_line(row), draft=json.loads(row.body), photos=drafts.photos_of(row))


@blueprint.put("/<draft_id>")
def keep(draft_id: str) -> ResponseReturnValue:
    """Mirror a draft; 409 with the newer state where the server has one that the device does not know."""
    asker, said = _author(), read_plain_object()
    draft = said.get("draft")
    if not payload.is_uuid(draft_id) or not isinstance(draft, dict) or draft.get("id") != draft_id:
        raise Problem("malformed", why="draft must be an object with the id of the address")
    mirrored = Mirrored(
        draft_id, _whole(said, "base_rev"), draft, _device(said), _label(said), _whole(said, "done"), _whole(said, "total"),
        said["took"] if payload.is_sha256(said.get("took")) else None,
    )  # fmt: skip
    return _answer(drafts.keep(mirrored, asker.account_id, clock.now()))


@blueprint.post("/<draft_id>/handover")
def hand_over(draft_id: str) -> ResponseReturnValue:
    """Take a draft over to the device that asks; answers with all it needs to go on."""
    asker, said = _author(), read_plain_object()
    row = drafts.one(asker.account_id, draft_id)
    taken = drafts.hand_over(row, _whole(said, "base_rev"), _device(said), _label(said), clock.now())
    if isinstance(taken, Conflict):
        return _answer(taken)
    draft = json.loads(taken.body)
    return jsonify(**_line(taken), draft=draft, photos=drafts.photos_of(taken), document=_document(draft))


@blueprint.delete("/<draft_id>")
def forget(draft_id: str) -> ResponseReturnValue:
    """Its author threw the round away."""
    drafts.forget(drafts.one(_author().account_id, draft_id), _device({"device_id": request.args.get("device_id")}))
    return jsonify(forgotten=True)


@blueprint.get("/<draft_id>/photos/<sha256>")
def photo(draft_id: str, sha256: str) -> ResponseReturnValue:
    """The bytes of a photo of one's own draft, for the device that takes it over."""
    row = drafts.one(_author().account_id, draft_id)
    found = next((one for one in drafts.photos_of(row) if one["sha256"] == sha256 and one["here"]), None)
    if found is None or not payload.is_sha256(sha256):
        raise Problem("not_found")
    store: Store = current_app.extensions["inspector.blobs"]
    return send_file(store.path(sha256), mimetype="application/octet-stream", as_attachment=True, download_name=sha256)


def _author() -> Actor:
    asker = actor()
    if asker.grant_id is not None:
        raise Problem("forbidden")  # a grant uploads; it reads nothing
    return asker


def _answer(kept: ServerDraft | Conflict) -> Response:
    if isinstance(kept, ServerDraft):
        left = {"sha256": kept.left_sha256, "draft": json.loads(kept.left)} if kept.left else None
        missing = [one["sha256"] for one in drafts.photos_of(kept) if not one["here"]]
        return make_response(jsonify(id=kept.id, rev=kept.rev, missing=missing, left=left), 200)
    # Not raised: what a device that gave the draft away still had was kept, and raising would roll that back.
    details: dict[str, Any] = {"state": "submitted" if kept.is_submitted else "moved" if kept.is_moved else "newer"}
    body: dict[str, Any] = {"error": {"code": "conflict", "message": "", "details": details}}
    if kept.row is not None and not kept.is_submitted:
        body |= {**_line(kept.row), "draft": json.loads(kept.row.body)}
        body["missing"] = kept.missing
    return make_response(jsonify(body), 409)


def _line(row: ServerDraft) -> dict[str, Any]:
    draft = json.loads(row.body)
    return {
        "id": row.id, "rev": row.rev, "device": {"id": row.device_id, "label": row.device_label}, "done": row.done, "total": row.total,
        "updated_at": row.updated_at.isoformat(timespec="milliseconds"), "title": draft.get("title"), "site": draft.get("site"),
        "started_at": draft.get("started_at"),
    }  # fmt: skip


def _document(draft: dict[str, Any]) -> dict[str, Any] | None:
    text = db.session.scalar(select(ChecklistVersion.document).where(ChecklistVersion.sha256 == str(draft.get("checklist_version"))))
    return None if text is None else json.loads(text)


def _device(said: dict[str, Any]) -> str:
    if not payload.is_uuid(said.get("device_id")):
        raise Problem("malformed", why="device_id must be a UUID v4")
    return str(said["device_id"])


def _label(said: dict[str, Any]) -> str:
    label = said.get("label")
    return label.replace("\x00", "")[:100] if isinstance(label, str) else ""


def _whole(said: dict[str, Any], key: str) -> int:
    value = said.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Problem("malformed", why=f"{key} must be a whole number")
    return value
