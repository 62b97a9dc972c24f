"""Pages of objections: a person's own to make and follow, and the desk of those who answer."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from inspector import clock
from inspector.accounts.guards import actor
from inspector.accounts.naming import names_of
from inspector.appraisals import appeal_counts, appeals, looks, pictures, reviewers, showing_appeals
from inspector.appraisals.appeals import Target
from inspector.errors import Problem
from inspector.web.again import demand_valid, faults_of, sayable, status_of
from inspector.web.command_form import CommandForm
from inspector.web.large_forms import take_photos
from inspector.web.rendering import go_to, render

blueprint = Blueprint("appeals", __name__)
take_photos(blueprint, "make")

LATE = {
    "late": "The time for an objection is over. You can still talk to your manager.",
    "open": "You have objected to this already. It is being looked at.",
    "decided": "This was answered already, and nothing changed since.",
}


class ObjectionForm(CommandForm):
    """What is not right, about which answer, card, red line or period."""

    answer, card, red_line = (IntegerField(validators=[Optional()]) for _ in range(3))
    month = StringField()
    reason = TextAreaField(validators=[Length(max=1000, message=lazy_gettext("Take at most 1000 characters."))])


@blueprint.get("/me/appeals/new")
def new() -> ResponseReturnValue:
    """The form for one answer (?answer=…), a card (?card=…), a red line (?red_line=…) or the whole record (?month=…)."""
    form = ObjectionForm(request.args)
    return _form(_target(form), form)


@blueprint.post("/me/appeals")
def make() -> ResponseReturnValue:
    """Object."""
    form = ObjectionForm()
    demand_valid(form)
    target = _target(form)
    try:
        with pictures.received(form.pictures(), form.command.data or "") as photos:
            made = appeals.make(actor(), target, form.command.data or "", form.reason.data or "", photos, clock.now())
    except Problem as problem:
        return _form(target, form, sayable(problem, "conflict"))
    flash(_("Your objection is in. You get an answer here by %(day)s.", day=made.due_on.isoformat()))
    return go_to(url_for("appeals.show", appeal_id=made.id))


@blueprint.get("/appeals")
def index() -> ResponseReturnValue:
    """The objections of one's sites: what waits, and what was answered.

    ?inspector=…&since=… for who may read how inspectors judge: those that were decided about the rounds of one.
    """
    asker, inspector_id = actor(), request.args.get("inspector", type=int)
    if inspector_id is not None and asker.may("fairness.read"):
        return _of_inspector(inspector_id)
    lines = {is_open: showing_appeals.lines(appeals.of_sites(asker, is_open), asker, clock.now()) for is_open in (True, False)}
    return render("appraisals/appeals.html", waiting=lines[True], answered=lines[False], of=None)


def _of_inspector(account_id: int) -> ResponseReturnValue:
    name = names_of([account_id]).get(account_id)
    if name is None:
        raise Problem("not_found")
    since = request.args.get("since", date.min, type=date.fromisoformat)
    ids = appeal_counts.concerning(account_id, since, clock.now().date())
    found = appeals.of_sites(actor(), False, among=ids)
    return render(
        "appraisals/appeals.html", waiting=(), answered=showing_appeals.lines(found, actor(), clock.now()), of=(account_id, name),
    )  # fmt: skip


@blueprint.get("/appeals/<int:appeal_id>")
def show(appeal_id: int) -> ResponseReturnValue:
    """One objection with what was said about it; whoever may answer it finds the form here."""
    return page(appeal_id)


@blueprint.post("/appeals/<int:appeal_id>/withdrawal")
def withdraw(appeal_id: int) -> ResponseReturnValue:
    """The person takes it back."""
    asker = actor()
    appeals.withdraw(asker, appeals.one(asker, appeal_id), clock.now())
    return go_to(url_for("appeals.show", appeal_id=appeal_id))


@blueprint.post("/appeals/<int:appeal_id>/second-look")
def ask_hr(appeal_id: int) -> ResponseReturnValue:
    """The person takes it on to HR."""
    asker = actor()
    try:
        appeals.ask_hr(asker, appeals.one(asker, appeal_id), request.form.get("reason", "")[:1000], clock.now())
    except Problem as problem:
        return page(appeal_id, sayable(problem))
    return go_to(url_for("appeals.show", appeal_id=appeal_id))


@blueprint.get("/appeals/<int:appeal_id>/photos/<int:photo_id>/<any(screen, thumb):size>")
def photo(appeal_id: int, photo_id: int, size: str) -> Response:
    """A photo that the person put beside the objection."""
    found = next((one for one in appeals.one(actor(), appeal_id).photos if one.id == photo_id), None)
    if found is None:
        raise Problem("not_found")
    return pictures.shown(found.sha256, size)


def page(appeal_id: int, problem: Problem | None = None) -> ResponseReturnValue:
    """The page of an objection, again with what is wrong with a form on it."""
    asker, now = actor(), clock.now()
    appeal = appeals.one(asker, appeal_id)
    is_own = appeal.staff_id == asker.staff_id
    looks.note(asker, appeal.staff_id, appeal.month, "appeal", now)
    return render(
        "appraisals/appeal.html", status=status_of(problem), line=showing_appeals.line(appeal, asker, now),
        is_own=is_own, second=appeals.second_window(appeal, now) if is_own else None, may_review=reviewers.may_review(asker, appeal),
        faults=faults_of(problem), given=request.form,
        may_say_wrong=asker.may("checklists.publish"), may_read_rounds=asker.may("inspections.read", appeal.site_id),
    )  # fmt: skip


def _target(form: ObjectionForm) -> Target:
    staff_id = actor().staff_id
    if form.answer.data is not None:
        return appeals.target_of_answer(staff_id, form.answer.data)
    if form.card.data is not None:
        return appeals.target_of_card(staff_id, form.card.data)
    if form.red_line.data is not None:
        return appeals.target_of_red_line(staff_id, form.red_line.data)
    return appeals.target_of_month(staff_id, form.month.data or "")


def _form(target: Target, form: ObjectionForm, problem: Problem | None = None) -> ResponseReturnValue:
    now = clock.now()
    why = appeals.refusal(target, now)
    return render(
        "appraisals/appeal_new.html", status=status_of(problem), target=target, form=form,
        group=showing_appeals.group_of(target), window=appeals.window_of(target, now), refusal=LATE.get(why or ""), command=uuid4(),
        faults=faults_of(problem),
    )  # fmt: skip
