"""The device door: exactly one way in for what was captured. Contract: docs/payload.md."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from inspector import clock, condition, gathering
from inspector.accounts import grants
from inspector.accounts.app_routes import mark
from inspector.accounts.guards import DEVICE_HEADER, actor, is_revoked
from inspector.api import bundle
from inspector.api.reading import chunks, read_object, read_submission
from inspector.audit import trail
from inspector.errors import Problem
from inspector.fault_points import fault_point
from inspector.inspections import delivery, payload, recording
from inspector.inspections.submission import Submission
from inspector.media import partial, store
from inspector.pipelines import shared_rounds
from inspector.pipelines.intake import Receipt
from inspector.sites import epoch
from inspector.web import problems

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

MOST_IDS = 200
MIN_WIRE = 1


@blueprint.get("/ping")
def ping() -> ResponseReturnValue:
    """Tell that the server is ready, which epoch it is in and what it speaks; and a device that was taken out of use, that it was."""
    build = current_app.extensions["assets"].build
    return jsonify(
        epoch=epoch.current(), now=clock.now().isoformat(timespec="milliseconds"), min_wire=MIN_WIRE, build=build,
        **({"revoked": True} if is_revoked(request.headers.get(DEVICE_HEADER, ""), clock.now()) else {}),
    )  # fmt: skip


@blueprint.get("/device/bundle", endpoint="bundle")
def give_bundle() -> ResponseReturnValue:
    """Everything a device needs for a shift without a network, for the sites of the person signed in."""
    asker = actor()
    if asker.grant_id is not None:
        raise Problem("forbidden")  # a grant uploads; it reads nothing
    text, tag = bundle.of(asker, request.args.get("site", type=int), current_app.extensions["assets"].build)
    if any(known.partition(":")[0] == tag for known in request.if_none_match.as_set()):
        return "", 304, {"ETag": f'"{tag}"', "Cache-Control": "no-store", "X-Inspector-Session": mark()}
    response = make_response(text)
    response.set_etag(tag)  # what compresses an answer adds a colon and its name
    response.mimetype = "application/json"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Inspector-Session"] = mark()
    return response


@blueprint.post("/device/grants", endpoint="grants")
def give_grant() -> ResponseReturnValue:
    """Give the signed-in person leave to send from this device later, without a session."""
    asker = actor()
    if asker.grant_id is not None:
        raise Problem("forbidden")
    wish = read_object()
    if not payload.is_uuid(wish.get("device_id")):
        raise Problem("malformed", why="device_id must be a UUID v4")
    label = wish.get("label")
    given = grants.give(
        asker.account_id, str(wish["device_id"]), label[:100] if isinstance(label, str) else "", clock.now()
    )
    return jsonify(id=given.id, secret=given.secret, expires_at=given.expires_at.isoformat()), 201


@blueprint.route("/device/blobs/<submission_id>/<sha256>", methods=["PUT", "PATCH"], endpoint="blob")
def take_blob(submission_id: str, sha256: str) -> ResponseReturnValue:
    """Take the bytes of one photo, whole or in parts; told as stored only when they are durable."""
    _check_blob_address(submission_id, sha256)
    was_here = delivery.has_blob(submission_id, sha256, actor().account_id) and _store().has(sha256)
    request.max_content_length = payload.LARGEST_BLOB_BYTES
    if request.mimetype not in (*payload.MEDIA_TYPES, "application/offset+octet-stream"):
        raise Problem("wrong_type")
    if request.method == "PATCH":
        return _take_part(submission_id, sha256)
    if not was_here:
        if condition.present().is_low_on_room:
            raise Problem("storage_full")  # so that records, which weigh little, still find room
        _, size = _store().put(chunks(), sha256)
        fault_point("blob.stored")
        _note(sha256, size, request.mimetype, submission_id)
    return jsonify(sha256=sha256, stored=True), 200 if was_here else 201


@blueprint.get("/device/blobs/<submission_id>/<sha256>", endpoint="blob_state")
def tell_blob(submission_id: str, sha256: str) -> ResponseReturnValue:
    """Tell how much of a photo of this submission is here (HEAD); never whether it exists elsewhere."""
    _check_blob_address(submission_id, sha256)
    is_whole = delivery.has_blob(submission_id, sha256, actor().account_id)
    if is_whole:
        offset = _store().path(sha256).stat().st_size
    else:
        offset = partial.offset(_store(), submission_id, sha256)
        if offset == 0:
            raise Problem("not_found")
    return "", 200, {"Upload-Offset": str(offset), "Upload-Complete": "?1" if is_whole else "?0"}


@blueprint.put("/device/submissions/<submission_id>", endpoint="submission")
def take_submission(submission_id: str) -> ResponseReturnValue:
    """Take one submission. Acknowledged, by header, only when it and all its photos are durable."""
    submission = read_submission()
    asker = actor()
    if submission.id != submission_id:
        raise Problem("malformed", why="the id is not that of the address")
    if submission.author_id != asker.account_id:
        return _refuse_foreign(submission, asker.account_id)
    fault_point("submission.begun")
    weighed, is_live, moment = recording.weigh(submission), g.get("grant_is_live", True), clock.now()
    return _answer(gathering.durable(lambda: shared_rounds.receive(submission, moment, asker, is_live, weighed)))


@blueprint.post("/device/submissions/status", endpoint="submission_status")
def tell_status() -> ResponseReturnValue:
    """Tell of up to 200 of one's own submissions what the server has. Informs, never acknowledges."""
    g.reads_only = True
    ids = read_object().get("ids")
    if not isinstance(ids, list) or len(ids) > MOST_IDS or not all(payload.is_uuid(i) for i in ids):
        raise Problem("malformed", why=f"ids must be a list of at most {MOST_IDS} UUIDs")
    return jsonify(delivery.states(ids, actor().account_id))


def _refuse_foreign(submission: Submission, account_id: int) -> Response:
    # Not raised: that somebody sent in another's name stays written down.
    details = {"author": submission.author_id, "sha256": submission.body_sha256}
    trail.record("record.foreign_author", f"submission:{submission.id}", actor_id=account_id, details=details, at=clock.now())
    return problems.answer(Problem("foreign_author"))


def _answer(receipt: Receipt) -> Response:
    if receipt.conflicts:
        # Not raised: both contents were kept, and raising would roll that back.
        body = {"error": {"code": "other_content", "message": "", "details": {"id": receipt.id}}}
        return make_response(jsonify(body), 409)
    response = Response(receipt.as_text(), 201 if receipt.is_new else 200, mimetype="application/json")
    if receipt.is_complete:
        response.headers["X-Inspector-Ack"] = f"{receipt.id} {receipt.body_sha256}"
    return response


def _take_part(submission_id: str, sha256: str) -> ResponseReturnValue:
    offset, length = (request.headers.get(name, "") for name in ("Upload-Offset", "Upload-Length"))
    if not (offset.isascii() and offset.isdigit() and length.isascii() and length.isdigit()):
        raise Problem("malformed", why="Upload-Offset and Upload-Length must be whole numbers")
    if int(length) > payload.LARGEST_BLOB_BYTES:
        raise Problem("too_large")
    if condition.present().is_low_on_room:
        raise Problem("storage_full")
    done = partial.append(_store(), submission_id, sha256, int(offset), int(length), chunks())
    if done < int(length):
        return "", 204, {"Upload-Offset": str(done)}
    kind = partial.finish(_store(), submission_id, sha256)
    fault_point("blob.stored")
    _note(sha256, done, kind, submission_id)
    return "", 201, {"Upload-Offset": str(done)}


def _note(sha256: str, size_bytes: int, media_type: str, submission_id: str) -> None:
    moment = clock.now()
    gathering.durable(lambda: store.note(sha256, size_bytes, media_type, submission_id, moment))


def _check_blob_address(submission_id: str, sha256: str) -> None:
    if not (payload.is_uuid(submission_id) and payload.is_sha256(sha256)):
        raise Problem("malformed", why="the address must name a UUID and a SHA-256")



def _store() -> store.Store:
    found: store.Store = current_app.extensions["inspector.blobs"]
    return found
