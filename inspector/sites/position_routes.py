"""Positions: what people do."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.sites import forms, people, queries
from inspector.sites.form_fields import refuse
from inspector.sites.models import Position
from inspector.sites.refusals import Refused
from inspector.web.rendering import go_to, render

blueprint = Blueprint("positions", __name__)


@blueprint.get("/positions")
def index() -> ResponseReturnValue:
    """Every position."""
    return render("sites/positions.html", positions=queries.positions(), may_edit=actor().may("positions.edit"))


@blueprint.route("/positions/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add a position."""
    return _edit(None)


@blueprint.route("/positions/<int:position_id>/edit", methods=["GET", "POST"])
def edit(position_id: int) -> ResponseReturnValue:
    """Change a position."""
    return _edit(queries.position(position_id))


def _edit(position: Position | None) -> ResponseReturnValue:
    form = forms.PositionForm()
    if form.validate_on_submit():
        try:
            saved = people.save_position(position, form.key.data, form.names, form.is_manager.data)
        except Refused as refused:
            refuse(form, refused)
        else:
            trail.record("position.saved", f"position:{saved.id}", actor_id=actor().account_id, at=clock.now())
            return go_to(url_for("positions.index"))
    elif not form.is_submitted() and position is not None:
        form.fill(position)
    return render("sites/position_form.html", form=form, position=position, status=422 if form.errors else 200)
