"""Pages of corrections: what was wrong, what it would change, and the word of a second person."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid4

from flask import Blueprint, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts.guards import actor
from inspector.checklists import publishing
from inspector.checklists.definition import Item
from inspector.database import reading
from inspector.errors import Problem
from inspector.inspections import changes as changing
from inspector.inspections import correcting, queries, showing, showing_corrections
from inspector.inspections.correction_form import CorrectionForm, DecideForm, changes_of, pieces
from inspector.inspections.models import Answer
from inspector.inspections.showing import Shown
from inspector.media import receiving, store
from inspector.pipelines import revision as pipeline
from inspector.pipelines.revision import Wish
from inspector.web.again import demand_valid, faults_of, sayable, status_of
from inspector.web.large_forms import take_photos
from inspector.web.rendering import go_to, render

blueprint = Blueprint("corrections", __name__)
take_photos(blueprint, "propose")

DONE = {
    "confirmed": "Corrected. The round as it was sent stays readable.",
    "proposed": "Kept. A second person will look at it; until then nothing changes.",
    "conflict": "Kept. Somebody else corrected the same answer; a person will decide.",
}


@blueprint.get("/inspections/<int:inspection_id>/corrections")
def index(inspection_id: int) -> ResponseReturnValue:
    """Every correction of an inspection with its difference, and the versions it had."""
    asker = actor()
    shown = showing.show(queries.one(asker, inspection_id))
    return render(
        "inspections/corrections.html", shown=shown, lines=showing_corrections.lines(correcting.of_inspection(inspection_id)),
        may_correct=correcting.may_correct(asker, shown.inspection),
    )  # fmt: skip


@blueprint.get("/inspections/<int:inspection_id>/corrections/new")
def new(inspection_id: int) -> ResponseReturnValue:
    """The form for one answer (?item=…&for=…) or for naming a person (?subject=…)."""
    subject = request.args.get("for") or request.args.get("subject") or None
    return _form(inspection_id, CorrectionForm(), request.args.get("item"), subject)


@blueprint.post("/inspections/<int:inspection_id>/corrections")
def propose(inspection_id: int) -> ResponseReturnValue:
    """Hand a correction in."""
    asker, form = actor(), CorrectionForm()
    demand_valid(form)
    with reading() as connection:
        queries.check_readable(connection, asker, inspection_id)
    blobs: store.Store = current_app.extensions["inspector.blobs"]
    try:
        # Received before the first row is written, so that nobody waits behind the one writer.
        with receiving.received(blobs, map(pieces, form.pictures())) as photos:
            made = pipeline.propose(_wish(inspection_id, form, photos), asker, clock.now())
            for photo in photos:
                blobs.adopt(photo.path, photo.sha256)
                store.note(photo.sha256, photo.size_bytes, photo.media_type, made.uuid)
    except Problem as problem:
        return _form(inspection_id, form, form.item.data or None, form.subject.data or None, sayable(problem, "conflict"))
    flash(_(DONE[made.state]))
    return go_to(url_for("corrections.show", revision_id=made.id))


@blueprint.get("/inspections/<int:inspection_id>/versions/<int:rev>")
def version(inspection_id: int, rev: int) -> ResponseReturnValue:
    """An inspection as one of its revisions says it."""
    inspection = queries.one(actor(), inspection_id)
    if not 0 < rev <= inspection.rev:
        raise Problem("not_found")
    return render("inspections/version.html", one=showing_corrections.version(inspection, rev))


@blueprint.get("/corrections/<int:revision_id>")
def show(revision_id: int) -> ResponseReturnValue:
    """One correction: the difference, whom it moves, and the word of the second person."""
    return _page(revision_id, DecideForm())


@blueprint.post("/corrections/<int:revision_id>/decision")
def decide(revision_id: int) -> ResponseReturnValue:
    """Confirm or refuse a correction as the second person."""
    asker, form = actor(), DecideForm()
    revision = correcting.one(asker, revision_id)
    if not form.validate_on_submit() or form.decision.data not in ("confirm", "refuse"):
        return _page(revision_id, form, status=422)
    do = pipeline.confirm if form.decision.data == "confirm" else pipeline.refuse
    try:
        do(revision, form.reason.data or "", asker, clock.now())
    except Problem as problem:
        return _page(revision_id, form, sayable(problem, "conflict"), problem.kind.status)
    return go_to(url_for("corrections.show", revision_id=revision_id))


def _wish(inspection_id: int, form: CorrectionForm, photos: list[receiving.Photo]) -> Wish:
    inspection = queries.one(actor(), inspection_id)
    item, answer = _of(showing.show(inspection), form.item.data or None, form.subject.data or None)
    added = [
        {"slot": _slot(form.command.data, photo.sha256), "sha256": photo.sha256, "bytes": photo.size_bytes, "type": photo.media_type,
         "taken_at": None, "original_sha256": None}
        for photo in photos
    ]  # fmt: skip
    try:
        changes = changing.read(changes_of(form, item, answer, added))
    except changing.Unfit as unfit:
        raise Problem("bad_form", fields={"changes": unfit.why}) from None
    return Wish(form.command.data, inspection_id, form.base_rev.data, changes, form.reason.data or "")


def _slot(command: str, sha256: str) -> str:
    """The same form sent twice names its photos the same."""
    return str(UUID(bytes=hashlib.sha256(f"{command} {sha256}".encode()).digest()[:16], version=4))


def _of(shown: Shown, item_id: str | None, subject: str | None) -> tuple[Item | None, Answer | None]:
    if item_id is None:
        return None, None
    if item_id not in shown.items:
        raise Problem("not_found")
    return shown.items[item_id], shown.answers_by_place.get((item_id, subject))


def _form(
    inspection_id: int, form: CorrectionForm, item_id: str | None, subject: str | None, problem: Problem | None = None
) -> ResponseReturnValue:
    asker = actor()
    shown = showing.show(queries.one(asker, inspection_id))
    if not correcting.may_correct(asker, shown.inspection):
        raise Problem("forbidden")
    item, answer = _of(shown, item_id, subject)
    if item is None and subject is None:
        raise Problem("not_found")
    return render(
        "inspections/correct.html", status=status_of(problem), shown=shown, item=item, answer=answer, subject=subject,
        people=showing_corrections.people_of_day(shown.inspection), command=uuid4(), problem=problem, form=form,
        faults=faults_of(problem), is_direct=_is_direct(shown, item),
    )  # fmt: skip


def _is_direct(shown: Shown, item: Item | None) -> bool:
    """Whether the answer names by itself whom it saw: a question of a section that does not repeat."""
    if item is None:
        return False
    section = next(one for one in shown.checklist.sections if any(own.id == item.id for own in one.items))
    return section.repeat is None


def _page(revision_id: int, form: DecideForm, problem: Problem | None = None, status: int = 200) -> ResponseReturnValue:
    asker = actor()
    revision = correcting.one(asker, revision_id)
    return render(
        "inspections/correction.html", status=status, line=showing_corrections.lines([revision])[0], one=revision.inspection, form=form,
        checklist=publishing.compiled(revision.inspection.version.sha256), may_decide=correcting.may_decide(asker, revision),
        faults=faults_of(problem), problem=problem,
    )  # fmt: skip
