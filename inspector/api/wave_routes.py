"""The button that tells a wave of mystery visits to its sites."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.mystery import forms, queries
from inspector.pipelines import mystery_release
from inspector.web.rendering import go_to

blueprint = Blueprint("mystery_release", __name__)


@blueprint.post("/mystery/campaigns/<int:campaign_id>/releases")
def release(campaign_id: int) -> ResponseReturnValue:
    """Release what is ripe, all on one date."""
    asker = actor()
    campaign = queries.campaign(asker, campaign_id)
    if not forms.BareForm().validate():
        raise Problem("bad_form")
    count = mystery_release.release(campaign, asker, clock.now())
    flash(ngettext("%(num)s visit is told to its site.", "%(num)s visits are told to their sites.", count))
    return go_to(url_for("mystery.show", campaign_id=campaign.id))
