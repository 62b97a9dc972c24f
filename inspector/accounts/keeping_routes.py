"""Accounts kept: listed, opened by invitation, roles given and ended, shut and opened again."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select

from inspector import clock
from inspector.accounts import enrolment, giving, links, qr, wording
from inspector.accounts.access import OUTSIDE
from inspector.accounts.forms import AccountForm, RoleForm
from inspector.accounts.guards import actor, directory
from inspector.accounts.models import ROLES, Account, RoleAssignment
from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.web import pagination
from inspector.web.rendering import go_to, render

blueprint = Blueprint("keeping", __name__, url_prefix="/accounts")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The accounts one may see, found by name, number or e-mail (`?q=`)."""
    sought = request.args.get("q", "").strip()[:100]
    statement = (
        select(Account).where(giving.visible(actor())).order_by(Account.is_active.desc(), Account.name, Account.id)
    )
    if sought:
        columns = (Account.name, Account.number, Account.email)
        statement = statement.where(or_(*(column.icontains(sought, autoescape=True) for column in columns)))
    page = pagination.cut(db.session(), statement, pagination.asked_page())
    return render(
        "accounts/index.html", page=page, roles=_roles_of([a.id for a in page.rows]), places=_places(), sought=sought
    )


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """The form to open an account for somebody."""
    return render("accounts/new.html", form=_offer(AccountForm(request.args)))


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Open an account with a first role and show its invitation."""
    form = _offer(AccountForm())
    if not form.validate_on_submit():
        return render("accounts/new.html", status=422, form=form)
    _check_givable(form.role.data, form.scope_id.data)
    by, at = actor().account_id, clock.now()
    try:
        account = enrolment.open_account(form.name.data, number=form.number.data, email=form.email.data, by=by, at=at)
    except Problem as problem:
        for name, sentence in problem.details["fields"].items():
            form[name].errors = [*form[name].errors, _(sentence)]
        return render("accounts/new.html", status=422, form=form)
    enrolment.give_role(account, form.role.data, form.scope_id.data, by=by, at=at)
    if account.number:
        directory().join_account(account.id, account.number)
    return _show_link(account, "invitation")


@blueprint.get("/<int:account_id>")
def show(account_id: int) -> ResponseReturnValue:
    """One account with its roles."""
    account = _find(account_id)
    with reading() as connection:
        may_keep = giving.may_keep(connection, actor(), account.id)
    form = _offer(RoleForm(formdata=None))
    return render(
        "accounts/show.html",
        account=account,
        roles=_roles_of([account.id]).get(account.id, []),
        places=_places(),
        may_keep=may_keep,
        form=form,
    )


@blueprint.post("/<int:account_id>/link")
def link(account_id: int) -> ResponseReturnValue:
    """Make a new one-time link, by which its owner sets a password."""
    account = _keep(account_id)
    return _show_link(account, "reset" if account.password_hash else "invitation")


@blueprint.post("/<int:account_id>/roles")
def give_role(account_id: int) -> ResponseReturnValue:
    """Give a role in a scope."""
    account = _find(account_id)
    form = _offer(RoleForm())
    if not form.validate_on_submit():
        raise Problem("bad_form")
    _check_givable(form.role.data, form.scope_id.data)
    enrolment.give_role(account, form.role.data, form.scope_id.data, by=actor().account_id, at=clock.now())
    flash(_("The role is given."))
    return go_to(url_for("keeping.show", account_id=account.id))


@blueprint.post("/<int:account_id>/roles/<int:assignment_id>/end")
def end_role(account_id: int, assignment_id: int) -> ResponseReturnValue:
    """End a role that one could also have given."""
    account = _find(account_id)
    assignment = db.session.get(RoleAssignment, assignment_id)
    if assignment is None or assignment.account_id != account.id:
        raise Problem("not_found")
    _check_givable(assignment.role, assignment.scope_id)
    enrolment.end_role(assignment, by=actor().account_id, at=clock.now())
    flash(_("The role is ended."))
    return go_to(url_for("keeping.show", account_id=account.id))


@blueprint.post("/<int:account_id>/deactivation")
def deactivate(account_id: int) -> ResponseReturnValue:
    """Shut an account at once; its history stays."""
    account = _keep(account_id)
    enrolment.deactivate(account, by=actor().account_id, at=clock.now())
    flash(_("The account is shut. Its sessions and devices ended with it."))
    return go_to(url_for("keeping.show", account_id=account.id))


@blueprint.post("/<int:account_id>/reactivation")
def reactivate(account_id: int) -> ResponseReturnValue:
    """Open a shut account again."""
    account = _keep(account_id)
    enrolment.reactivate(account, by=actor().account_id, at=clock.now())
    flash(_("The account is open again."))
    return go_to(url_for("keeping.show", account_id=account.id))


def _find(account_id: int) -> Account:
    account = db.session.scalar(select(Account).where(Account.id == account_id, giving.visible(actor())))
    if account is None:
        raise Problem("not_found")
    return account


def _keep(account_id: int) -> Account:
    account = _find(account_id)
    with reading() as connection:
        if not giving.may_keep(connection, actor(), account.id):
            raise Problem("forbidden")
    return account


def _show_link(account: Account, kind: str) -> ResponseReturnValue:
    secret = links.create(kind, account.id, actor().account_id, clock.now())
    base = current_app.extensions["inspector.settings"].base_url or request.host_url.rstrip("/")
    url = base + url_for("accounts.use_link", token=secret)
    g.has_secret = True
    return render("accounts/link_made.html", account=account, url=url, code=qr.drawing(url), kind=kind)


def _offer(form: AccountForm | RoleForm) -> AccountForm | RoleForm:
    """Fill the choices with what the actor may give."""
    mine, places = _givable(), _places()
    every = frozenset().union(*mine.values()) if mine else frozenset()
    offered = [role for role in ROLES if role in every and role not in OUTSIDE]  # a stranger's is given where the stranger is entered
    form.role.choices = [(role, wording.role_name(role)) for role in offered]
    form.scope_id.choices = [(scope_id, name) for scope_id, name in places.items() if scope_id in mine]
    return form


def _check_givable(role: str, scope_id: int) -> None:
    if role not in _givable().get(scope_id, ()):
        raise Problem("forbidden")


def _givable() -> dict[int, frozenset[str]]:
    with reading() as connection:
        return giving.givable(connection, actor())


def _places() -> dict[int, str]:
    with reading() as connection:
        return directory().scope_names(connection)


def _roles_of(account_ids: list[int]) -> dict[int, list[RoleAssignment]]:
    statement = (
        select(RoleAssignment)
        .where(RoleAssignment.account_id.in_(account_ids), RoleAssignment.ended_at.is_(None))
        .order_by(RoleAssignment.id)
    )
    found: dict[int, list[RoleAssignment]] = {}
    for one in db.session.scalars(statement):
        found.setdefault(one.account_id, []).append(one)
    return found
