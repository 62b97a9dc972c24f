"""The page behind the bell."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor, current_actor
from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board
from inspector.notices.models import Notice
from inspector.web.frame import safe_next
from inspector.web.rendering import go_to, render

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.app_context_processor
def bell() -> dict[str, object]:
    """How many notices the person of this request has not read."""
    return {"unread_notices": _unread}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The notices of a person, newest first."""
    return render(
        "notices/index.html", notices=[(notice, board.worded(notice)) for notice in board.of(actor().account_id)]
    )


@blueprint.post("/<int:notice_id>/reading")
def follow(notice_id: int) -> ResponseReturnValue:
    """Note that one was read and go where it points."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or notice.account_id != actor().account_id:
        raise Problem("not_found")
    board.mark_read(actor().account_id, clock.now(), notice.id)
    return redirect(safe_next(notice.url), 303)


@blueprint.post("/reading")
def read_all() -> ResponseReturnValue:
    """Note that all were read."""
    board.mark_read(actor().account_id, clock.now())
    return go_to(url_for("notices.index"))


def _unread() -> int:
    found = current_actor()
    if found is None:
        return 0
    with reading() as connection:
        return board.unread(connection, found.account_id)
