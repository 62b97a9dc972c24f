"""The devices that may send, and taking that away."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts import devices, giving
from inspector.accounts.guards import actor
from inspector.accounts.models import CaptureGrant
from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.web.rendering import go_to, render

blueprint = Blueprint("devices", __name__, url_prefix="/devices")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every live grant of the accounts one may see."""
    return render(
        "accounts/devices.html",
        grants=devices.all_grants(clock.now(), giving.visible(actor())),
        may_shut_device=giving.is_over_all(actor()),
        shut=devices.shut() if giving.is_over_all(actor()) else [],
        may_see_losses=actor().may("inspections.decide"),
    )


@blueprint.post("/grants/<grant_id>/revocation")
def revoke_grant(grant_id: str) -> ResponseReturnValue:
    """Take one grant away."""
    grant = db.session.get(CaptureGrant, grant_id)
    with reading() as connection:
        if grant is None or not giving.may_keep(connection, actor(), grant.account_id):
            raise Problem("not_found")
    devices.revoke_grant(grant_id, by=actor().account_id, at=clock.now())
    flash(_("That device may no longer send for this person. What still comes from it is held for a look."))
    return go_to(url_for("devices.index"))


@blueprint.post("/<device_id>/revocation")
def revoke_device(device_id: str) -> ResponseReturnValue:
    """Take every grant of a lost or stolen device away."""
    if not giving.is_over_all(actor()):
        raise Problem("forbidden")
    devices.revoke_device(device_id, by=actor().account_id, at=clock.now())
    flash(_("This device may no longer send for anybody."))
    return go_to(url_for("devices.index"))


@blueprint.post("/<device_id>/readmission")
def readmit_device(device_id: str) -> ResponseReturnValue:
    """A lost device was found: people may sign in on it again."""
    if not giving.is_over_all(actor()):
        raise Problem("forbidden")
    devices.readmit_device(device_id, by=actor().account_id, at=clock.now())
    flash(_("This device may be used again. Whoever works with it signs in on it once."))
    return go_to(url_for("devices.index"))
