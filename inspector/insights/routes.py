"""Pages of figures."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.insights import today
from inspector.web.rendering import render

blueprint = Blueprint("insights", __name__)


@blueprint.get("/today", endpoint="today")
def show_today() -> ResponseReturnValue:
    """A manager's day at a glance."""
    asker = actor()
    return render(
        "insights/today.html", today=today.of(asker, clock.now()), may_inspect=asker.may("inspections.conduct")
    )
