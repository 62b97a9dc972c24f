"""What the frame of every page asks of a request: brightness, its own address, how htmx behaves."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from flask.sansio.app import App

THEME_COOKIE = "inspector_theme"
THEMES = ("light", "dark")
HTMX_CONFIG = json.dumps(
    {
        "selfRequestsOnly": True,
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)


def install(app: App) -> None:
    """Give the templates what the layouts use."""
    app.jinja_env.globals.update(theme=theme, this_address=this_address, page_url=page_url, htmx_config=HTMX_CONFIG)
    app.jinja_env.filters["initials"] = initials


def theme() -> str:
    """The brightness chosen by hand: light, dark, or empty for the device's own."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def this_address() -> str:
    """The path and query of this page, to come back to; the start page after a form that failed."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def page_url(number: int) -> str:
    """This address with another page number; filters stay."""
    assert request.endpoint is not None
    # A name that begins with _ would be an order to url_for: ?_scheme=javascript
    filters: dict[str, Any] = {name: values for name, values in request.args.lists() if not name.startswith("_")}
    return url_for(request.endpoint, **{**filters, **(request.view_args or {}), "page": number})


def safe_next(target: str | None, default: str = "/") -> str:
    """Where to go on to: a path of ours, never another site and never an address that signs out or repeats a post.

    `//host`, `/\\host` and control characters are read by browsers as another site.
    """
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or any(ord(c) < 33 for c in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or "\\" in parts.path else target


def initials(name: str) -> str:
    """The one or two signs that stand for a person: the last two of a Chinese name, the first letters of others."""
    words = name.split()
    if not words:
        return "?"
    if any("\u4e00" <= sign <= "\u9fff" for sign in name):
        return "".join(words)[-2:]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
