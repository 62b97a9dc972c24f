"""A note written beside reading: that somebody looked. Reading takes no write lock, so it is a short transaction of its own."""

from __future__ import annotations

from typing import Any

from flask import current_app, g

from inspector import condition
from inspector.extensions import db


def write(statement: Any) -> None:
    """Carry one small statement out beside what a page reads. A server that may not write still shows the page, and notes nothing."""
    if condition.present().closed is not None:
        return
    if not g.get("reads_only", False):
        db.session.execute(statement)  # a form shown again: the request's own transaction has the writer's turn
        return
    with current_app.extensions["sqlalchemy"].engines[None].begin() as connection:
        connection.execute(statement)


def dialect_name() -> str:
    """The database that such a statement is written for."""
    return str(current_app.extensions["sqlalchemy"].engines[None].dialect.name)
