"""People: the list, one person with the chain of posts, taken on, moved, gone."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.accounts.models import Account
from inspector.audit import trail
from inspector.extensions import db
from inspector.i18n import said
from inspector.sites import forms, people, queries, upstairs
from inspector.sites.form_fields import offered, refuse
from inspector.sites.models import Site, StaffMember
from inspector.sites.refusals import Refused
from inspector.web import pagination
from inspector.web.rendering import go_to, render

STATES = ("here", "left", "all")

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def index() -> ResponseReturnValue:
    """The people of the actor's sites; the filter is in the address."""
    wanted = _filter()
    page = pagination.cut(db.session(), queries.people(actor(), wanted, _today()), pagination.asked_page())
    return render(
        "sites/people.html", "sites/_people_rows.html", page=page, rows=queries.rows_of(page.rows, _today()), wanted=wanted, states=STATES,
        sites=queries.sites(actor(), "people.read"), positions=queries.positions(), page_url=_page_url,
        may_edit=actor().may("people.edit"), may_import=actor().may("people.import"),
    )  # fmt: skip


@blueprint.get("/people/<int:staff_id>")
def show(staff_id: int) -> ResponseReturnValue:
    """One person: posts, marks without reasons, state of the account."""
    return _page(queries.person(actor(), staff_id, _today()))


@blueprint.route("/people/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Take somebody on."""
    form = forms.NewPersonForm()
    _offer_posts(form)
    if form.validate_on_submit():
        try:
            staff = people.take_on(form.facts, form.chosen)
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("person.taken_on", staff.id)
            return go_to(url_for("people.show", staff_id=staff.id))
    elif not form.is_submitted():
        form.joined_on.data = _today()
        form.post.data = f"{request.args.get('site', '')}/"
    return render("sites/person_form.html", form=form, staff=None, status=422 if form.errors else 200)


@blueprint.route("/people/<int:staff_id>/edit", methods=["GET", "POST"])
def edit(staff_id: int) -> ResponseReturnValue:
    """Change what is written about a person."""
    staff = _editable(staff_id)
    form = forms.PersonForm()
    if form.validate_on_submit():
        try:
            people.edit(staff, form.facts)
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("person.changed", staff.id)
            return go_to(url_for("people.show", staff_id=staff.id))
    elif not form.is_submitted():
        form.fill(staff)
    return render("sites/person_form.html", form=form, staff=staff, status=422 if form.errors else 200)


@blueprint.route("/people/<int:staff_id>/move", methods=["GET", "POST"])
def move(staff_id: int) -> ResponseReturnValue:
    """Put a person at another post from a day on, or take back somebody who left."""
    staff = _editable(staff_id)
    form = forms.MoveForm()
    _offer_posts(form)
    if form.validate_on_submit():
        try:
            if staff.left_on is None:
                people.move(staff, form.chosen, form.from_on.data, _today())
            else:
                people.take_back(staff, form.chosen, form.from_on.data)
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("person.moved", staff.id)
            _pass_tasks_on()
            return go_to(url_for("people.show", staff_id=staff.id))
    elif not form.is_submitted():
        last = staff.assignments[-1]
        form.post.data, form.position_id.data = f"{last.site_id}/{last.shift_id or ''}", last.position_id
        form.from_on.data = _today()
    return render("sites/move.html", form=form, staff=staff, status=422 if form.errors else 200)


@blueprint.route("/people/<int:staff_id>/leave", methods=["GET", "POST"])
def leave(staff_id: int) -> ResponseReturnValue:
    """End somebody's work after a last day."""
    staff = _editable(staff_id)
    form = forms.LeaveForm()
    if form.validate_on_submit():
        try:
            people.leave(staff, form.left_on.data, _today())
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("person.left", staff.id)
            _pass_tasks_on()
            flash(
                gettext(
                    "%(name)s leaves after %(day)s. The record stays.",
                    name=staff.name,
                    day=form.left_on.data.isoformat(),
                )
            )
            return go_to(url_for("people.show", staff_id=staff.id))
    elif not form.is_submitted():
        form.left_on.data = _today()
    return render("sites/leave.html", form=form, staff=staff, status=422 if form.errors else 200)


def _pass_tasks_on() -> None:
    db.session.flush()
    passed = upstairs.posts_changed(actor().account_id, clock.now())
    if passed:
        flash(ngettext("%(num)s open task was passed on.", "%(num)s open tasks were passed on.", passed))


def _page(staff: StaffMember) -> ResponseReturnValue:
    account = db.session.get(Account, staff.account_id) if staff.account_id else None
    post = people.assignment_in(staff, _today()) or staff.assignments[-1]
    return render(
        "sites/person.html", staff=staff, post=post, today=_today(), account=account,
        shifts=queries.shift_names(one.shift_id for one in staff.assignments), may_edit=actor().may("people.edit", post.site_id),
    )  # fmt: skip


def _editable(staff_id: int) -> StaffMember:
    return queries.person(actor(), staff_id, _today(), "people.edit")


def _offer_posts(form: forms.PostForm) -> None:
    form.position_id.choices = offered((one.id, said(one.name)) for one in queries.positions())
    choices: list[tuple[str, str]] = []
    for site in queries.sites(actor(), "people.edit", is_open=True):
        choices.append((f"{site.id}/", gettext("%(site)s · changing shifts", site=site.name)))
        choices += [
            (f"{site.id}/{one.id}", f"{site.name} · {said(one.name)}")
            for one in queries.shifts(site.id, is_active=True)
        ]
    form.post.choices = offered(choices)


def _filter() -> queries.PeopleFilter:
    args = request.args
    return queries.PeopleFilter(
        text=args.get("q", "").strip()[:60], site_id=args.get("site", type=int), position_id=args.get("position", type=int),
        state=args["state"] if args.get("state") in STATES else STATES[0],
    )  # fmt: skip


def _page_url(number: int) -> str:
    return f"{url_for('people.index')}?{urlencode({**request.args.to_dict(), 'page': number})}"


def _today() -> date:
    """The day of the list: that of the first of the actor's sites, because a list of many has no clock of its own."""
    sites: list[Site] = queries.sites(actor(), "people.read", is_open=True)
    return people.today_at(sites[0]) if sites else clock.now().date()


def _trail(action: str, staff_id: int) -> None:
    trail.record(action, f"staff:{staff_id}", actor_id=actor().account_id, at=clock.now())
