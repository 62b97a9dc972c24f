"""Pages of the plumbing itself."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, TimeoutError

from inspector import condition
from inspector.database import reading
from inspector.web import frame

blueprint = Blueprint("web", __name__)
blueprint.record_once(lambda state: frame.install(state.app))


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """How the server fares: ok, degraded, or red with 503; reasons are codes (docs/operations.md, Health)."""
    found = condition.present()
    reasons, state = found.reasons(), found.state()
    try:
        with reading() as connection:
            connection.execute(text("SELECT 1"))
    except (DBAPIError, TimeoutError):
        reasons, state = sorted({*reasons, "no_database"}), "red"
    return jsonify(status=state, reasons=reasons), 503 if state == "red" else 200
