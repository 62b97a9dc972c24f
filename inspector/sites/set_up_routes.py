"""The page behind the set-up link."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock, i18n
from inspector.accounts import links
from inspector.accounts.forms import SetUpForm
from inspector.accounts.models import OneTimeLink
from inspector.accounts.routes import come_in
from inspector.errors import Problem
from inspector.sites import setting_up, upstairs
from inspector.web.rendering import go_to, render

blueprint = Blueprint("set_up", __name__, url_prefix="/set-up")


@blueprint.get("/<token>")
def page(token: str) -> ResponseReturnValue:
    """What the first administrator is asked; looking changes nothing."""
    _link(token)
    return render("accounts/set_up.html", form=SetUpForm(formdata=None))


@blueprint.post("/<token>", endpoint="make")
def make(token: str) -> ResponseReturnValue:
    """Make organisation and administrator, end the link and sign in."""
    link, form, now = _link(token), SetUpForm(), clock.now()
    form.names = (form.name.data, form.number.data, form.email.data)
    is_valid = form.validate_on_submit()
    if is_valid and not (form.number.data or form.email.data):
        form.form_errors.append(_("Give a staff number or an e-mail address."))
        is_valid = False
    if not is_valid:
        return render("accounts/set_up.html", status=422, form=form)
    asked = setting_up.FirstAdministrator(
        form.organisation.data,
        form.name.data,
        form.number.data or "",
        form.email.data or "",
        form.password.data,
        i18n.language(),
    )
    account = setting_up.make(asked, now)
    upstairs.first_lists(now)
    links.use(link, now)
    come_in(account.id)
    return go_to(url_for("accounts.home"))


def _link(token: str) -> OneTimeLink:
    link = links.find(token, clock.now())
    if link is None or link.kind != "setup" or not setting_up.is_needed():
        raise Problem("link_over")
    return link
