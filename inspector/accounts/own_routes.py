"""One's own account: language, password, where one is signed in, which devices may send."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, flash, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts import devices, enrolment, passwords, sessions
from inspector.accounts.forms import ChangePasswordForm
from inspector.accounts.guards import actor
from inspector.accounts.models import Account
from inspector.accounts.routes import come_in
from inspector.accounts.sessions import ServerSession, digest
from inspector.audit import trail
from inspector.extensions import db
from inspector.web.rendering import go_to, render

blueprint = Blueprint("own", __name__, url_prefix="/account")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What belongs to one's account."""
    return _page(ChangePasswordForm(formdata=None))


@blueprint.post("/password")
def password() -> ResponseReturnValue:
    """Set a new password; every other session ends, this one gets a new id."""
    account = _account()
    form = ChangePasswordForm()
    form.names = (account.number, account.email, account.name)
    is_valid = form.validate_on_submit()
    if is_valid and not passwords.is_right(form.present.data, account.password_hash):
        form.present.errors = [*form.present.errors, _("This is not your present password.")]
        is_valid = False
    if not is_valid:
        return _page(form, 422)
    enrolment.set_password(account, form.password.data, by=account.id, at=clock.now())
    come_in(account.id)
    flash(_("The password is changed. Elsewhere you are signed out."))
    return go_to(url_for("own.index"))


@blueprint.post("/sessions/<key>/end", endpoint="end_session")
def end_session(key: str) -> ResponseReturnValue:
    """Sign out one browser."""
    sessions.revoke(actor().account_id, key, clock.now())
    flash(_("That browser is signed out."))
    return go_to(url_for("own.index"))


@blueprint.post("/sessions/end", endpoint="end_others")
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here; this session gets a new id."""
    account = _account()
    sessions.revoke_all(account.id, clock.now())
    trail.record("sessions.ended", f"account:{account.id}", actor_id=account.id, at=clock.now())
    come_in(account.id)
    flash(_("You are signed out everywhere else."))
    return go_to(url_for("own.index"))


@blueprint.post("/grants/<grant_id>/revocation", endpoint="revoke_grant")
def revoke_grant(grant_id: str) -> ResponseReturnValue:
    """Take from one device the leave to send in one's name; what it still sends is held for a look."""
    devices.revoke_grant(grant_id, by=actor().account_id, at=clock.now(), of_account_id=actor().account_id)
    flash(_("That device may no longer send for you. What still comes from it is held for a look."))
    return go_to(url_for("own.index"))


def _page(form: ChangePasswordForm, status: int = 200) -> ResponseReturnValue:
    account = _account()
    present = cast(ServerSession, session).id
    return render(
        "accounts/own.html", status=status, form=form, account=account, sessions=sessions.open_of(account.id, clock.now()),
        present=digest(present) if present else "", grants=devices.grants_of(account.id, clock.now()),
        may_read_plans=actor().may("plans.read"),
    )  # fmt: skip


def _account() -> Account:
    return db.session.get_one(Account, actor().account_id)
