"""Pages of agencies for the quality lead, and the one page that an agency has itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts import enrolment, links, qr
from inspector.accounts.guards import actor
from inspector.accounts.models import Account
from inspector.errors import Problem
from inspector.mystery import agencies, agency_figures, agency_forms, call_backs, forms, queries, shoppers, wording
from inspector.mystery.agency_models import Agency
from inspector.sites.form_fields import refuse
from inspector.sites.refusals import Refused
from inspector.web.rendering import go_to, render

blueprint = Blueprint("agencies", __name__, url_prefix="/mystery")
own_blueprint = Blueprint("agency_own", __name__, url_prefix="/agency")


@own_blueprint.get("")
def index() -> ResponseReturnValue:
    """The visits of the agency one signs in for: what came of each, and what it costs. No score, no other agency, no call-back."""
    found = agencies.of_account(actor().account_id)
    parts = agency_figures.by_campaign(agencies.visits_of(found))
    return render("mystery/agency_own.html", agency=found, parts=parts, **_words())


@blueprint.get("/agencies", endpoint="index")
def listed() -> ResponseReturnValue:
    """The register."""
    asker, found = actor(), agencies.listed()
    visits = {one.id: agencies.visits_of(one, asker) for one in found}
    return render(
        "mystery/agencies.html", agencies=found, visits=visits, words=wording.RELIABILITY,
        reliability={one.id: shoppers.reliability(visits[one.id]) for one in found},
    )  # fmt: skip


@blueprint.route("/agencies/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Enter an agency."""
    return _write(None)


@blueprint.get("/agencies/<int:agency_id>")
def show(agency_id: int) -> ResponseReturnValue:
    """One agency: how good its visits are, what was asked about again, who signs in, every visit."""
    return _page(agencies.agency(agency_id))


@blueprint.route("/agencies/<int:agency_id>/edit", methods=["GET", "POST"])
def edit(agency_id: int) -> ResponseReturnValue:
    """Change what is known of an agency."""
    return _write(agencies.agency(agency_id))


@blueprint.post("/agencies/<int:agency_id>/state")
def put(agency_id: int) -> ResponseReturnValue:
    """Archive an agency, or take it back."""
    found, form = agencies.agency(agency_id), agency_forms.AgencyStateForm()
    if not form.validate():
        raise Problem("bad_form")
    change = agencies.archive if form.state.data == "archived" else agencies.take_back
    change(found, actor().account_id, clock.now())
    return go_to(url_for("agencies.show", agency_id=found.id))


@blueprint.post("/agencies/<int:agency_id>/accounts")
def open_account(agency_id: int) -> ResponseReturnValue:
    """Let somebody sign in for an agency, and show the invitation once."""
    found, form = agencies.agency(agency_id), agency_forms.AgencyAccountForm()
    if not form.validate() or not found.is_active:
        return _page(found, form, status=422)
    try:
        account = agencies.open_account(found, form.name.data, form.email.data, actor().account_id, clock.now())
    except Problem as problem:
        for name, sentence in problem.details["fields"].items():
            form[name].errors = [*form[name].errors, gettext(sentence)]
        return _page(found, form, status=422)
    return _show_link(found, account, "invitation")


@blueprint.post("/agencies/<int:agency_id>/accounts/<int:account_id>/link")
def link(agency_id: int, account_id: int) -> ResponseReturnValue:
    """A new link by which a password is set; a shut sign-in is open again."""
    found = agencies.agency(agency_id)
    account = agencies.account_of(found, account_id)
    if not forms.BareForm().validate() or not found.is_active:
        raise Problem("bad_form")
    if not account.is_active:
        enrolment.reactivate(account, by=actor().account_id, at=clock.now())
    return _show_link(found, account, "reset" if account.password_hash else "invitation")


@blueprint.post("/agencies/<int:agency_id>/accounts/<int:account_id>/end")
def shut_account(agency_id: int, account_id: int) -> ResponseReturnValue:
    """End a sign-in at once."""
    found = agencies.agency(agency_id)
    account = agencies.account_of(found, account_id)
    if not forms.BareForm().validate():
        raise Problem("bad_form")
    enrolment.deactivate(account, by=actor().account_id, at=clock.now())
    flash(gettext("The sign-in is shut."))
    return go_to(url_for("agencies.show", agency_id=found.id))


@blueprint.post("/visits/<int:visit_id>/call-back")
def call_back(visit_id: int) -> ResponseReturnValue:
    """Write down what came of asking about a visit again."""
    visit, form = queries.visit(actor(), visit_id), agency_forms.CallBackForm()
    if visit.call_back is None:
        raise Problem("not_found")
    if not form.validate() or (form.result.data == "contradicted" and not (form.note.data or "").strip()):
        flash(gettext("Please choose what came of it; where it differs, write in what."))
    else:
        call_backs.enter(visit.call_back, form.result.data, (form.note.data or "").strip(), actor().account_id, clock.now())
        flash(gettext("The call-back is written down."))
    return go_to(url_for("mystery_visits.show", visit_id=visit.id, _anchor="call-back"))


def _write(found: Agency | None) -> ResponseReturnValue:
    form = agency_forms.AgencyForm()
    if form.validate_on_submit():
        try:
            made = agencies.write(found, form.name.data, form.contact.data, actor().account_id, clock.now())
            return go_to(url_for("agencies.show", agency_id=made.id))
        except Refused as refused:
            refuse(form, refused)
    elif found is not None and not form.is_submitted():
        form.name.data, form.contact.data = found.name, found.contact
    return render("mystery/agency_form.html", form=form, agency=found, status=422 if form.errors else 200)


def _page(found: Agency, form: agency_forms.AgencyAccountForm | None = None, status: int = 200) -> ResponseReturnValue:
    visits = agencies.visits_of(found, actor())
    return render(
        "mystery/agency.html", status=status, agency=found, parts=agency_figures.by_campaign(visits), accounts=agencies.accounts_of(found),
        form=form or agency_forms.AgencyAccountForm(formdata=None), reliability=shoppers.reliability(visits),
        sample=call_backs.sample_of(visits),
        open_calls=[one for one in visits if one.call_back is not None and one.call_back.result is None], **_words(),
    )  # fmt: skip


def _words() -> dict[str, Any]:
    """Words and functions that the lists of visits need."""
    return {
        "told": wording.TOLD, "order": agency_figures.ORDER, "amount": wording.amount, "results": wording.CALL_BACKS,
        "words": wording.RELIABILITY,
    }  # fmt: skip


def _show_link(found: Agency, account: Account, kind: str) -> ResponseReturnValue:
    secret = links.create(kind, account.id, actor().account_id, clock.now())
    base = current_app.extensions["inspector.settings"].base_url or request.host_url.rstrip("/")
    url = base + url_for("accounts.use_link", token=secret)
    g.has_secret = True
    back = url_for("agencies.show", agency_id=found.id)
    return render("accounts/link_made.html", account=account, url=url, code=qr.drawing(url), kind=kind, back=back, back_label=found.name)
