"""htmx-flask, held to what it does well: reading the request's headers (docs/decisions.md, htmx-flask)."""

from __future__ import annotations

from flask import Flask
from htmx_flask import Htmx

htmx = Htmx()


def install(app: Flask) -> None:
    """Give requests their `htmx` attribute; answers set their own headers in `rendering`."""
    htmx.init_app(app)
