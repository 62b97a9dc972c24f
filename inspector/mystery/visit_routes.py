"""Pages of one visit: who goes, the link, what came, and the decision about it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts import qr
from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.media import images
from inspector.mystery import (
    agencies,
    agency_forms,
    forms,
    letters,
    links,
    looks,
    queries,
    reading,
    reviewing,
    shoppers,
    wording,
)
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from inspector.notices import mail
from inspector.sites.form_fields import offered
from inspector.web.pictures import picture
from inspector.web.rendering import go_to, render

blueprint = Blueprint("mystery_visits", __name__, url_prefix="/mystery")


@blueprint.get("/visits/<int:visit_id>")
def show(visit_id: int) -> ResponseReturnValue:
    """One visit, with what came of it."""
    return _page(queries.visit(actor(), visit_id))


@blueprint.post("/visits/<int:visit_id>/shopper")
def assign(visit_id: int) -> ResponseReturnValue:
    """Say who goes."""
    visit = queries.visit(actor(), visit_id)
    form = _offer(forms.AssignForm(), visit)
    if not form.validate() or visit.state not in ("planned", "sent"):
        raise Problem("bad_form")
    if form.agency_id.data:
        agencies.give(visit, agencies.agency(form.agency_id.data), actor().account_id, clock.now())
        return go_to(url_for("mystery_visits.show", visit_id=visit.id))
    chosen = queries.shopper(form.shopper_id.data) if form.shopper_id.data else None
    why = shoppers.obstacle(chosen, visit) if chosen else None
    if why is not None:
        form.shopper_id.errors = [gettext("This shopper %(why)s.", why=wording.OBSTACLES[why])]
        return _page(visit, form, status=422)
    shoppers.assign(visit, chosen, actor().account_id, clock.now())
    return go_to(url_for("mystery_visits.show", visit_id=visit.id))


@blueprint.post("/visits/<int:visit_id>/link")
def make_link(visit_id: int) -> ResponseReturnValue:
    """Make the secret link of a visit and show it once."""
    visit = queries.visit(actor(), visit_id)
    if not forms.BareForm().validate() or not links.may_be_made(visit):
        raise Problem("bad_form")
    url = links.address(links.make(visit, actor().account_id, clock.now()))
    g.has_secret = True
    return render("mystery/link.html", visit=visit, words=letters.words_of_link(visit, url), url=url, code=qr.drawing(url))


@blueprint.post("/visits/<int:visit_id>/letter")
def send_link(visit_id: int) -> ResponseReturnValue:
    """Make the secret link of a visit and send it to its shopper by e-mail; nobody else reads it."""
    visit = queries.visit(actor(), visit_id)
    if not forms.BareForm().validate() or not links.may_be_made(visit) or not letters.may_reach(visit):
        raise Problem("bad_form")
    now = clock.now()
    letters.send_link(visit, links.address(links.make(visit, actor().account_id, now)), now)
    flash(gettext("The link is on its way by e-mail. Here you see whether it was delivered."))
    return go_to(url_for("mystery_visits.show", visit_id=visit.id))


@blueprint.post("/visits/<int:visit_id>/link/end")
def end_link(visit_id: int) -> ResponseReturnValue:
    """End the link of a visit at once."""
    visit = queries.visit(actor(), visit_id)
    if not forms.BareForm().validate():
        raise Problem("bad_form")
    links.end(visit, actor().account_id, clock.now())
    flash(gettext("The link no longer opens anything."))
    return go_to(url_for("mystery_visits.show", visit_id=visit.id))


@blueprint.post("/visits/<int:visit_id>/decision")
def decide(visit_id: int) -> ResponseReturnValue:
    """Take the report, ask again, or turn it down."""
    asker, visit, form = actor(), queries.visit(actor(), visit_id), forms.DecisionForm()
    report = visit.report
    if report is None:
        raise Problem("not_found")
    if not form.check(visit.campaign):
        return _page(visit, decision=form, status=422)
    if form.decision.data == "accept":
        words = {name.removeprefix("words:"): text for name, text in request.form.items() if name.startswith("words:")}
        paid = form.reimbursed.minor(visit.campaign.currency) or 0
        reviewing.accept(report, words, asker.account_id, clock.now(), reimbursed_minor=paid, rating=form.stars())
    elif form.decision.data == "ask":
        reviewing.ask_again(report, form.reason.data.strip(), asker.account_id, clock.now())
    else:
        reviewing.reject(report, form.reason.data.strip(), asker.account_id, clock.now(), form.stars())
    return go_to(url_for("mystery.show", campaign_id=visit.campaign_id))


@blueprint.post("/visits/<int:visit_id>/corrections")
def correct(visit_id: int) -> ResponseReturnValue:
    """Put one answer otherwise than the shopper, with a reason."""
    visit, item = queries.visit(actor(), visit_id), request.form.get("correct", "")
    if visit.report is None or not forms.BareForm().validate():
        raise Problem("bad_form")
    said, why = (request.form.get(f"{name}:{item}", "").strip()[:300] for name in ("value", "why"))
    reviewing.correct(visit.report, item, said, why, actor().account_id, clock.now())
    return go_to(url_for("mystery_visits.show", visit_id=visit.id, _anchor=f"line-{item}"))


@blueprint.get("/reports/<int:report_id>/photos/<sha256>")
def photo(report_id: int, sha256: str) -> Response:
    """A photo of a report, at the size of a screen."""
    report = queries.report(actor(), report_id)
    if not report.body or sha256 not in reading.photos_of(report):
        raise Problem("not_found")
    size = "thumb" if request.args.get("size") == "thumb" else "screen"
    return picture(images.rendition(current_app.extensions["inspector.blobs"], sha256, size))


def _page(
    visit: Visit, form: forms.AssignForm | None = None, decision: forms.DecisionForm | None = None, status: int = 200
) -> ResponseReturnValue:
    if form is None:
        form = _offer(forms.AssignForm(formdata=None), visit)
        form.agency_id.data = visit.agency_id or 0
        form.shopper_id.data = 0 if visit.agency_id else visit.shopper_id or shoppers.proposed([visit])[visit.id] or 0
    report = visit.report if visit.report is not None and visit.report.body else None  # its retention may have ended
    _note_look(visit, form)
    return render(
        "mystery/visit.html", status=status, visit=visit, report=report, form=form, decision=decision or forms.DecisionForm(formdata=None),
        read=reading.read(report) if report is not None else None, states=wording.VISIT_STATES, meals=wording.MEALS,
        day_kinds=wording.DAY_KINDS, taken_out=wording.taken_out, ratings=wording.RATINGS, amount=wording.amount, me=actor().account_id,
        letter=_letter(visit, report), sends_mail=mail.is_set_up(), may_mail=letters.may_reach(visit), may_link=links.may_be_made(visit),
        call_back=agency_forms.CallBackForm(obj=visit.call_back, formdata=None), results=wording.CALL_BACKS,
        check_lines=[wording.check_sentence(one) for one in report.checks] if report is not None else (),
    )  # fmt: skip


def _note_look(visit: Visit, form: forms.AssignForm) -> None:
    """Who goes is told by the page, and before the visit everybody who could."""
    looks.note_visits(actor(), [visit], "visit", clock.now())
    if visit.state in ("planned", "sent"):
        looks.note(actor(), (one.value or None for one in form.shopper_id.choices), "assigning", clock.now())


def _letter(visit: Visit, report: Report | None) -> letters.Letter | None:
    """How the last letter about the visit stands: the question once one was asked, else the link."""
    asked = letters.of_question(report) if report is not None and visit.state == "revising" else None
    return asked or letters.of_links([visit]).get(visit.id)


def _offer(form: forms.AssignForm, visit: Visit) -> forms.AssignForm:
    known = [one for one in queries.shoppers() if one.is_active or one.id == visit.shopper_id]
    form.shopper_id.choices = offered(
        [(0, gettext("Nobody yet"))] + [(one.id, f"{one.code} · {one.name}") for one in known]
    )
    working = [one for one in agencies.listed() if one.is_active or one.id == visit.agency_id]
    form.agency_id.choices = offered([(0, gettext("No agency"))] + [(one.id, one.name) for one in working])
    return form
