"""The list of praise: seen by who works at the site, joined and left by oneself."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.appraisals import praise_list
from inspector.errors import Problem
from inspector.web.rendering import go_to, render

blueprint = Blueprint("praise_list", __name__)


@blueprint.get("/praise-list")
def index() -> ResponseReturnValue:
    """The list of a site (?site=…)."""
    asker, now, asked = actor(), clock.now(), request.args.get("site", type=int)
    sites = praise_list.sites_of(asker, now)
    site = next((one for one in sites if asked in (None, one.id)), None)
    if site is None and asked is not None:
        raise Problem("not_found")
    return render(
        "appraisals/praise_list.html", sites=sites, site=site, places=praise_list.of_site(site.id, now) if site else [],
        is_staff=asker.staff_id is not None, is_listed=praise_list.is_listed(asker.staff_id),
    )  # fmt: skip


@blueprint.post("/me/praise-listing")
def choose() -> ResponseReturnValue:
    """Join the list or leave it."""
    praise_list.choose(actor(), request.form.get("listed") == "1", clock.now())
    return go_to(url_for("praise_list.index"))
