"""A list of shoppers comes in: looked at, confirmed (sites/import_steps.py). One bad row refuses all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.extensions import db
from inspector.mystery import queries, shoppers
from inspector.mystery import shopper_planning as planning
from inspector.mystery.models import Shopper
from inspector.sites import import_steps, importing
from inspector.sites.import_reading import read
from inspector.sites.import_template import Table
from inspector.sites.models import Site
from inspector.sites.refusals import N_, Refused

blueprint = Blueprint("shopper_import", __name__)
NAMES = {
    "name": lazy_gettext("Name"), "contact": lazy_gettext("Phone or e-mail"),
    "rest_days": lazy_gettext("Days between two visits to one site"), "avoided": lazy_gettext("Never to these sites"),
}  # fmt: skip


class ShopperList:
    """Who visits for us."""

    choose_page, preview_page, file_name = "mystery/shoppers_import.html", "mystery/shoppers_preview.html", "shoppers"
    columns = NAMES

    def template(self, language: str) -> Table:
        """The list to fill in."""
        headings = planning.HEADINGS_EN if language == "en" else tuple(words[0] for words in planning.COLUMNS.values())
        return [headings, planning.EXAMPLES["en" if language == "en" else "zh"]]

    def plan(self, content: bytes) -> planning.Plan:
        """What a list would change."""
        return planning.plan(read(content), _known())

    def take_in(self, planned: planning.Plan) -> str:
        """Enter who is new and change who is known. Raises Refused when a row is bad."""
        if planned.faults:
            raise Refused("", N_("Nothing was taken in. Put the bad rows right and send the list again."))
        for one in planned.changes:
            shopper = queries.shopper(one.shopper_id) if one.shopper_id is not None else None
            person = one.person
            is_active = shopper.is_active if shopper is not None else True
            facts = shoppers.ShopperFacts(person.name, person.contact, person.rest_days, person.avoided_site_ids, is_active)
            shoppers.write(shopper, facts, actor().account_id, clock.now())
        new = sum(one.shopper_id is None for one in planned.changes)
        details = {"new": new, "changed": len(planned.changes) - new}
        trail.record("mystery.shoppers_imported", "shopper:list", actor_id=actor().account_id, at=clock.now(), details=details)
        return gettext("%(new)s new shoppers and %(changed)s changed ones were taken in.", **details)

    def home(self) -> str:
        """The register."""
        return url_for("shoppers.index")

    def shown(self, planned: planning.Plan) -> Mapping[str, Any]:
        """What sites are called."""
        return {"sites": {one.id: one.name for one in db.session.scalars(select(Site))}}


def _known() -> planning.Known:
    people = {
        planning.key_of(one.contact): (one.id, planning.Person(one.name, one.contact, one.rest_days, tuple(sorted(one.avoided_site_ids))))
        for one in db.session.scalars(select(Shopper).order_by(Shopper.id.desc()))
    }
    return planning.Known(people, importing.site_words(importing.sites_of(actor(), queries.MANAGE)), shoppers.REST_DAYS)


import_steps.add_steps(blueprint, "/mystery/shoppers/import", ShopperList)
