"""A checklist comes in as a file: looked at row by row, then taken into a draft. Nothing is published here."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.checklists import drafts, publishing, register
from inspector.checklists.asking import house_figures
from inspector.checklists.exchange import forms, importing, template
from inspector.checklists.exchange.fates import runs
from inspector.checklists.exchange.importing import Imported, Unreadable
from inspector.checklists.exchange.workbook import LARGEST_BYTES
from inspector.errors import Problem
from inspector.i18n import language
from inspector.sites import importing as uploads
from inspector.sites.forms import BareForm
from inspector.web.large_forms import take_files
from inspector.web.rendering import go_to, render

LONGEST_NAME = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("checklist_import", __name__)
take_files(blueprint, LARGEST_BYTES, "preview")


@blueprint.get("/checklists/import")
def new() -> ResponseReturnValue:
    """Where a file is chosen."""
    _check_may_publish()
    return render("checklists/exchange/choose.html", form=forms.ImportForm(formdata=None), refused=None)


@blueprint.get("/checklists/import/template.xlsx")
def blank() -> ResponseReturnValue:
    """The workbook to fill in."""
    _check_may_publish()
    headers = {"Content-Disposition": 'attachment; filename="checklist.xlsx"'}
    return Response(template.as_workbook(language()), content_type=XLSX, headers=headers)


@blueprint.post("/checklists/import")
def preview() -> ResponseReturnValue:
    """Say what became of every row; nothing is saved."""
    _check_may_publish()
    form = forms.ImportForm()
    if not form.validate():
        raise Problem("bad_form")
    file = request.files.get("file")
    content = file.read(LARGEST_BYTES + 1) if file else b""
    name = (file.filename or "")[:LONGEST_NAME] if file else ""
    if not content:
        return _refuse(None)
    try:
        found = importing.read(content, name)
    except Unreadable as unreadable:
        return _refuse(unreadable)
    return _preview(found, uploads.keep(content, actor()), name)


@blueprint.post("/checklists/import/draft")
def take_in() -> ResponseReturnValue:
    """Begin a draft with what was shown; when it would be another checklist by now, show it anew instead."""
    _check_may_publish()
    token, name = request.form.get("token", ""), request.form.get("name", "")[:LONGEST_NAME]
    content = uploads.kept(token, actor())
    if not BareForm().validate_on_submit() or content is None:
        return _refuse(None, gettext("This file is not here any more. Please choose it again."))
    try:
        found = importing.read(content, name)
    except Unreadable as unreadable:
        return _refuse(unreadable)
    key = found.checklist.id
    if found.checklist.version != request.form.get("version"):
        return _preview(found, token, name, status=409)
    if drafts.open_of(key) is not None:
        return _preview(found, token, name, status=409)
    account_id = actor().account_id
    draft = drafts.begin(found.checklist.document, account_id, clock.now(), publishing.newest(key))
    details = {"draft": draft.id, "rows": len(found.fates), "changed": len(found.rows("changed")), "left_out": len(found.rows("left"))}
    trail.record("checklist.imported", f"checklist:{key}", actor_id=account_id, at=clock.now(), details=details)
    uploads.forget(token, actor())
    flash(gettext("The list is in a draft. Look it over, then publish it."))
    return go_to(url_for("editor.show", draft_id=draft.id))


def _preview(found: Imported, token: str, name: str, status: int = 200) -> ResponseReturnValue:
    return render(
        "checklists/exchange/preview.html", found=found, checklist=found.checklist, token=token, name=name, status=status,
        runs=runs, newest=publishing.newest(found.checklist.id), open_draft=drafts.open_of(found.checklist.id),
        standards=register.everything(),
        house=house_figures(),
    )  # fmt: skip


def _refuse(unreadable: Unreadable | None, why: str = "") -> ResponseReturnValue:
    said = unreadable.reason.sentence(language()) if unreadable else why or gettext("Please choose a file.")
    return render(
        "checklists/exchange/choose.html", form=forms.ImportForm(formdata=None), refused=said, fates=unreadable.fates if unreadable else (),
        runs=runs, status=422,
    )  # fmt: skip


def _check_may_publish() -> None:
    """Checklists belong to the organisation, so only who holds the permission everywhere may bring one."""
    if actor().sites("checklists.publish") is not None:
        raise Problem("forbidden")
