"""The shell of the installed app: one page without anybody's data, the same for everyone."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("pwa", __name__)


@blueprint.get("/app")
@blueprint.get("/app/")
def app() -> ResponseReturnValue:
    """The shell of the runner."""
    response = make_response(render_template("pwa/app.html"))
    response.headers["X-Inspector-Shell"] = "1"
    response.headers["Cache-Control"] = "no-cache"
    return response
