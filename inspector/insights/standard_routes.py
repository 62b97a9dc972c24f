"""How a standard was kept: a part of its page, loaded from here because the register knows no inspections."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.checklists import register
from inspector.errors import Problem
from inspector.insights import standard_results
from inspector.web.rendering import render

blueprint = Blueprint("standard_results", __name__)


@blueprint.get("/standards/<standard_id>/results")
def show(standard_id: str) -> ResponseReturnValue:
    """Twelve weeks of one standard, as a chart and as a table."""
    standard = register.everything().get(standard_id)
    if standard is None:
        raise Problem("not_found")
    who = actor()
    results = standard_results.of(who, standard_id, clock.today(who.zone))
    return render(
        "insights/standard_results.html", fragment="insights/_standard_results.html", standard=standard, results=results,
    )  # fmt: skip
