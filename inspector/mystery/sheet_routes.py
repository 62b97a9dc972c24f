"""Lists of visits come in: from the quality lead for an agency, or from the agency itself. Both go the same way (sites/import_steps.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, url_for
from flask_babel import lazy_gettext, ngettext

from inspector import clock, condition
from inspector.accounts.guards import actor
from inspector.checklists import publishing
from inspector.checklists.definition import text_in
from inspector.errors import Problem
from inspector.extensions import db
from inspector.i18n import language
from inspector.media import store
from inspector.mystery import agencies, queries, sheet_columns, sheet_packages, sheet_taking, wording
from inspector.mystery.agency_models import Agency
from inspector.mystery.models import Campaign, Visit
from inspector.mystery.sheet_photos import Photos
from inspector.mystery.sheet_planning import Plan, plan
from inspector.sites import import_steps
from inspector.sites.import_reading import Limits, Unreadable, read
from inspector.sites.import_template import Table
from inspector.sites.refusals import Refused

blueprint = Blueprint("visit_import", __name__)
own_blueprint = Blueprint("own_visit_import", __name__)

LIMITS = Limits(rows=500, columns=200, characters=4_001, keeps_lines=True)
NAMES = {
    "reference": lazy_gettext("Reference"), "site": lazy_gettext("Site"), "day": lazy_gettext("Date"), "from": lazy_gettext("Arrived at"),
    "until": lazy_gettext("Left at"), "shopper": lazy_gettext("Code of the shopper"), "table": lazy_gettext("Table"),
    "photos": lazy_gettext("Photos"),
}  # fmt: skip


class VisitList:
    """The visits of one agency in one campaign."""

    choose_page, preview_page, file_name = "mystery/visits_import.html", "mystery/visits_preview.html", "visits"
    largest_mb, most_photos = sheet_packages.LARGEST_BYTES // 1024**2, sheet_packages.MOST_PHOTOS

    def __init__(self, agency: Agency, campaign: Campaign, home: str) -> None:
        self.agency, self.campaign = agency, campaign
        self.checklist = publishing.compiled(campaign.version.sha256)
        self.known = sheet_taking.known_to(agency, campaign, clock.now(), language())
        self._home = home
        self._photos: dict[str, bytes] = {}

    @property
    def columns(self) -> Mapping[str, Any]:
        """The fixed columns, then the questions of the form."""
        asked = {sheet_columns.ANSWER + one.id: text_in(one.ask, language()) for one in sheet_columns.asked(self.checklist)}
        return {**NAMES, **asked}

    def template(self, lang: str) -> Table:
        """The list to fill in, with the sites that were given."""
        code = next((one.site.code for one in self.campaign.visits if one.agency_id == self.agency.id), "")
        return sheet_columns.template(self.checklist, lang, code, self.campaign.first_on)

    def plan(self, content: bytes) -> Plan:
        """What a list would bring."""
        try:
            sheet_taking.demand_open(self.campaign, clock.now())
        except Refused as refused:
            raise Unreadable(refused.sentence) from None
        package = sheet_packages.opened(content)
        self._photos = {hashlib.sha256(one).hexdigest(): one for one in package.photos.values()}
        kept = {name: (hashlib.sha256(one).hexdigest(), len(one)) for name, one in package.photos.items()}
        photos = Photos(kept, package.bad, package.is_packed, store.LARGEST_BYTES // 1024**2)
        return plan(read(package.sheet, LIMITS), replace(self.known, package=photos))

    def take_in(self, planned: Plan) -> str:
        """Put the reports on the desk."""
        blobs: store.Store = current_app.extensions["inspector.blobs"]
        sheet_taking.carry_out(planned, self.agency, self.campaign, actor().account_id, clock.now(), self._photos, blobs)
        return ngettext(
            "%(num)s visit was taken in and waits for review.", "%(num)s visits were taken in and wait for review.", len(planned.changes)
        )  # fmt: skip

    def home(self) -> str:
        """The visits of the agency."""
        return self._home

    def shown(self, planned: Plan) -> Mapping[str, Any]:
        """What the campaign and its sites are called."""
        return {"sites": {one.site_id: one.site for one in self.campaign.visits}}

    def open_visits(self) -> list[Visit]:
        """What the agency still has to bring, by site and day."""
        ours = [one for one in self.campaign.visits if one.agency_id == self.agency.id and one.state in ("planned", "sent", "expired")]
        return sorted((one for one in ours if one.agency_reference is None), key=lambda one: (one.site.code, one.first_on, one.id))

    def window(self, visit: Visit) -> str:
        """When a visit is wanted, in words."""
        return wording.window(visit)


def _prepared(content: bytes) -> bytes:
    """A ZIP file with tidy photos. Raises Unreadable, and Problem storage_full."""
    if sheet_packages.is_packed(content):
        if condition.present().is_low_on_room:
            raise Problem("storage_full")
        db.session.rollback()  # photos are tidied before anybody's turn to write is held
    return sheet_packages.prepared(content, current_app.extensions["inspector.blobs"])


def _of_lead(agency_id: int, campaign_id: int) -> VisitList:
    """The quality lead brings in what an agency sent. Raises Problem not_found."""
    found = agencies.agency(agency_id)
    campaign = queries.campaign(actor(), campaign_id)
    return VisitList(found, agencies.campaign_of(found, campaign.id), url_for("agencies.show", agency_id=found.id))


def _of_agency(campaign_id: int) -> VisitList:
    """The agency brings in its own. Raises Problem not_found for a campaign in which it was given nothing."""
    found = agencies.of_account(actor().account_id)
    return VisitList(found, agencies.campaign_of(found, campaign_id), url_for("agency_own.index"))


PACKED: dict[str, Any] = {"prepare": _prepared, "largest_bytes": sheet_packages.LARGEST_BYTES}
import_steps.add_steps(blueprint, "/mystery/agencies/<int:agency_id>/campaigns/<int:campaign_id>/import", _of_lead, **PACKED)
import_steps.add_steps(own_blueprint, "/agency/campaigns/<int:campaign_id>/import", _of_agency, **PACKED)
