"""The decision about a site's objection, which may put the record right."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.extensions import db
from inspector.mystery import appeals, forms
from inspector.mystery.report_models import Appeal
from inspector.pipelines import mystery_appeals
from inspector.web.again import sayable
from inspector.web.rendering import go_to

blueprint = Blueprint("mystery_appeals", __name__)


@blueprint.post("/mystery-results/objections/<int:appeal_id>/decision")
def decide(appeal_id: int) -> ResponseReturnValue:
    """Uphold an objection, or keep the answer."""
    asker, form, found = actor(), forms.AppealDecisionForm(), db.session.get(Appeal, appeal_id, with_for_update=True)
    if found is None or not asker.may("mystery.manage", found.visit.site_id):
        raise Problem("not_found")
    if not form.validate():
        raise Problem("bad_form")
    stands = (form.stands.data or "").strip()
    try:
        mystery_appeals.decide(found, form.state.data, (form.answer.data or "").strip(), stands, asker, clock.now())
    except Problem as problem:
        sayable(problem)
        db.session.rollback()
        flash(_(next(iter(problem.details["fields"].values()))), "error")
        return go_to(appeals.address(db.session.get_one(Appeal, appeal_id).visit))
    return go_to(appeals.address(found.visit))
