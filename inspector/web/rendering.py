"""Pages and fragments: the route names both, the kind of request decides."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue


def is_fragment_wanted() -> bool:
    """Whether htmx asks for a part of a page (and not for a whole one it will boost or restore)."""
    headers = request.headers
    return (
        bool(headers.get("HX-Request"))
        and not headers.get("HX-Boosted")
        and not headers.get("HX-History-Restore-Request")
    )


def render(template: str, /, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """Render a page, or the fragment of it that htmx asked for.

    template, fragment: names of templates. status: HTTP status (422 for a form to correct; htmx swaps it).
    """
    chosen = fragment if fragment and is_fragment_wanted() else template
    return make_response(render_template(chosen, **context), status)


def go_to(url: str) -> ResponseReturnValue:
    """Send the reader on after a change, by redirect or, for htmx, by its header."""
    if is_fragment_wanted():
        return "", 204, {"HX-Redirect": url}
    return redirect(url, 303)
