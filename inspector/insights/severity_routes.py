"""Severity of inspectors: the quality lead's board, each inspector's own first, how it is measured, and the rounds it rests on."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.insights import severity
from inspector.insights.severity_wording import headline, points, span
from inspector.measurement.leaning import FEWEST_SHARED, QUIET_CYCLES
from inspector.pipelines import measuring
from inspector.web.rendering import render

blueprint = Blueprint("severity", __name__, url_prefix="/severity")
WORDS: dict[str, Any] = {
    "headline": headline,
    "points": points,
    "span": span,
    "reach": severity.STRIP_POINTS,
    "fewest": FEWEST_SHARED,
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Everybody's, for who looks after quality."""
    return render("insights/severity.html", board=severity.board(), weeks=severity.reach, **WORDS)


@blueprint.get("/mine")
def mine() -> ResponseReturnValue:
    """One's own."""
    return render("insights/severity_own.html", own=severity.own(actor().account_id), weeks=severity.reach, **WORDS)


@blueprint.get("/method")
def method() -> ResponseReturnValue:
    """How it is measured, in plain words."""
    return render("insights/severity_method.html", fewest=FEWEST_SHARED, quiet=QUIET_CYCLES)


@blueprint.get("/rounds.csv")
def rounds() -> ResponseReturnValue:
    """The rounds that the next estimate would rest on, as `inspector measure severity` and R read them."""
    sheet = StringIO()
    write = csv.writer(sheet, lineterminator="\r\n")
    write.writerow(["staff", "inspector", "checklist", "items", "percent", "inspection", "day"])
    for row in measuring.rounds_until(clock.now()):
        facts = [
            row.staff_id,
            row.inspector_id,
            row.checklist,
            row.items,
            f"{row.percent:.6f}",
            row.inspection_id,
            row.day.isoformat(),
        ]
        write.writerow(facts)
    answer = Response(sheet.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=severity-rounds.csv"
    return answer
