"""The register of shoppers."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.mystery import forms, looks, queries, shoppers, wording
from inspector.mystery.models import Shopper
from inspector.sites import queries as places
from inspector.sites.form_fields import offered
from inspector.web.rendering import go_to, render

blueprint = Blueprint("shoppers", __name__, url_prefix="/mystery/shoppers")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Everybody, with how reliable they are."""
    found = queries.shoppers()
    looks.note_people(actor(), found, "register", clock.now())
    visits = {one.id: queries.visits_of(one.id) for one in found}
    return render(
        "mystery/shoppers.html", shoppers=found, visits=visits,
        reliability={one.id: shoppers.reliability(visits[one.id]) for one in found}, words=wording.RELIABILITY,
    )  # fmt: skip


@blueprint.get("/looks")
def seen_by() -> ResponseReturnValue:
    """Who saw who a shopper is."""
    return render("mystery/looks.html", looks=looks.newest(), places=wording.LOOKS)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Enter somebody."""
    form = _offer(forms.ShopperForm())
    if form.validate_on_submit():
        shoppers.write(None, form.facts(), actor().account_id, clock.now())
        return go_to(url_for("shoppers.index"))
    if not form.is_submitted():
        form.rest_days.data = shoppers.REST_DAYS
    return _page(form, None)


@blueprint.route("/<int:shopper_id>", methods=["GET", "POST"])
def edit(shopper_id: int) -> ResponseReturnValue:
    """Change what is known of somebody."""
    found, form = queries.shopper(shopper_id), _offer(forms.ShopperForm())
    looks.note_people(actor(), [found], "person", clock.now())
    if form.validate_on_submit():
        shoppers.write(found, form.facts(), actor().account_id, clock.now())
        return go_to(url_for("shoppers.index"))
    if not form.is_submitted():
        form.fill(found)
    return _page(form, found)


def _page(form: forms.ShopperForm, shopper: Shopper | None) -> ResponseReturnValue:
    visits = queries.visits_of(shopper.id) if shopper else ()
    return render(
        "mystery/shopper_form.html", status=422 if form.errors else 200, form=form, shopper=shopper, visits=visits,
        reliability=shoppers.reliability(visits), states=wording.VISIT_STATES, words=wording.RELIABILITY,
    )  # fmt: skip


def _offer(form: forms.ShopperForm) -> forms.ShopperForm:
    form.avoided.choices = offered((one.id, one.name) for one in places.sites(actor(), queries.MANAGE, is_open=True))
    return form
