"""The organisation's settings: what each is, what it changes, since when, and what is decided for later."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.sites import forms, settings_store
from inspector.sites.form_fields import refuse
from inspector.sites.refusals import Refused
from inspector.sites.setting_catalogue import BY_KEY, GROUPS
from inspector.sites.today import today_for
from inspector.web.rendering import go_to, render

blueprint = Blueprint("settings", __name__)
DECIDED_ELSEWHERE = "tasks"  # with a reason, on the page of rules


@blueprint.get("/settings")
def index() -> ResponseReturnValue:
    """Every setting by group."""
    return render(
        "sites/settings.html", groups=GROUPS, held=settings_store.all_held(_today()), may_edit=actor().may("organisation.edit")
    )  # fmt: skip


@blueprint.route("/settings/<key>", methods=["GET", "POST"])
def edit(key: str) -> ResponseReturnValue:
    """Let one setting hold another value from a day on."""
    if key not in BY_KEY or BY_KEY[key].group == DECIDED_ELSEWHERE:
        raise Problem("not_found")
    form = forms.SettingForm()
    if form.validate_on_submit():
        try:
            row = settings_store.change(key, form.value.data, form.from_on.data, actor().account_id, clock.now())
        except Refused as refused:
            refuse(form, refused)
        else:
            details = {"value": row.value, "from": row.valid_from_on.isoformat()}
            trail.record(
                "setting.changed", f"setting:{key}", actor_id=actor().account_id, at=clock.now(), details=details
            )
            flash(gettext("Saved. It holds from %(day)s.", day=row.valid_from_on.isoformat()))
            return go_to(url_for("settings.index"))
    held = next(one for one in settings_store.all_held(_today()) if one.setting.key == key)
    if not form.is_submitted():
        form.value.data = str(held.value)
        form.from_on.data = _today()
    return render("sites/setting_form.html", form=form, held=held, status=422 if form.errors else 200)


def _today() -> date:
    return today_for(actor(), "settings.read")
