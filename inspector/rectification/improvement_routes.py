"""Improvement items: the list, one with its measure before and after, its moves; and how a task leads to one."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.rectification import improvement_opening, improvement_showing, improvements, lifecycle
from inspector.rectification.improvement_forms import StepForm
from inspector.rectification.improvements import Step
from inspector.web.again import faults_of, sayable, status_of
from inspector.web.rendering import go_to, render

blueprint = Blueprint("improvements", __name__)
DONE = {
    "plan": "Planned. The rounds from tomorrow on show whether it becomes better.",
    "evaluate": "Your word on it is kept.",
    "drop": "It is not pursued any more; its history stays.",
    "comment": "Your remark is kept.",
    "hand_over": "Handed over; your colleague has been told.",
}


@blueprint.get("/improvements")
def index() -> ResponseReturnValue:
    """The items of one's sites; `?show=all` with those that are over."""
    asker, wanted = actor(), "all" if request.args.get("show") == "all" else "open"
    found = improvements.listed(asker, wanted)
    return render(
        "rectification/improvements/index.html", cards=improvement_showing.cards(found, clock.now()), wanted=wanted
    )


@blueprint.get("/improvements/<int:improvement_id>")
def show(improvement_id: int) -> ResponseReturnValue:
    """One item: why it was opened, before, target, plan, after, tasks, what happened."""
    return _page(improvement_id)


@blueprint.post("/improvements/<int:improvement_id>/moves")
def move(improvement_id: int) -> ResponseReturnValue:
    """Make one move with an item."""
    asker, form = actor(), StepForm()
    improvements.find(improvement_id, asker)
    if not form.validate() or form.move.data not in improvements.MOVES:
        raise Problem("not_found")
    step = Step(
        form.command.data, form.move.data, form.base_rev.data, asker, clock.now(), form.note.data or "", form.target(), form.until(),
        form.staff_id(),
    )  # fmt: skip
    try:
        improvements.apply(improvement_id, step)
    except Problem as problem:
        return _page(improvement_id, sayable(problem, "conflict"), step)
    flash(_(DONE[step.move]))
    return go_to(url_for("improvements.show", improvement_id=improvement_id))


@blueprint.post("/tasks/<int:task_id>/improvements")
def open_by_hand(task_id: int) -> ResponseReturnValue:
    """Make an improvement item of the point of a task."""
    asker = actor()
    task = lifecycle.find(task_id, asker)
    try:
        made = improvement_opening.open_by_hand(task, asker, request.form.get("note", "")[:1000], clock.now())
    except Problem as problem:
        sayable(problem)
        sentence = problem.details["fields"]["note"]
        flash(_(sentence), "error")
        return go_to(url_for("rectification.show", task_id=task_id))
    return go_to(url_for("improvements.show", improvement_id=made.id))


def _page(improvement_id: int, problem: Problem | None = None, step: Step | None = None) -> ResponseReturnValue:
    asker = actor()
    shown = improvement_showing.show(improvements.find(improvement_id, asker), asker, clock.now())
    return render(
        "rectification/improvements/show.html", status=status_of(problem), shown=shown, command=uuid4(),
        problem=problem,
        faults=faults_of(problem), said=step, tried=step.move if step else "",
    )  # fmt: skip
