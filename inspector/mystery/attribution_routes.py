"""The quality lead's part in whom a visit is about: where the guest sat and whom they met, and the look at a denial."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.extensions import db
from inspector.mystery import attribution, forms, queries, served
from inspector.mystery.report_models import Attribution
from inspector.web.rendering import go_to, render

blueprint = Blueprint("attributions", __name__, url_prefix="/mystery")


@blueprint.get("/reports/<int:report_id>/served")
def show(report_id: int) -> ResponseReturnValue:
    """Where the guest sat, whom they met, and whom the duty map names for it; a part of the visit's page."""
    found = queries.report(actor(), report_id)
    if not found.body:
        raise Problem("not_found")
    asked = found.visit.attributions
    return render(
        "mystery/served.html", "mystery/_served.html", report=found, visit=found.visit, sections=served.sections_of(found),
        people=served.by_section(found), areas=served.areas_of(found), positions=served.positions(),
        may_change=found.visit.state in served.CHANGEABLE, asked=asked,
        parts_of=attribution.parts_of,
        others={one.id: attribution.others(one) for one in asked if one.state == "denied" and one.reviewed_at is None},
    )  # fmt: skip


@blueprint.post("/reports/<int:report_id>/served")
def put_right(report_id: int) -> ResponseReturnValue:
    """Say where the guest sat and whom they met."""
    found = queries.report(actor(), report_id)
    if not found.body or not forms.BareForm().validate():
        raise Problem("bad_form")
    met = {
        one.id: {name: request.form.get(f"{name}:{one.id}", "") for name in ("role", "badge")} for one in served.sections_of(found)
    }  # fmt: skip
    said = {"table": request.form.get("table", ""), "area_id": request.form.get("area", type=int), "met": met}
    served.put_right(found, said, actor().account_id, clock.now())
    flash(_("Noted. See below whom the duty map names."))
    return go_to(url_for("mystery_visits.show", visit_id=found.visit_id, _anchor="served"))


@blueprint.post("/attributions/<int:attribution_id>/review")
def review(attribution_id: int) -> ResponseReturnValue:
    """Look at a denial: the site bears it, or somebody else is asked."""
    asker, found = actor(), db.session.get(Attribution, attribution_id, with_for_update=True)
    if found is None or not asker.may(queries.MANAGE, found.visit.site_id):
        raise Problem("not_found")
    if not forms.BareForm().validate():
        raise Problem("bad_form")
    other = request.form.get("other", type=int)
    attribution.review(found, request.form.get("review", "")[:1000], other, asker.account_id, clock.now())
    return go_to(url_for("mystery_visits.show", visit_id=found.visit_id, _anchor="served"))
