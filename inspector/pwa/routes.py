"""The installed app: its shell, its worker and its manifest, without anybody's data, open to everyone."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from inspector.accounts.guards import current_actor
from inspector.pwa import manifest, release
from inspector.web.assets import Assets

blueprint = Blueprint("pwa", __name__)


@blueprint.get("/app")
@blueprint.get("/app/")
def app() -> ResponseReturnValue:
    """The shell of the runner."""
    response = _unkept(render_template("pwa/app.html"), "text/html")
    response.headers["X-Inspector-Shell"] = "1"
    return response


@blueprint.get("/sw.js")
def worker() -> ResponseReturnValue:
    """The worker's script. It lies at the root because a worker may serve only what lies below it."""
    assets: Assets = current_app.extensions["assets"]
    return _unkept(release.of(assets.build, assets.names()).before(assets.text("js/worker.js")), "text/javascript")


@blueprint.get("/manifest.webmanifest")
def manifest_file() -> ResponseReturnValue:
    """What a device needs to know to install the app, in the language of who asks."""
    response = _unkept(json.dumps(manifest.written(), ensure_ascii=False), "application/manifest+json")
    response.vary.add("Accept-Language")
    if current_actor() is not None:
        response.headers["Cache-Control"] = "no-store"  # by the account's language: no cache between may give it to others
    return response


def _unkept(text: str, kind: str) -> Response:
    """An answer that a browser asks about each time, so that a new version is noticed at once."""
    response = make_response(text)
    response.mimetype = kind
    response.headers["Cache-Control"] = "no-cache"
    return response
