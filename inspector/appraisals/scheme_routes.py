"""Pages of schemes: the positions and their versions, the editor, publication and receipts; one's own scheme to read."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from inspector import clock
from inspector.accounts.guards import actor
from inspector.accounts.naming import names_of
from inspector.appraisals import scheme_rules, schemes, words
from inspector.appraisals.scheme_models import Scheme
from inspector.errors import Problem
from inspector.extensions import db
from inspector.i18n import language
from inspector.sites import people
from inspector.sites.models import Position
from inspector.web.again import faults_of, sayable, status_of
from inspector.web.rendering import go_to, render

blueprint = Blueprint("schemes", __name__)
LONGEST = 1000


@blueprint.app_context_processor
def say() -> dict[str, Any]:
    """Words of appraisals for every template."""
    return {"appraisal_word": words.word, "appraisal_reason": words.reason, "coefficient_word": words.coefficient}


@blueprint.get("/schemes")
def index() -> ResponseReturnValue:
    """Every position with the versions of its scheme."""
    positions = db.session.scalars(select(Position).order_by(Position.is_manager, Position.id)).all()
    return render("appraisals/schemes.html", positions=positions, versions=schemes.newest(), may_edit=actor().may("schemes.edit"))


@blueprint.post("/schemes")
def make() -> ResponseReturnValue:
    """Begin the next version of a position's scheme."""
    position = db.session.get(Position, request.form.get("position", type=int) or 0)
    if position is None:
        raise Problem("not_found")
    return go_to(url_for("schemes.edit", scheme_id=schemes.begin(position, actor().account_id, clock.now()).id))


@blueprint.get("/schemes/<int:scheme_id>")
def show(scheme_id: int) -> ResponseReturnValue:
    """One version: what it weighs, its record, who has read it."""
    return _page(schemes.one(scheme_id))


@blueprint.route("/schemes/<int:scheme_id>/edit", methods=["GET", "POST"])
def edit(scheme_id: int) -> ResponseReturnValue:
    """The editor of a draft."""
    scheme = schemes.one(scheme_id)
    if scheme.state != "draft":
        raise Problem("conflict", state=scheme.state)
    if request.method == "GET":
        return _editor(scheme, scheme.document, scheme.valid_from_on.isoformat(), ())
    document, faults = _document(scheme), []
    day = _day("valid_from_on")
    if day is None:
        faults.append("Choose the day from which it is valid.")
    faults += scheme_rules.faults_of(document)
    if faults:
        return _editor(scheme, document, request.form.get("valid_from_on", ""), faults, 422)
    schemes.change(scheme, document, day or scheme.valid_from_on)
    flash(_("Saved as a draft. Nobody is appraised by it until it is in force."))
    return go_to(url_for("schemes.show", scheme_id=scheme.id))


@blueprint.post("/schemes/<int:scheme_id>/publication")
def publish(scheme_id: int) -> ResponseReturnValue:
    """Publish a draft with the record of its consultation."""
    scheme, form = schemes.one(scheme_id), request.form
    try:
        schemes.publish(
            scheme, _day("consulted_on"), form.get("consulted_with", "")[:200], form.get("consultation_note", "")[:LONGEST],
            actor().account_id, clock.now(),
        )  # fmt: skip
    except Problem as problem:
        return _refused(scheme, problem)
    flash(_("Published. Everybody it is about was asked to read it."))
    return go_to(url_for("schemes.show", scheme_id=scheme.id))


@blueprint.post("/schemes/<int:scheme_id>/receipts")
def witness(scheme_id: int) -> ResponseReturnValue:
    """Note that somebody without an account has read it, with oneself as the witness."""
    scheme = schemes.one(scheme_id)
    staff_id = request.form.get("staff", type=int) or 0
    today = clock.now().date()
    post = people.assignment_on(staff_id, today)
    if post is None or not actor().may("appraisals.confirm", post.site_id):
        raise Problem("not_found")
    if staff_id not in {one.id for one in schemes.people_of(scheme, today) if one.account_id is None}:
        raise Problem("not_found")
    schemes.receive(scheme, staff_id, clock.now(), actor().account_id)
    return go_to(url_for("schemes.show", scheme_id=scheme.id))


@blueprint.post("/schemes/<int:scheme_id>/opening")
def open_(scheme_id: int) -> ResponseReturnValue:
    """Put a published scheme in force."""
    scheme = schemes.one(scheme_id)
    try:
        schemes.open_(scheme, actor().account_id, clock.now())
    except Problem as problem:
        return _refused(scheme, problem)
    flash(_("In force for periods that begin from %(day)s.", day=scheme.valid_from_on.isoformat()))
    return go_to(url_for("schemes.show", scheme_id=scheme.id))


@blueprint.get("/me/scheme")
def own() -> ResponseReturnValue:
    """What one is appraised by, to read and to say that one has read it."""
    staff_id = actor().staff_id
    found = schemes.of_staff(staff_id, clock.now().date()) if staff_id else []
    scheme = found[0] if found else None
    is_read = scheme is not None and any(one.staff_id == staff_id for one in scheme.receipts)
    return render(
        "appraisals/own_scheme.html", fragment="appraisals/_own_scheme.html", scheme=scheme, is_read=is_read,
        rules=scheme_rules.read(scheme.document) if scheme else None,
    )  # fmt: skip


@blueprint.post("/me/scheme/<int:scheme_id>/receipt")
def read(scheme_id: int) -> ResponseReturnValue:
    """Say that one has read one's scheme."""
    staff_id = actor().staff_id or 0
    scheme = next((one for one in schemes.of_staff(staff_id, clock.now().date()) if one.id == scheme_id), None)
    if scheme is None:
        raise Problem("not_found")
    schemes.receive(scheme, staff_id, clock.now())
    flash(_("Thank you. It is noted that you have read it."))
    return go_to(url_for("schemes.own"))


def _page(scheme: Scheme, problem: Problem | None = None) -> ResponseReturnValue:
    today = clock.now().date()
    return render(
        "appraisals/scheme.html", status=status_of(problem), scheme=scheme, rules=scheme_rules.read(scheme.document),
        people=schemes.people_of(scheme, today), unread=schemes.unread(scheme, today), read={one.staff_id: one for one in scheme.receipts},
        names=names_of({scheme.published_by_id, scheme.opened_by_id} - {None}), today=today,
        faults=faults_of(problem), may_edit=actor().may("schemes.edit"), form=request.form,
    )  # fmt: skip


def _refused(scheme: Scheme, problem: Problem) -> ResponseReturnValue:
    return _page(scheme, sayable(problem))


def _editor(scheme: Scheme, document: dict[str, Any], day: str, faults: Any, status: int = 200) -> ResponseReturnValue:
    groups = (("seen", scheme_rules.SAMPLED), ("counted", scheme_rules.COMPONENTS[4:12]), ("opinion", scheme_rules.OPINIONS))
    return render(
        "appraisals/scheme_form.html", status=status, scheme=scheme, document=document, day=day, faults=faults, groups=groups,
    )  # fmt: skip


def _document(scheme: Scheme) -> dict[str, Any]:
    """The draft with what the form says; a text is written in the reader's language, the other language stays."""
    document = copy.deepcopy(scheme.document)
    document["weights"] = {
        key: weight for key in scheme_rules.COMPONENTS if (weight := _number(f"weight-{key}", document["weights"].get(key, 0)))
    }
    for key in ("target", "excellent", "span"):
        document[key] = _number(key, document[key])
    for number, anchor in enumerate(document["anchors"]):
        anchor["percent"] = _number(f"percent-{number}", anchor["percent"])
        for part in ("text", "example"):
            written = request.form.get(f"{part}-{number}", "").strip()[:200]
            if written:
                anchor[part] = {**anchor[part], language(): written}
    return document


def _number(name: str, default: int) -> int:
    text = request.form.get(name, "").strip()
    if text == "" and name.startswith("weight"):
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else default


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
