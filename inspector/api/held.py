"""The desk for what the door held: reason, content, and the decision of a person."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.guards import actor
from inspector.inspections import correcting, deciding, desk, payload, queries, showing, showing_held
from inspector.inspections.forms import DecisionForm
from inspector.pipelines import deciding as pipeline
from inspector.web.rendering import go_to, render

blueprint = Blueprint("held", __name__)


@blueprint.get("/held", endpoint="index")
def index() -> ResponseReturnValue:
    """Everything that waits for a decision, oldest first, and what was decided of late."""
    asker = actor()
    return render(
        "inspections/held.html", waiting=showing_held.lines(queries.held(asker)), invalid=queries.invalid(asker),
        corrections=[one for one in correcting.waiting(asker) if correcting.may_decide(asker, one)],
        commands=[one for one in desk.waiting(asker) if desk.may_decide(asker, one)], why=desk.why,
        decided=showing_held.lines(queries.held(asker, is_open=False)[-30:]),
    )  # fmt: skip


@blueprint.get("/held/<int:held_id>", endpoint="show")
def show(held_id: int) -> ResponseReturnValue:
    """One held record, whole."""
    return _page(held_id, DecisionForm())


@blueprint.post("/held/<int:held_id>/decision", endpoint="decide")
def decide(held_id: int) -> ResponseReturnValue:
    """Accept or reject a held record."""
    asker, form = actor(), DecisionForm()
    held = queries.one_held(asker, held_id)
    if not form.validate_on_submit() or form.decision.data not in ("accept", "reject"):
        return _page(held_id, form, 422)
    if form.decision.data == "accept":
        accepted = pipeline.accept(held, form.reason.data, asker, clock.now())
        return go_to(url_for("inspections.show", inspection_id=accepted) if accepted is not None else url_for("held.index"))
    pipeline.reject(held, form.reason.data, asker, clock.now())
    return go_to(url_for("held.index"))


def _page(held_id: int, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    held = queries.one_held(actor(), held_id)
    submission = payload.read(held.body)
    answers = showing_held.answers(submission)
    return render(
        "inspections/held_record.html", status=status, held=held, form=form, line=showing_held.lines([held])[0],
        answers=answers, names=showing.names_of(one.subject for one in answers if one.subject),
        obstacle=deciding.obstacle(held, submission),
    )  # fmt: skip
