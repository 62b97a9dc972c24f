"""A picture on its way to a page: only ever looked at, and kept by nobody between."""

from __future__ import annotations

from pathlib import Path

from flask import Response, send_file

from inspector.web.headers import BLOB_POLICY


def picture(path: Path) -> Response:
    """Answer with a JPEG that we made ourselves."""
    response = send_file(path, mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = BLOB_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response
