"""Blueprints and their addresses: the table of contents. No view functions."""

from __future__ import annotations

from flask import Flask

from inspector.web import assets
from inspector.web import routes as web


def install(app: Flask) -> None:
    """Register every blueprint."""
    for blueprint in (assets.blueprint, web.blueprint):
        app.register_blueprint(blueprint)
