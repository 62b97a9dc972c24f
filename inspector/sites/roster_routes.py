"""Rosters come in as duty maps, looked at before anything is saved; and who is on shift today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.sites import import_steps, import_template, on_shift, people, queries, rostering
from inspector.sites.import_reading import read
from inspector.sites.roster_planning import Plan, days_of, plan
from inspector.sites.words import ROSTER_COLUMNS
from inspector.web.rendering import render

blueprint = Blueprint("roster", __name__)


@blueprint.get("/sites/<int:site_id>/on-shift")
def on_shift_today(site_id: int) -> ResponseReturnValue:
    """Who is on shift at a site on its present business day; a part of the page of the site too."""
    site = queries.site(actor(), site_id, "duty.read")
    day = people.today_at(site)
    return render(
        "sites/on_shift.html", fragment="sites/_on_shift.html", site=site, day=day, shifts=on_shift.of(site, day, clock.now()),
        zone=ZoneInfo(site.timezone), may_edit=actor().may("duty.edit", site.id),
    )  # fmt: skip


class Roster:
    """Who stands where in a shift."""

    choose_page, preview_page, file_name = "sites/roster_import.html", "sites/roster_preview.html", "roster"
    columns = ROSTER_COLUMNS

    def template(self, language: str) -> import_template.Table:
        """The roster to fill in."""
        return import_template.roster(language)

    def plan(self, content: bytes) -> Plan:
        """What a roster would change."""
        rows = read(content)
        return plan(rows, rostering.known_to(actor(), days_of(rows), clock.now()))

    def take_in(self, planned: Plan) -> str:
        """Carry out what was shown."""
        rostering.carry_out(planned, actor().account_id, clock.now())
        details = {"shifts": len(planned.changes), "left_out": planned.left_out}
        trail.record("roster.imported", "duty:list", actor_id=actor().account_id, at=clock.now(), details=details)
        return ngettext("%(num)s shift was taken in.", "%(num)s shifts were taken in.", len(planned.changes))

    def home(self) -> str:
        """The duty map."""
        return url_for("duty.index")

    def shown(self, planned: Plan) -> Mapping[str, Any]:
        """What posts and people are called."""
        return {"names": queries.post_names(), "people": rostering.names(planned.changes)}


import_steps.add_steps(blueprint, "/duty/import", Roster)
