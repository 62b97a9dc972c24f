"""The adjusted figure beside the raw one: a part of a person's record, loaded from here because the record knows no estimates."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from inspector.accounts.guards import actor
from inspector.insights import adjusted
from inspector.insights.severity_wording import points
from inspector.web.rendering import render

blueprint = Blueprint("adjusted", __name__)


@blueprint.get("/records/<int:staff_id>/<month>/adjusted")
def show(staff_id: int, month: str) -> ResponseReturnValue:
    """One person and month: raw and adjusted, what brought the difference, and the way to the method."""
    asker = actor()
    shown = adjusted.of(asker, staff_id, month)
    return render(
        "insights/adjusted.html",
        fragment="insights/_adjusted.html",
        shown=shown,
        points=points,
        is_own=staff_id == asker.staff_id,
    )
