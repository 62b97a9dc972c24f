"""Compresses pages and JSON on their way out, but never a secret beside what somebody else may choose.

Compressed length tells how much of a chosen text repeats in the rest of an answer. Every page carries a token against forged requests, so a
page that reflects its address or a form is sent as it is (docs/decisions.md, Compression).
"""

from __future__ import annotations

from flask import Flask, Response, g, request
from flask_compress import Compress

LEAST_BYTES = 1024
KINDS = ["text/html", "application/json"]

_compress = Compress()


def install(app: Flask) -> None:
    """Set how answers are compressed; `squeeze` decides which."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_LEVEL=5,
        COMPRESS_MIN_SIZE=LEAST_BYTES,
        COMPRESS_MIMETYPES=KINDS,
    )
    _compress.init_app(app)


def squeeze(response: Response) -> Response:
    """Compress an answer when that gives nothing away. A view whose answer holds a secret sets `g.has_secret`."""
    if g.get("has_secret", False) or response.mimetype not in KINDS:
        return response
    if response.content_length is not None and response.content_length < LEAST_BYTES:
        return response
    if response.mimetype == "text/html" and (request.method != "GET" or request.query_string):
        return response
    return _compress.after_request(response)
