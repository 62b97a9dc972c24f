"""Rosters come in as duty maps, looked at before anything is saved; and who is on shift today."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.sites import forms, import_showing, import_template, importing, on_shift, people, queries, rostering
from inspector.sites.form_fields import refuse
from inspector.sites.import_reading import Unreadable, read
from inspector.sites.refusals import Refused
from inspector.sites.roster_planning import Plan, days_of, plan
from inspector.sites.words import ROSTER_COLUMNS
from inspector.web.rendering import go_to, render

blueprint = Blueprint("roster", __name__)
import_showing.take_large_files(blueprint)


@blueprint.get("/sites/<int:site_id>/on-shift")
def on_shift_today(site_id: int) -> ResponseReturnValue:
    """Who is on shift at a site on its present business day; a part of the page of the site too."""
    site = queries.site(actor(), site_id, "duty.read")
    day = people.today_at(site)
    return render(
        "sites/on_shift.html", fragment="sites/_on_shift.html", site=site, day=day, shifts=on_shift.of(site, day, clock.now()),
        zone=ZoneInfo(site.timezone), may_edit=actor().may("duty.edit", site.id),
    )  # fmt: skip


@blueprint.get("/duty/import")
def new() -> ResponseReturnValue:
    """Where a roster is chosen."""
    return _choose()


@blueprint.get("/duty/import/template.<kind>")
def template(kind: str) -> ResponseReturnValue:
    """The roster to fill in."""
    return import_showing.template(kind, "roster", import_template.roster)


@blueprint.post("/duty/import")
def preview() -> ResponseReturnValue:
    """Say what a roster would change and which rows are bad; nothing is saved."""
    content = import_showing.sent()
    if not content:
        return _choose(gettext("Please choose a file."))
    try:
        planned = _plan(content)
    except Unreadable as unreadable:
        return _choose(import_showing.sentence(unreadable, ROSTER_COLUMNS))
    return _preview(planned, importing.keep(content, actor()))


@blueprint.post("/duty/import/confirmation")
def confirm() -> ResponseReturnValue:
    """Carry out what was shown; when the maps changed since, show it anew instead."""
    token = request.form.get("token", "")
    content = importing.kept(token, actor())
    if not forms.BareForm().validate_on_submit() or content is None:
        return _choose(gettext("This list is not here any more. Please choose the file again."))
    planned = _plan(content)
    if importing.digest(planned) != request.form.get("plan"):
        return _preview(planned, token, note=gettext("Something changed since the preview. Please look again."), status=409)
    try:
        rostering.carry_out(planned, actor().account_id, clock.now())
    except Refused as refused:
        refuse(forms.BareForm(), refused)
        return _preview(planned, token, note=gettext(refused.sentence, **refused.figures), status=422)
    details = {"shifts": len(planned.changes), "left_out": planned.left_out}
    trail.record("roster.imported", "duty:list", actor_id=actor().account_id, at=clock.now(), details=details)
    importing.forget(token, actor())
    flash(ngettext("%(num)s shift was taken in.", "%(num)s shifts were taken in.", len(planned.changes)))
    return go_to(url_for("duty.index"))


def _plan(content: bytes) -> Plan:
    rows = read(content)
    return plan(rows, rostering.known_to(actor(), days_of(rows), clock.now()))


def _preview(planned: Plan, token: str, note: str = "", status: int = 200) -> ResponseReturnValue:
    names = queries.post_names()
    return render(
        "sites/roster_preview.html", plan=planned, token=token, digest=importing.digest(planned), note=note, status=status,
        columns=ROSTER_COLUMNS, names=names, people=rostering.names(planned.changes), most=import_showing.ROWS_SHOWN,
    )  # fmt: skip


def _choose(why: str | None = None) -> ResponseReturnValue:
    return render(
        "sites/roster_import.html", form=forms.UploadForm(formdata=None), why=why, columns=ROSTER_COLUMNS, status=422 if why else 200
    )
