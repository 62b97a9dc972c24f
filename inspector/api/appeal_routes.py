"""The answer to a person's objection."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts.guards import actor
from inspector.appraisals import appeal_routes, appeals
from inspector.errors import Problem
from inspector.pipelines import objections
from inspector.pipelines.objections import Ruling
from inspector.web.again import sayable
from inspector.web.rendering import go_to

blueprint = Blueprint("appeal_desk", __name__)


@blueprint.post("/appeals/<int:appeal_id>/decisions")
def decide(appeal_id: int) -> ResponseReturnValue:
    """Keep what was said, or raise it."""
    asker = actor()
    appeal = appeals.one(asker, appeal_id)
    try:
        made = objections.decide(appeal, _ruling(), asker, clock.now())
    except Problem as problem:
        return appeal_routes.page(appeal_id, sayable(problem))
    flash(_("Answered. The person is told.") if made.outcome == "kept" else _("Raised. The person is told and sees the difference."))
    return go_to(url_for("appeals.show", appeal_id=appeal_id))


def _ruling() -> Ruling:
    """Fields outcome-<answer id> = keep | met | unseen | somebody_else; standard_wrong; conduct = keep | lift; reason."""
    given = {name.removeprefix("outcome-"): value for name, value in request.form.items() if name.startswith("outcome-")}
    outcomes = {int(key): value for key, value in given.items() if key.isascii() and key.isdigit() and value != "keep"}
    is_wrong = "standard_wrong" in outcomes.values()
    is_lifted = request.form.get("conduct") == "lift"
    return Ruling({} if is_wrong else outcomes, request.form.get("reason", "")[:1000], is_wrong, is_lifted)
