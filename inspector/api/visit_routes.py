"""The shopper's door: no account, one visit, by a secret link that our page exchanges for a cookie. Contract: docs/payload.md, Visits."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from inspector import clock, condition, gathering
from inspector.accounts.guards import demand_own_app
from inspector.api.reading import chunks, read_object, read_submission
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import payload
from inspector.media import store
from inspector.mystery import links, served, shopping
from inspector.mystery.models import Visit

blueprint = Blueprint("visits", __name__)

COOKIE = "__Host-visit"
SHOWN = {"sent": "open", "begun": "open", "delivered": "delivered", "revising": "revising"}  # all that a shopper is told of the state


@blueprint.get("/v", endpoint="page")
def page() -> ResponseReturnValue:
    """The shopper's page. The same for everybody: the secret stands behind the # and is not sent here, so looking consumes nothing."""
    response = make_response(render_template("mystery/shopper.html"))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.post("/api/v1/visit/sessions", endpoint="open")
def open_visit() -> ResponseReturnValue:
    """Exchange the secret of a link for a cookie that opens this one visit on this phone for twelve hours."""
    demand_own_app()
    moment = clock.now()
    links.door().knock(request.remote_addr or "", moment)
    secret = read_object().get("secret")
    if not isinstance(secret, str) or not 20 <= len(secret) <= 100:
        raise Problem("not_found")
    visit, cookie = links.exchange(secret, moment)
    response = make_response(jsonify(told_of(visit)))
    response.set_cookie(COOKIE, cookie, max_age=int(links.SESSION.total_seconds()), secure=True, httponly=True, samesite="Strict", path="/")
    return response


@blueprint.get("/api/v1/visit", endpoint="show")
def show() -> ResponseReturnValue:
    """The visit this phone holds: brief, declaration, form, what was mirrored, and what became of it."""
    return jsonify(told_of(_visit()))


@blueprint.post("/api/v1/visit/steps", endpoint="step")
def step() -> ResponseReturnValue:
    """The brief was read, or the declaration made."""
    visit, wanted = _visit(), read_object().get("step")
    if wanted == "brief":
        shopping.read_brief(visit, clock.now())
    elif wanted == "attestation":
        shopping.attest(visit, clock.now())
    else:
        raise Problem("malformed", why="step must be brief or attestation")
    return jsonify(told_of(visit))


@blueprint.put("/api/v1/visit/draft", endpoint="draft")
def keep_draft() -> ResponseReturnValue:
    """Mirror the unfinished form."""
    _check_cookie()
    read_object()
    draft = request.get_data(as_text=True)
    shopping.keep_draft(_visit(), draft, clock.now())
    return jsonify(kept=True)


@blueprint.put("/api/v1/visit/photos/<record>/<sha256>", endpoint="photo")
def take_photo(record: str, sha256: str) -> ResponseReturnValue:
    """Take one photo of the report that is being written; told as stored only when it is durable."""
    _check_cookie()
    if not (payload.is_uuid(record) and payload.is_sha256(sha256)):
        raise Problem("malformed", why="the address must name a UUID and a SHA-256")
    if request.mimetype not in payload.MEDIA_TYPES:
        raise Problem("wrong_type")
    request.max_content_length = payload.LARGEST_BLOB_BYTES
    shopping.check_room(_visit(), record)
    db.session.rollback()
    if condition.present().is_low_on_room:
        raise Problem("storage_full")
    _, size = current_app.extensions["inspector.blobs"].put(chunks(), sha256)
    kind, moment = request.mimetype, clock.now()
    gathering.durable(lambda: store.note(sha256, size, kind, record, moment))
    return jsonify(sha256=sha256, stored=True), 201


@blueprint.put("/api/v1/visit/report", endpoint="report")
def take_report() -> ResponseReturnValue:
    """Take the report, once; only an answer with a receipt code says that it is here."""
    _check_cookie()
    submission = read_submission()
    visit = _visit()
    kept = shopping.take(visit, submission, clock.now())
    if kept.missing:
        return jsonify(status="incomplete", missing=kept.missing), 200
    told = {"status": "complete", "receipt": _receipt(visit)}
    return jsonify(told), 409 if kept.is_first_other else 201 if kept.is_new else 200


def _visit() -> Visit:
    demand_own_app()
    return links.of_cookie(request.cookies.get(COOKIE), clock.now())


def _check_cookie() -> None:
    """Whether a visit asks, before the rest of a request is read: a slow phone holds nobody's turn to write."""
    _visit()
    db.session.rollback()


def told_of(visit: Visit) -> dict[str, Any]:
    """All that a phone is told. It names neither the shopper nor the other sites of the campaign."""
    campaign, site, report = visit.campaign, visit.site, visit.report
    version = campaign.version
    return {
        "visit": visit.id, "state": SHOWN[visit.state], "is_brief_read": visit.brief_read_at is not None,
        "is_attested": visit.attested_at is not None, "purpose": campaign.purpose, "brief": campaign.brief,
        "attestation": campaign.attestation, "reimbursement": campaign.reimbursement, "retention_days": campaign.retention_days,
        "site": {"id": site.id, "name": site.name, "timezone": site.timezone, "attributes": site.attributes},
        "first_on": visit.first_on.isoformat(), "last_on": visit.last_on.isoformat(), "meal": visit.meal, "day_kind": visit.day_kind,
        "checklist": {"id": version.checklist.key, "version": version.sha256, "document": json.loads(version.document)},
        "draft": json.loads(visit.draft) if visit.draft else None, "receipt": _receipt(visit),
        "asked": report.reason if report is not None and visit.state == "revising" else None,
        "due_at": report.due_at.isoformat() if report is not None and report.due_at else None,
        "sent": json.loads(report.body) if report is not None and visit.state == "revising" else None,
        "roles": [{"key": one.key, "name": one.name} for one in served.positions()],
        "now": clock.now().isoformat(timespec="milliseconds"),
    }  # fmt: skip


def _receipt(visit: Visit) -> dict[str, str] | None:
    report = visit.report
    if report is None or not report.is_complete:
        return None
    return {"code": report.receipt_code, "at": report.received_at.isoformat(timespec="seconds")}


