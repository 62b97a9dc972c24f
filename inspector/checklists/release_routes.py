"""From a draft to a version and back: lists begun, copied, checked, published, compared, retired."""

from __future__ import annotations

import json

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.checklists import drafts, forms, publishing, queries
from inspector.checklists.asking import check_may_publish
from inspector.checklists.editing import showing
from inspector.checklists.models import ChecklistDraft, ChecklistVersion
from inspector.errors import Problem
from inspector.web.rendering import go_to, render

blueprint = Blueprint("release", __name__, url_prefix="/checklists")
blueprint.before_request(check_may_publish)


@blueprint.route("/own", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Begin a list from nothing."""
    form = forms.BeginForm()
    if form.validate_on_submit():
        key = form.key.data
        if publishing.newest(key) is None and drafts.open_of(key) is None:
            return _opened(drafts.begin(form.document(), _me(), clock.now()))
        form.key.errors = [gettext("Another checklist has this short name. Choose one that no list ever had.")]
    return render("checklists/editor/begin.html", form=form, copied=None, status=422 if form.errors else 200)


@blueprint.route("/<key>/copies", methods=["GET", "POST"])
def copy(key: str) -> ResponseReturnValue:
    """Begin a list as a copy of another one."""
    version, form = queries.version(key), forms.BeginForm()
    if form.validate_on_submit():
        chosen = form.key.data
        if publishing.newest(chosen) is None and drafts.open_of(chosen) is None:
            return _opened(drafts.begin(form.document(json.loads(version.document)), _me(), clock.now()))
        form.key.errors = [gettext("Another checklist has this short name. Choose one that no list ever had.")]
    if not form.is_submitted():
        form.title_zh.data, form.title_en.data = (version.checklist.title.get(lang, "") for lang in ("zh", "en"))
        form.key.data = f"{key}-own"[: forms.LONGEST_KEY]
    return render("checklists/editor/begin.html", form=form, copied=version, status=422 if form.errors else 200)


@blueprint.post("/<key>/drafts")
def next_version(key: str) -> ResponseReturnValue:
    """Open the next version of a list; whoever comes second finds the draft of the first."""
    version = queries.version(key)
    row = drafts.open_of(key)
    if row is not None:
        flash(gettext("This list is in work already. You are changing it together."))
        return _opened(row)
    return _opened(drafts.begin(json.loads(version.document), _me(), clock.now(), version))


@blueprint.route("/drafts/<int:draft_id>/publication", methods=["GET", "POST"])
def review(draft_id: int) -> ResponseReturnValue:
    """What the check says, what changes for scores, who uses it; published from here with a note."""
    is_sent = request.method == "POST"
    row = drafts.held(draft_id) if is_sent else drafts.find(draft_id)
    editing, newest = showing.editing(row), publishing.newest(row.key)
    checklist = editing.checked.checklist
    if is_sent and checklist is not None:
        note = request.form.get("note", "").strip()[: forms.LONGEST_NOTE]
        if request.form.get("revision", type=int) != row.revision:
            flash(gettext("Somebody changed the draft after you looked at it. Look at it once more, then publish."), "attention")
        elif newest is not None and newest.sha256 == checklist.version:
            flash(gettext("Nothing differs from the version in force. There is nothing to publish."), "attention")
        elif row.base_id != (newest.id if newest else None) and "over" not in request.form:
            flash(gettext("Another version was published since this draft began. Say that yours takes its place."), "attention")
        else:
            return _published(row, drafts.publish(row, checklist, _me(), note, clock.now()))
    compared = showing.compared(json.loads(newest.document), editing.document) if newest else None
    return render(
        "checklists/editor/review.html", editing=editing, newest=newest, compared=compared, status=422 if is_sent else 200
    )


@blueprint.post("/drafts/<int:draft_id>/removal")
def discard(draft_id: int) -> ResponseReturnValue:
    """Throw a draft away; what is published stays."""
    drafts.throw_away(drafts.held(draft_id), _me(), clock.now())
    flash(gettext("The draft is thrown away. What is published stayed as it was."))
    return go_to(url_for("checklists.index"))


@blueprint.post("/<key>/retirement")
def retire(key: str) -> ResponseReturnValue:
    """Take a list out of use; its versions and results stay for ever."""
    row = queries.version(key).checklist
    if row.retired_at is None:
        row.retired_at = clock.now()
        trail.record("checklist.retired", f"checklist:{key}", actor_id=_me(), at=clock.now())
    flash(gettext("Retired. Nobody can start it any more; what was done with it stays."))
    return go_to(url_for("checklists.show", key=key))


@blueprint.post("/<key>/return")
def bring_back(key: str) -> ResponseReturnValue:
    """Take a retired list into use again."""
    row = queries.version(key).checklist
    if row.retired_at is not None:
        row.retired_at = None
        trail.record("checklist.returned", f"checklist:{key}", actor_id=_me(), at=clock.now())
    flash(gettext("In use again."))
    return go_to(url_for("checklists.show", key=key))


def _published(row: ChecklistDraft, version: ChecklistVersion) -> ResponseReturnValue:
    details = {"sha256": version.sha256, "number": version.number, "draft": row.id}
    trail.record("checklist.published", f"checklist:{version.checklist.key}", actor_id=_me(), at=clock.now(), details=details)
    flash(gettext("Version %(number)s is published. Devices take it with their next start.", number=version.number))
    return go_to(url_for("checklists.show", key=version.checklist.key))


def _opened(row: ChecklistDraft) -> ResponseReturnValue:
    if not row.base_id and row.revision == 0:
        return go_to(url_for("editor.show", draft_id=row.id, open="head:"))
    return go_to(url_for("editor.show", draft_id=row.id))


def _me() -> int:
    account_id = actor().account_id
    if account_id is None:
        raise Problem("forbidden")
    return account_id
