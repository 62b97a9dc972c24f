"""The second person's word on a red line; what follows for the round goes with it."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.appraisals import conduct_routes, red_lines
from inspector.errors import Problem
from inspector.pipelines import verifying
from inspector.web.again import sayable
from inspector.web.rendering import go_to

blueprint = Blueprint("red_line_desk", __name__)


@blueprint.post("/red-lines/<int:line_id>/decision")
def decide(line_id: int) -> ResponseReturnValue:
    """Uphold it or not."""
    asker = actor()
    line = red_lines.one(asker, line_id)
    decision = request.form.get("decision")
    try:
        if decision not in ("uphold", "not_uphold"):
            raise Problem("bad_form", fields={"reason": "Please choose: upheld or not upheld."})
        verifying.decide(line, decision == "uphold", request.form.get("reason", "")[:1000], asker, clock.now())
    except Problem as problem:
        return conduct_routes.line_page(line_id, sayable(problem))
    return go_to(url_for("conduct.show_line", line_id=line_id))
