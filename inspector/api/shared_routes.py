"""The door for rounds that two inspectors walk (docs/payload.md, Two inspectors): with a session only."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import Actor
from inspector.accounts.guards import actor
from inspector.accounts.models import Account
from inspector.api.reading import read_plain_object
from inspector.checklists.models import ChecklistVersion
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import payload, sharing
from inspector.inspections.shared_models import SharedRound
from inspector.inspections.sharing import Wish

blueprint = Blueprint("shared", __name__, url_prefix="/api/v1/device/rounds")

MOST_SECTIONS = 200


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The rounds that wait for the asker as their second inspector, each with what a device needs to begin without a network."""
    asker = _author()
    return jsonify(rounds=[_whole(row) for row in sharing.waiting_for(asker.account_id) if asker.may("inspections.conduct", row.site_id)])


@blueprint.get("/partners")
def partners() -> ResponseReturnValue:
    """Who else may inspect at a site."""
    asker, site_id = _author(), request.args.get("site", 0, type=int)
    if not asker.may("inspections.conduct", site_id):
        raise Problem("not_found")
    return jsonify(partners=[{"id": account, "name": name} for account, name in sharing.partners(site_id, asker.account_id)])


@blueprint.put("/<round_id>")
def share(round_id: str) -> ResponseReturnValue:
    """Share one's round, or share it another way while nothing of it has come."""
    asker, said = _author(), read_plain_object()
    begun = said.get("begun")
    if not payload.is_uuid(round_id) or not isinstance(begun, dict) or not isinstance(begun.get("site"), dict):
        raise Problem("malformed", why="begun must be the draft of the round")
    site_id, partner_id = _number(begun["site"].get("id"), "site"), _number(said.get("partner_id"), "partner_id")
    wish = Wish(round_id, site_id, str(begun.get("checklist_version")), partner_id, _names(said, "own"), _names(said, "theirs"), begun)
    row = sharing.share(wish, asker, clock.now())
    return jsonify(id=row.id, own=row.owner_sections, theirs=row.partner_sections)


@blueprint.delete("/<round_id>")
def call_off(round_id: str) -> ResponseReturnValue:
    """Walk alone after all."""
    sharing.call_off(round_id, _author(), clock.now())
    return jsonify(called_off=True)


def _whole(row: SharedRound) -> dict[str, Any]:
    document = db.session.scalar(select(ChecklistVersion.document).where(ChecklistVersion.sha256 == row.checklist_version))
    return {
        "id": row.id, "owner": db.session.get_one(Account, row.owner_id).name, "sections": row.partner_sections,
        "shared_at": row.shared_at.isoformat(timespec="milliseconds"), "begun": json.loads(row.begun),
        "document": None if document is None else json.loads(document),
    }  # fmt: skip


def _author() -> Actor:
    asker = actor()
    if asker.grant_id is not None:
        raise Problem("forbidden")  # a grant uploads; it reads nothing
    return asker


def _names(said: dict[str, Any], key: str) -> tuple[str, ...]:
    found = said.get(key)
    if not isinstance(found, list) or len(found) > MOST_SECTIONS or not all(isinstance(one, str) for one in found):
        raise Problem("malformed", why=f"{key} must be a list of sections")
    return tuple(dict.fromkeys(found))


def _number(value: object, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
        raise Problem("malformed", why=f"{key} must be a whole number")
    return value
