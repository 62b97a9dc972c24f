"""A staff list comes in: uploaded, looked at, confirmed."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.sites import forms, import_showing, import_template, importing, queries, upstairs
from inspector.sites.form_fields import refuse
from inspector.sites.import_planning import Plan, plan
from inspector.sites.import_reading import Unreadable, read
from inspector.sites.refusals import Refused
from inspector.sites.words import IMPORT_COLUMNS
from inspector.web.rendering import go_to, render

blueprint = Blueprint("staff_import", __name__)
import_showing.take_large_files(blueprint)


@blueprint.get("/people/import")
def new() -> ResponseReturnValue:
    """Where a list is chosen."""
    return render("sites/import.html", form=forms.UploadForm(formdata=None), why=None, columns=IMPORT_COLUMNS)


@blueprint.get("/people/import/template.<kind>")
def template(kind: str) -> ResponseReturnValue:
    """The list to fill in."""
    return import_showing.template(kind, "staff", import_template.staff)


@blueprint.post("/people/import")
def preview() -> ResponseReturnValue:
    """Say what a list would change and which rows are bad; nothing is saved."""
    content = import_showing.sent()
    if not content:
        return _refuse(gettext("Please choose a file."))
    try:
        planned = plan(read(content), importing.known_to(actor()))
    except Unreadable as unreadable:
        return _refuse(import_showing.sentence(unreadable, IMPORT_COLUMNS))
    return _preview(planned, importing.keep(content, actor()))


@blueprint.post("/people/import/confirmation")
def confirm() -> ResponseReturnValue:
    """Carry out what was shown; when the people changed since, show it anew instead."""
    token = request.form.get("token", "")
    content = importing.kept(token, actor())
    if not forms.BareForm().validate_on_submit() or content is None:
        return _refuse(gettext("This list is not here any more. Please choose the file again."))
    planned = plan(read(content), importing.known_to(actor()))
    if importing.digest(planned) != request.form.get("plan"):
        return _preview(planned, token, note=gettext("Something changed since the preview. Please look again."), status=409)
    try:
        importing.carry_out(planned)
    except Refused as refused:
        refuse(forms.BareForm(), refused)
        return _preview(planned, token, note=gettext(refused.sentence, **refused.figures), status=422)
    upstairs.posts_changed(actor().account_id, clock.now())
    details = {"new": len(planned.of_kind("new")), "changed": len(planned.of_kind("changed")), "left_out": planned.bad_rows}
    trail.record("people.imported", "staff:list", actor_id=actor().account_id, at=clock.now(), details=details)
    importing.forget(token, actor())
    flash(gettext("%(new)s new people and %(changed)s changed ones were taken in.", new=details["new"], changed=details["changed"]))
    return go_to(url_for("people.index"))


def _preview(planned: Plan, token: str, note: str = "", status: int = 200) -> ResponseReturnValue:
    return render(
        "sites/import_preview.html", plan=planned, token=token, digest=importing.digest(planned), note=note, status=status,
        columns=IMPORT_COLUMNS, names=queries.post_names(), most=import_showing.ROWS_SHOWN,
    )  # fmt: skip


def _refuse(why: str) -> ResponseReturnValue:
    return render("sites/import.html", form=forms.UploadForm(formdata=None), why=why, columns=IMPORT_COLUMNS, status=422)
