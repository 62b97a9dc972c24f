"""What guests saw, for those who may read a site's inspections: every site at a glance, and one."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.mystery import results
from inspector.sites import queries as places
from inspector.web.rendering import render

blueprint = Blueprint("mystery_results", __name__, url_prefix="/mystery-results")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every site with released visits."""
    asker = actor()
    found = results.of_sites(asker, clock.now().date())
    sites = [one for one in places.sites(asker, "inspections.read") if one.id in found]
    return render("mystery/results.html", sites=sites, results=found, graded_from=results.GRADED_FROM, shown_from=results.SHOWN_FROM)


@blueprint.get("/<int:site_id>")
def show(site_id: int) -> ResponseReturnValue:
    """One site: by dimension and factor, and the visits."""
    site = places.site(actor(), site_id, "inspections.read")
    found = results.of_sites(actor(), clock.now().date(), site.id).get(site.id)
    return render("mystery/result.html", site=site, result=found, graded_from=results.GRADED_FROM, shown_from=results.SHOWN_FROM)
