"""Pages of conduct: praise and cards for the people of a site, red lines with their hearing, and how much praise supervisors give."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import Optional

from inspector import clock
from inspector.accounts.guards import actor
from inspector.appraisals import card_giving, conduct_people, pictures, praising, red_lines
from inspector.appraisals.conduct_people import Person
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.web.again import demand_valid, faults_of, sayable, status_of
from inspector.web.command_form import CommandForm
from inspector.web.large_forms import take_photos
from inspector.web.rendering import go_to, render

blueprint = Blueprint("conduct", __name__)
take_photos(blueprint, "praise", "report")

RATIO_DAYS = timedelta(days=90)


class ConductForm(CommandForm):
    """Praise, a card or a red line about one person, or about nobody in particular."""

    staff = IntegerField(validators=[Optional()])
    site = IntegerField(validators=[Optional()])
    inspection = IntegerField(validators=[Optional()])
    red_line = IntegerField(validators=[Optional()])
    item, subject, kind, note, reason = StringField(), StringField(), StringField(), StringField(), StringField()
    fact, containment, record = StringField(), StringField(), StringField()


@blueprint.get("/conduct")
def index() -> ResponseReturnValue:
    """What is to verify or waits for a second manager, the latest cards, and praise beside yellow cards by supervisor."""
    asker, now = actor(), clock.now()
    return render(
        "appraisals/conduct.html", open_lines=red_lines.of_sites(asker, True), closed_lines=red_lines.of_sites(asker, False, 20),
        may_raise=asker.may("conduct.raise"), proposed=card_giving.waiting(asker), latest=card_giving.latest(asker), now=now,
        ratios=card_giving.ratios(asker, now.date() - RATIO_DAYS), days=RATIO_DAYS.days,
    )  # fmt: skip


@blueprint.get("/conduct/people")
def team() -> ResponseReturnValue:
    """The people of one's sites, or of one round (?inspection=…), to praise or remind."""
    inspection_id = request.args.get("inspection", type=int)
    found = conduct_people.of(actor(), inspection_id, clock.now())
    return render("appraisals/conduct_team.html", "appraisals/_conduct_people.html", people=found, inspection=inspection_id)


@blueprint.get("/conduct/people/<int:staff_id>")
def give(staff_id: int) -> ResponseReturnValue:
    """Praise in one more tap; below it a reminder, a card, a red line."""
    return _person(conduct_people.one(actor(), staff_id, clock.now()))


@blueprint.post("/praise")
def praise() -> ResponseReturnValue:
    """Praise somebody."""
    form, asker, now = _form(), actor(), clock.now()
    person = conduct_people.one(asker, form.staff.data or 0, now)
    try:
        with pictures.received(form.pictures()[:1], form.command.data or "") as photos:
            words = praising.Words(
                form.command.data or "", person.staff.id, person.site.id, (form.note.data or "")[:500], person.today, form.inspection.data,
                photos[0].sha256 if photos else None,
            )  # fmt: skip
            praising.give(words, asker, now)
    except Problem as problem:
        return _person(person, sayable(problem))
    flash(_("Praise for %(name)s is kept. They are told.", name=person.staff.name))
    back = url_for("inspections.show", inspection_id=form.inspection.data) if form.inspection.data else url_for("conduct.team")
    return go_to(back)


@blueprint.post("/cards")
def card() -> ResponseReturnValue:
    """Give a reminder or a card."""
    form, asker, now = _form(), actor(), clock.now()
    person = conduct_people.one(asker, form.staff.data or 0, now)
    wish = card_giving.Wish(
        form.command.data or "", person.staff.id, person.site.id, form.kind.data or "", (form.reason.data or "")[:1000], person.today,
        form.inspection.data, form.red_line.data,
    )  # fmt: skip
    try:
        made = card_giving.give(wish, asker, now)
    except Problem as problem:
        return _person(person, sayable(problem))
    return go_to(url_for("conduct.show_card", card_id=made.id))


@blueprint.get("/cards/<int:card_id>")
def show_card(card_id: int) -> ResponseReturnValue:
    """One card: why, by whom, until when."""
    return _card(card_id)


@blueprint.post("/cards/<int:card_id>/decision")
def second(card_id: int) -> ResponseReturnValue:
    """The second manager's word on a red card."""
    asker = actor()
    card_giving.second(card_giving.one(asker, card_id), request.form.get("decision") == "confirm", asker, clock.now())
    return go_to(url_for("conduct.show_card", card_id=card_id))


@blueprint.post("/cards/<int:card_id>/withdrawal")
def take_back(card_id: int) -> ResponseReturnValue:
    """A card is taken back."""
    asker = actor()
    try:
        card_giving.take_back(card_giving.one(asker, card_id), request.form.get("reason", "")[:1000], asker, clock.now())
    except Problem as problem:
        return _card(card_id, sayable(problem))
    return go_to(url_for("conduct.show_card", card_id=card_id))


@blueprint.get("/red-lines/new")
def new() -> ResponseReturnValue:
    """Say that a red line was crossed, about one person (?staff=…) or about nobody in particular (?site=…)."""
    return _report(ConductForm(request.args))


@blueprint.post("/red-lines")
def report() -> ResponseReturnValue:
    """A red line was crossed."""
    form, asker, now = _form(), actor(), clock.now()
    person = conduct_people.one(asker, form.staff.data, now) if form.staff.data else None
    site = person.site if person else conduct_people.site(asker, form.site.data)
    try:
        with pictures.received(form.pictures()[:1], form.command.data or "") as photos:
            seen = red_lines.Sighting(
                form.command.data or "", site.id, person.staff.id if person else None, form.kind.data or "", (form.fact.data or "")[:1000],
                (form.containment.data or "")[:1000], clock.today(site.timezone), (form.record.data or "")[:300],
                form.inspection.data, form.item.data or None, form.subject.data or None, photos[0].sha256 if photos else None,
            )  # fmt: skip
            made = red_lines.report(seen, asker, now)
    except Problem as problem:
        return _report(form, sayable(problem))
    return go_to(url_for("conduct.show_line", line_id=made.id))


@blueprint.get("/inspections/<int:inspection_id>/red-lines")
def of_round(inspection_id: int) -> ResponseReturnValue:
    """The red lines that a round led to, as a part of its page."""
    asker, inspection = actor(), db.session.get(Inspection, inspection_id)
    if inspection is None or not asker.may("inspections.read", inspection.site_id):
        raise Problem("not_found")
    lines = [one for one in red_lines.of_inspection(inspection_id) if red_lines.may_see(one, asker)]
    return render(
        "appraisals/round_red_lines.html", "appraisals/_round_red_lines.html", inspection=inspection, lines=lines, now=clock.now(),
    )  # fmt: skip


@blueprint.get("/red-lines/<int:line_id>")
def show_line(line_id: int) -> ResponseReturnValue:
    """One red line with its hearing and what was decided."""
    return line_page(line_id)


@blueprint.post("/red-lines/<int:line_id>/statement")
def hear(line_id: int) -> ResponseReturnValue:
    """What the person says, or that they do not wish to."""
    asker = actor()
    try:
        is_declined = request.form.get("declined") == "1"
        red_lines.hear(red_lines.one(asker, line_id), asker, request.form.get("statement", "")[:2000], clock.now(), is_declined)
    except Problem as problem:
        return line_page(line_id, sayable(problem))
    return go_to(url_for("conduct.show_line", line_id=line_id))


@blueprint.get("/red-lines/<int:line_id>/photo/<any(screen, thumb):size>")
def line_photo(line_id: int, size: str) -> Response:
    """The photo that shows a red line."""
    found = red_lines.one(actor(), line_id)
    if found.photo_sha256 is None:
        raise Problem("not_found")
    return pictures.shown(found.photo_sha256, size)


@blueprint.get("/praise/<int:praise_id>/photo/<any(screen, thumb):size>")
def praise_photo(praise_id: int, size: str) -> Response:
    """The photo beside a praise."""
    found = praising.one(actor(), praise_id)
    if found.photo_sha256 is None:
        raise Problem("not_found")
    return pictures.shown(found.photo_sha256, size)


def line_page(line_id: int, problem: Problem | None = None) -> ResponseReturnValue:
    """The page of a red line, again with what is wrong with a form on it."""
    asker, now = actor(), clock.now()
    line = red_lines.one(asker, line_id)
    is_own = line.staff_id is not None and line.staff_id == asker.staff_id
    may_write = line.state == "to_verify" and line.staff_id is not None and line.heard_how != "own"
    return render(
        "appraisals/red_line.html", status=status_of(problem), line=line, is_own=is_own, now=now,
        may_hear=line.state == "to_verify" and (is_own or (may_write and asker.may("conduct.decide", line.site_id))),
        may_decide=red_lines.may_decide(line, asker), names=conduct_people.names(line.raised_by_id, line.decided_by_id, line.heard_by_id),
        may_card=line.state == "upheld" and line.staff_id is not None and not is_own and asker.may("conduct.decide", line.site_id),
        faults=faults_of(problem), given=request.form, zone=conduct_people.zone(line.site),
        question=red_lines.question_of(line), may_read_rounds=asker.may("inspections.read", line.site_id),
    )  # fmt: skip


def _form() -> ConductForm:
    form = ConductForm()
    demand_valid(form)
    return form


def _person(person: Person, problem: Problem | None = None) -> ResponseReturnValue:
    return render(
        "appraisals/conduct_give.html", status=status_of(problem), person=person, command=uuid4(),
        standing=card_giving.standing(person.staff.id, person.today), phrases=praising.PHRASES,
        inspection=request.values.get("inspection", type=int), red_line=request.values.get("red_line", type=int),
        faults=faults_of(problem), given=request.form, other=uuid4(),
        may_red=actor().may("conduct.decide", person.site.id),
    )  # fmt: skip


def _card(card_id: int, problem: Problem | None = None) -> ResponseReturnValue:
    asker = actor()
    found = card_giving.one(asker, card_id)
    today = clock.today(found.site.timezone)
    until = next((last for one, last in card_giving.standing(found.staff_id, today) if one.id == found.id), None)
    return render(
        "appraisals/card.html", status=status_of(problem), card=found, until=until,
        is_own=found.staff_id == asker.staff_id, may_second=card_giving.may_second(found, asker),
        may_take_back=card_giving.may_take_back(found, asker), faults=faults_of(problem),
        names=conduct_people.names(found.given_by_id, found.second_by_id, found.withdrawn_by_id), given=request.form,
    )  # fmt: skip


def _report(form: ConductForm, problem: Problem | None = None) -> ResponseReturnValue:
    asker, now = actor(), clock.now()
    person = conduct_people.one(asker, form.staff.data, now) if form.staff.data else None
    return render(
        "appraisals/red_line_new.html", status=status_of(problem), form=form, person=person, command=uuid4(),
        sites=conduct_people.sites(asker), kinds=red_lines.KINDS, faults=faults_of(problem),
    )  # fmt: skip
