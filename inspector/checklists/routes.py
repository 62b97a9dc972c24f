"""Checklists on screen: the list, one version to read, its file, a new one checked and published."""

from __future__ import annotations

import json

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.checklists import drafts, forms, library, publishing, queries, register
from inspector.checklists.asking import check_may_publish, house_figures, may_publish
from inspector.checklists.editing import showing
from inspector.checklists.exchange import giving
from inspector.checklists.exchange.fates import Unreadable
from inspector.checklists.faults import Fault
from inspector.checklists.library import Read
from inspector.errors import Problem
from inspector.i18n import language
from inspector.sites import queries as sites
from inspector.web.rendering import go_to, render

blueprint = Blueprint("checklists", __name__)


@blueprint.get("/checklists")
def index() -> ResponseReturnValue:
    """Every checklist by pack."""
    in_work = drafts.all_open() if may_publish() else []
    return render("checklists/index.html", listed=queries.listed(), may_publish=may_publish(), in_work=in_work)


@blueprint.get("/checklists/<key>")
def show(key: str) -> ResponseReturnValue:
    """One version to read; `?version=` asks for an older one."""
    version = queries.version(key, request.args.get("version", type=int))
    return render(
        "checklists/show.html", version=version, checklist=publishing.compiled(version.sha256), newest=version.checklist.versions[-1],
        standards=register.everything(), house=house_figures(), may_publish=may_publish(),
        draft=drafts.open_of(key), sites=sites.sites(actor(), is_open=True),
    )  # fmt: skip


@blueprint.get("/checklists/<key>/versions/<int:number>.<kind>")
def export(key: str, number: int, kind: str) -> ResponseReturnValue:
    """A version as a file."""
    version = queries.version(key, number)
    if kind not in giving.KINDS:
        raise Problem("not_found")
    try:
        content = giving.given(publishing.compiled(version.sha256).document, kind)
    except Unreadable as unreadable:
        flash(unreadable.reason.sentence(language()))
        return go_to(url_for("checklists.show", key=key, version=number))
    name = f'attachment; filename="{key}-{number}{giving.ENDINGS[kind]}"'
    return Response(content, content_type=giving.MEDIA_TYPES[kind], headers={"Content-Disposition": name})


@blueprint.get("/checklists/<key>/changes")
def changes(key: str) -> ResponseReturnValue:
    """Two versions compared: what changes for scores first. `?from=` and `?to=` are numbers; the last two without them."""
    new = queries.version(key, request.args.get("to", type=int))
    old = queries.version(key, request.args.get("from", type=int) or max(new.number - 1, 1))
    compared = showing.compared(json.loads(old.document), json.loads(new.document))
    return render("checklists/editor/compare.html", old=old, new=new, compared=compared)


@blueprint.get("/checklists/new")
def new() -> ResponseReturnValue:
    """Where a written checklist is given in."""
    check_may_publish()
    return _draft(forms.DraftForm(formdata=None), None)


@blueprint.post("/checklists/drafts")
def draft() -> ResponseReturnValue:
    """Check what was written: its faults by line, or how it will read."""
    check_may_publish()
    form, found = _read()
    return _draft(form, found, status=200 if found.checklist else 422)


@blueprint.post("/checklists/versions")
def publish() -> ResponseReturnValue:
    """Freeze what was checked as the next version."""
    check_may_publish()
    form, found = _read()
    note = (form.note.data or "").strip()[: forms.LONGEST_NOTE]
    if found.checklist is None:
        return _draft(form, found, status=422)
    version = publishing.publish(found.checklist, actor().account_id, note, clock.now())
    details = {"sha256": version.sha256, "number": version.number}
    trail.record(
        "checklist.published",
        f"checklist:{version.checklist.key}",
        actor_id=actor().account_id,
        at=clock.now(),
        details=details,
    )
    flash(gettext("Version %(number)s is published. Devices take it with their next start.", number=version.number))
    return go_to(url_for("checklists.show", key=version.checklist.key))


def _read() -> tuple[forms.DraftForm, Read]:
    form = forms.DraftForm()
    if not form.validate():
        raise Problem("bad_form")
    written = form.written
    if written is None:
        return form, Read(None, (Fault(1, "not_text"),), ())
    form.text.data = written
    return form, library.read(written)


def _draft(form: forms.DraftForm, found: Read | None, status: int = 200) -> ResponseReturnValue:
    in_force = None
    if found and found.checklist:
        in_force = publishing.newest(found.checklist.id)
    return render(
        "checklists/new.html", form=form, found=found, in_force=in_force,
        standards=register.everything(), house=house_figures(), status=status,
    )  # fmt: skip
