"""Figures for components come in as a list: looked at first, taken in only when somebody confirms; taken in twice it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import scoped
from inspector.accounts.guards import actor
from inspector.appraisals import component_planning as planning
from inspector.appraisals.component_planning import Known, Plan, Value
from inspector.appraisals.cycle_models import Cycle
from inspector.appraisals.scheme_models import ComponentValue
from inspector.audit import trail
from inspector.extensions import db
from inspector.sites import import_steps, importing
from inspector.sites.import_reading import read
from inspector.sites.import_template import Table
from inspector.sites.models import Site, StaffAssignment, StaffMember

blueprint = Blueprint("components", __name__)
NAMES = {
    "component": lazy_gettext("Component"), "period": lazy_gettext("Period"), "staff": lazy_gettext("Staff number or site code"),
    "value": lazy_gettext("Percent"), "n": lazy_gettext("Counted how often"), "source": lazy_gettext("Source"),
}  # fmt: skip
PERMISSION = "cycles.manage"


class Figures:
    """Figures of people and sites in a period."""

    choose_page, preview_page, file_name = "appraisals/components_import.html", "appraisals/components_preview.html", "components"
    columns = NAMES

    def template(self, language: str) -> Table:
        """The list to fill in."""
        headings = planning.HEADINGS_EN if language == "en" else tuple(words[0] for words in planning.COLUMNS.values())
        return [headings, *planning.EXAMPLES["en" if language == "en" else "zh"]]

    def plan(self, content: bytes) -> Plan:
        """What a list would change."""
        return planning.plan(read(content), _known())

    def take_in(self, planned: Plan) -> str:
        """Take in what was shown; each figure has its line in the trail."""
        _carry_out(planned)
        return ngettext("%(num)s figure was taken in.", "%(num)s figures were taken in.", len(planned.changes))

    def home(self) -> str:
        """The appraisals."""
        return url_for("cycles.index")

    def shown(self, planned: Plan) -> Mapping[str, Any]:
        """What the subjects are called."""
        return {"names": _names({value.subject for _, value, _ in planned.changes})}


import_steps.add_steps(blueprint, "/components/import", Figures)


def _carry_out(planned: Plan) -> None:
    rows = {(row.component, row.period, row.subject): row for row in db.session.scalars(select(ComponentValue))}
    for _, value, before in planned.changes:
        row = rows.get(value.key) or ComponentValue(component=value.component, period=value.period, subject=value.subject)
        kind, _colon, number = value.subject.partition(":")
        row.staff_id, row.site_id = (int(number), None) if kind == "staff" else (None, int(number))
        row.value, row.n, row.source = value.value, value.n, value.source
        row.imported_by_id, row.imported_at = actor().account_id, clock.now()
        db.session.add(row)
        details = {"component": value.component, "period": value.period, "value": value.value, "n": value.n,
                   "before": before.value if before else None}  # fmt: skip
        trail.record("component.imported", value.subject, actor_id=actor().account_id, at=clock.now(), details=details)


def _known() -> Known:
    asker = actor()
    ours = scoped(select(StaffAssignment.staff_id), StaffAssignment.site_id, asker, PERMISSION)
    staff = {number: key for key, number in db.session.execute(select(StaffMember.id, StaffMember.number).where(StaffMember.id.in_(ours)))}
    sites = importing.site_words(db.session.scalars(scoped(select(Site), Site.id, asker, PERMISSION)))
    values = (
        Value(row.component, row.period, row.subject, row.value, row.n, row.source) for row in db.session.scalars(select(ComponentValue))
    )
    locked = frozenset(db.session.scalars(select(Cycle.period).where(Cycle.state == "locked")))
    return Known(staff, sites, {one.key: one for one in values}, locked)


def _names(subjects: set[str]) -> dict[str, str]:
    numbers = {kind: [int(one[5:].lstrip(":")) for one in subjects if one.startswith(kind)] for kind in ("staff", "site:")}
    staff = db.session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(numbers["staff"])))
    sites = db.session.execute(select(Site.id, Site.name).where(Site.id.in_(numbers["site:"])))
    return {f"staff:{key}": name for key, name in staff} | {f"site:{key}": name for key, name in sites}
