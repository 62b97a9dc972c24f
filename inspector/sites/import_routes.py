"""A staff list comes in: uploaded, looked at, confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.sites import import_steps, import_template, importing, queries, upstairs
from inspector.sites.import_planning import Plan, plan
from inspector.sites.import_reading import read
from inspector.sites.words import IMPORT_COLUMNS

blueprint = Blueprint("staff_import", __name__)


class StaffList:
    """People with their posts."""

    choose_page, preview_page, file_name = "sites/import.html", "sites/import_preview.html", "staff"
    columns = IMPORT_COLUMNS

    def template(self, language: str) -> import_template.Table:
        """The list to fill in."""
        return import_template.staff(language)

    def plan(self, content: bytes) -> Plan:
        """What a list would change."""
        return plan(read(content), importing.known_to(actor()))

    def take_in(self, planned: Plan) -> str:
        """Carry out what was shown."""
        importing.carry_out(planned)
        upstairs.posts_changed(actor().account_id, clock.now())
        details = {"new": len(planned.of_kind("new")), "changed": len(planned.of_kind("changed")), "left_out": planned.bad_rows}
        trail.record("people.imported", "staff:list", actor_id=actor().account_id, at=clock.now(), details=details)
        return gettext("%(new)s new people and %(changed)s changed ones were taken in.", new=details["new"], changed=details["changed"])

    def home(self) -> str:
        """The people."""
        return url_for("people.index")

    def shown(self, planned: Plan) -> Mapping[str, Any]:
        """What posts are called."""
        return {"names": queries.post_names()}


import_steps.add_steps(blueprint, "/people/import", StaffList)
