"""Pages of the plumbing itself."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from inspector.database import reading
from inspector.web import frame

blueprint = Blueprint("web", __name__)
blueprint.record_once(lambda state: frame.install(state.app))


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Whether the server answers and its database does."""
    with reading() as connection:
        connection.execute(text("SELECT 1"))
    return jsonify(status="ok")
