"""Regions: the list, a new one, a changed one, a closed one."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.sites import forms, places, queries, scopes
from inspector.sites.form_fields import refuse
from inspector.sites.refusals import Refused
from inspector.web.rendering import go_to, render

blueprint = Blueprint("regions", __name__)


@blueprint.get("/regions")
def index() -> ResponseReturnValue:
    """Every region with its sites."""
    who = actor()
    return render(
        "sites/regions.html", regions=queries.regions(who), sites=queries.sites(who), may_found=_may_found(),
        editable={one.id for one in queries.regions_to_edit(who)},
    )  # fmt: skip


@blueprint.route("/regions/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add a region; only who holds the whole organisation may."""
    if not _may_found():
        raise Problem("forbidden")
    form = forms.RegionForm()
    if form.validate_on_submit():
        region = places.add_region(form.names)
        _trail("region.added", region.id)
        return go_to(url_for("regions.index"))
    return render("sites/region_form.html", form=form, region=None, closing=None, status=422 if form.errors else 200)


@blueprint.route("/regions/<int:region_id>/edit", methods=["GET", "POST"])
def edit(region_id: int) -> ResponseReturnValue:
    """Change what a region is called."""
    region = queries.region(actor(), region_id)
    form = forms.RegionForm()
    if form.validate_on_submit():
        places.rename_region(region, form.names)
        _trail("region.changed", region.id)
        return go_to(url_for("regions.index"))
    if not form.is_submitted():
        form.fill_names(region.name)
    closing = forms.ClosureForm(formdata=None)
    return render("sites/region_form.html", form=form, region=region, closing=closing, status=422 if form.errors else 200)


@blueprint.post("/regions/<int:region_id>/closure")
def close(region_id: int) -> ResponseReturnValue:
    """Close a region whose sites are all closed."""
    region = queries.region(actor(), region_id)
    closing = forms.ClosureForm()
    if closing.validate():
        try:
            places.close_region(region, closing.closed_on.data)
        except Refused as refused:
            refuse(closing, refused)
        else:
            _trail("region.closed", region.id)
            flash(gettext("The region is closed. Its history stays."))
            return go_to(url_for("regions.index"))
    form = forms.RegionForm(formdata=None)
    form.fill_names(region.name)
    return render("sites/region_form.html", form=form, region=region, closing=closing, status=422)


def _may_found() -> bool:
    return scopes.holds(actor(), "places.edit", places.organisation().scope_id)


def _trail(action: str, region_id: int) -> None:
    trail.record(action, f"region:{region_id}", actor_id=actor().account_id, at=clock.now())
