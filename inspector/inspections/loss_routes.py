"""What was lost on devices before it was sent; the devices page loads it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from inspector.accounts.guards import actor
from inspector.inspections import device_ledger
from inspector.web.rendering import render

blueprint = Blueprint("losses", __name__)


@blueprint.get("/devices/losses")
def index() -> ResponseReturnValue:
    """The losses of the sites about whose records one decides, a line for each device and site."""
    return render("inspections/losses.html", "inspections/_losses.html", losses=device_ledger.losses(actor()))
