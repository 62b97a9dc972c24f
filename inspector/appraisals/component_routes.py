"""Figures for components come in as a list: looked at first, taken in only when somebody confirms; taken in twice it changes nothing."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
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
from inspector.i18n import language
from inspector.sites import forms, import_showing, importing
from inspector.sites.import_reading import Unreadable, read
from inspector.sites.models import Site, StaffAssignment, StaffMember
from inspector.web.rendering import go_to, render

blueprint = Blueprint("components", __name__)
import_showing.take_large_files(blueprint)
NAMES = {
    "component": lazy_gettext("Component"), "period": lazy_gettext("Period"), "staff": lazy_gettext("Staff number or site code"),
    "value": lazy_gettext("Percent"), "n": lazy_gettext("Counted how often"), "source": lazy_gettext("Source"),
}  # fmt: skip
PERMISSION = "cycles.manage"


@blueprint.get("/components/import")
def new() -> ResponseReturnValue:
    """Where a list is chosen."""
    return _choose()


@blueprint.get("/components/import/template.<kind>")
def template(kind: str) -> ResponseReturnValue:
    """The list to fill in."""
    return import_showing.template(kind, "components", _template)


@blueprint.post("/components/import")
def preview() -> ResponseReturnValue:
    """Say what a list would change and which rows are bad; nothing is saved."""
    content = import_showing.sent()
    if not content:
        return _choose(gettext("Please choose a file."))
    try:
        planned = _plan(content)
    except Unreadable as unreadable:
        return _choose(import_showing.sentence(unreadable, NAMES))
    return _preview(planned, importing.keep(content, actor()))


@blueprint.post("/components/import/confirmation")
def confirm() -> ResponseReturnValue:
    """Take in what was shown; when something changed since, show it anew instead."""
    token = request.form.get("token", "")
    content = importing.kept(token, actor())
    if not forms.BareForm().validate_on_submit() or content is None:
        return _choose(gettext("This list is not here any more. Please choose the file again."))
    planned = _plan(content)
    if importing.digest(planned) != request.form.get("plan"):
        return _preview(planned, token, note=gettext("Something changed since the preview. Please look again."), status=409)
    _carry_out(planned)
    importing.forget(token, actor())
    flash(ngettext("%(num)s figure was taken in.", "%(num)s figures were taken in.", len(planned.changes)))
    return go_to(url_for("cycles.index"))


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


def _plan(content: bytes) -> Plan:
    return planning.plan(read(content), _known())


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


def _template(lang: str) -> list[tuple[str, ...]]:
    headings = planning.HEADINGS_EN if lang == "en" else tuple(words[0] for words in planning.COLUMNS.values())
    return [headings, *planning.EXAMPLES["en" if lang == "en" else "zh"]]


def _preview(planned: Plan, token: str, note: str = "", status: int = 200) -> ResponseReturnValue:
    subjects = {value.subject for _, value, _ in planned.changes}
    return render(
        "appraisals/components_preview.html", plan=planned, token=token, digest=importing.digest(planned), note=note, status=status,
        columns=NAMES, names=_names(subjects), most=import_showing.ROWS_SHOWN, language=language,
    )  # fmt: skip


def _names(subjects: set[str]) -> dict[str, str]:
    numbers = {kind: [int(one[5:].lstrip(":")) for one in subjects if one.startswith(kind)] for kind in ("staff", "site:")}
    staff = db.session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(numbers["staff"])))
    sites = db.session.execute(select(Site.id, Site.name).where(Site.id.in_(numbers["site:"])))
    return {f"staff:{key}": name for key, name in staff} | {f"site:{key}": name for key, name in sites}


def _choose(why: str | None = None) -> ResponseReturnValue:
    return render(
        "appraisals/components_import.html", form=forms.UploadForm(formdata=None), why=why, columns=NAMES, status=422 if why else 200
    )
