"""Control charts of a site."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.insights import control_charts
from inspector.sites import queries
from inspector.web.rendering import render

blueprint = Blueprint("control_charts", __name__, url_prefix="/charts")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """One site; the filter stands in the address."""
    asker = actor()
    sites = queries.sites(asker, "inspections.read", is_open=True)
    wanted = request.args.get("site", type=int)
    site = next((one for one in sites if one.id == wanted), sites[0] if sites and wanted is None else None)
    if site is None:
        raise Problem("not_found")
    items = control_charts.of_site(site.id, clock.today(site.timezone))
    return render("insights/charts.html", fragment="insights/_charts.html", sites=sites, site=site, items=items)
