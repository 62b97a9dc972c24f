"""Visits proposed by risk: every site that needs one with its reasons, who goes and when, accepted in one tap."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.checklists import queries as checklists
from inspector.errors import Problem
from inspector.insights.risk_wording import REFUSALS, reason
from inspector.measurement.site_risk import LEAST
from inspector.pipelines import proposing
from inspector.sites.forms import BareForm
from inspector.web.rendering import go_to, render

blueprint = Blueprint("risk", __name__, url_prefix="/risk")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What is proposed, and what is left."""
    return _page()


@blueprint.post("/sites/<int:site_id>")
def accept(site_id: int) -> ResponseReturnValue:
    """Plan a proposed visit."""
    who, now = actor(), clock.now()
    if not BareForm().validate():
        raise Problem("bad_form")
    account_id, day = request.form.get("account_id", type=int), request.form.get("day", type=date.fromisoformat)
    if account_id is None or day is None:
        raise Problem("malformed", why="account or day")
    try:
        plan = proposing.accept(who, site_id, account_id, day, now)
    except Problem as problem:
        if problem.kind.code != "conflict":
            raise
        return _page(str(REFUSALS[problem.details["state"]]), 409)
    details = {"site": site_id, "inspector": account_id, "day": day.isoformat()}
    trail.record("visit.accepted", f"plan:{plan.id}", actor_id=who.account_id, at=now, details=details)
    flash(gettext("Planned. It stands on Today of the inspector, and the site does not see it coming."))
    return go_to(url_for("risk.index"))


def _page(why: str = "", status: int = 200) -> ResponseReturnValue:
    titles = {one.row.key: one.row.title for one in checklists.listed()}
    shown = proposing.outlook(actor(), clock.now())
    return render("insights/risk.html", status=status, shown=shown, titles=titles, why=why, reason=reason, least=LEAST,
                  list_of=lambda site_id: shown.lists.get(site_id, proposing.DEFAULT_LIST))  # fmt: skip
