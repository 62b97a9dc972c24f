"""What guests saw, for those who may read a site's inspections: every site at a glance, and one."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from inspector import clock
from inspector.accounts.guards import actor
from inspector.checklists import publishing
from inspector.errors import Problem
from inspector.extensions import db
from inspector.i18n import said
from inspector.mystery import appeals, comparing, forms, results
from inspector.mystery.models import Visit
from inspector.sites import queries as places
from inspector.sites.form_fields import offered
from inspector.web.rendering import go_to, render

blueprint = Blueprint("mystery_results", __name__, url_prefix="/mystery-results")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every site with released visits."""
    asker = actor()
    found = results.of_sites(asker, clock.now().date())
    sites = [one for one in places.sites(asker, "inspections.read") if one.id in found]
    return render(
        "mystery/results.html", sites=sites, results=found, graded_from=results.GRADED_FROM, shown_from=results.SHOWN_FROM,
        may_export=bool(places.sites(asker, "inspections.export")),
    )  # fmt: skip


@blueprint.get("/<int:site_id>")
def show(site_id: int) -> ResponseReturnValue:
    """One site: by dimension and factor, and the visits."""
    asker, today = actor(), clock.now().date()
    site = places.site(asker, site_id, "inspections.read")
    found = results.of_sites(asker, today, site.id).get(site.id)
    is_shown = found is not None and found.percent is not None
    return render(
        "mystery/result.html", site=site, result=found, graded_from=results.GRADED_FROM, shown_from=results.SHOWN_FROM,
        compared=comparing.of_site(asker, site.id, today) if is_shown else None,
        months=comparing.months(asker, site.id, today) if is_shown else (),
    )  # fmt: skip


@blueprint.get("/<int:site_id>/questions/<checklist>/<item>")
def question(site_id: int, checklist: str, item: str) -> ResponseReturnValue:
    """One question at one site: what each guest answered, and the newest of supervisors on the same thing."""
    asker, today = actor(), clock.now().date()
    site = places.site(asker, site_id, "inspections.read")
    found = comparing.question(asker, site.id, today, (checklist, item))
    if found is None:
        raise Problem("not_found")
    compared, guests, floor = found
    return render(
        "mystery/question.html", site=site, question=compared, guests=guests, floor=floor, shown_from=results.SHOWN_FROM,
        newest=comparing.NEWEST_ROUNDS,
    )  # fmt: skip


@blueprint.route("/visits/<int:inspection_id>/objections", methods=["GET", "POST"])
def objections(inspection_id: int) -> ResponseReturnValue:
    """What a site objects to of one visit, and what became of it."""
    asker, now = actor(), clock.now()
    visit = db.session.scalar(select(Visit).where(Visit.inspection_id == inspection_id))
    if visit is None or not asker.may("inspections.read", visit.site_id):
        raise Problem("not_found")
    items = {item.id: item for item in publishing.compiled(visit.campaign.version.sha256).items}
    form = forms.AppealForm()
    taken = {one.item for one in visit.appeals}
    form.item.choices = offered((item.id, said(item.ask)) for item in items.values() if item.is_scored and item.id not in taken)
    may_object = asker.may("inspections.decide", visit.site_id) and appeals.may_object(visit, now)
    if form.is_submitted() and not may_object:
        raise Problem("forbidden")
    if form.validate_on_submit():
        appeals.make(visit, form.item.data, (form.reason.data or "").strip(), asker.account_id, now)
        return go_to(appeals.address(visit))
    return render(
        "mystery/objections.html", status=422 if form.errors else 200, visit=visit, form=form, items=items, may_object=may_object,
        may_decide=asker.may("mystery.manage", visit.site_id), until=visit.released_at + appeals.WITHIN if visit.released_at else None,
        due=appeals.due, now=now, own_id=asker.account_id,
    )  # fmt: skip
