"""The door for what devices want done with tasks and rounds (docs/payload.md, Commands), and the desk for what a person decides of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from inspector import clock
from inspector.accounts.guards import actor
from inspector.accounts.models import Account
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import command as wire
from inspector.inspections import desk, json_in, payload
from inspector.inspections.forms import DecisionForm
from inspector.inspections.models import DeviceCommand
from inspector.pipelines import commands
from inspector.pipelines.commands import Outcome
from inspector.rectification.models import Task, TaskEvent
from inspector.rectification.showing import last_move
from inspector.web.again import sayable
from inspector.web.rendering import go_to, render

blueprint = Blueprint("commands", __name__, url_prefix="/api/v1")
pages = Blueprint("command_desk", __name__)

OUTCOMES = {"open": "held", "carried": "applied", "left": "left"}
CONFLICTS = frozenset(("conflict", "superseded", "left"))


@blueprint.put("/device/commands/<command_id>")
def take(command_id: str) -> ResponseReturnValue:
    """Take one command of a device. Acknowledged, by header, only when what became of it is durable."""
    try:
        command = wire.read(request.get_data())
    except json_in.Malformed as error:
        raise Problem("malformed", why=str(error)) from None
    except payload.EnvelopeFaults as error:
        raise Problem("malformed", why=str(error), fields=error.faults) from None
    asker = actor()
    if command.id != command_id:
        raise Problem("malformed", why="the id is not that of the address")
    if command.author_id != asker.account_id:
        raise Problem("foreign_author")
    outcome = commands.take(command, asker, g.get("grant_is_live", True), clock.now())
    return _answer(command, outcome, may_read=asker.grant_id is None)


@pages.get("/commands/<int:command_id>")
def show(command_id: int) -> ResponseReturnValue:
    """What a device wanted, how it stands now, and what a person may decide."""
    return _page(command_id, DecisionForm())


@pages.post("/commands/<int:command_id>/decision")
def decide(command_id: int) -> ResponseReturnValue:
    """Carry a command out after all, or leave everything as it is."""
    asker, form = actor(), DecisionForm()
    record = desk.one(asker, command_id)
    if not form.validate_on_submit() or form.decision.data not in ("carry", "leave"):
        return _page(command_id, form, status=422)
    try:
        commands.decide(record, form.decision.data == "carry", form.reason.data, asker, clock.now())
    except Problem as problem:
        return _page(command_id, form, sayable(problem, "conflict"), problem.kind.status)
    return go_to(url_for("held.index"))


def _answer(command: wire.Command, outcome: Outcome, may_read: bool) -> Response:
    if outcome.record is None:
        return make_response(jsonify(id=command.id, status="incomplete", missing=outcome.missing), 201)
    record = outcome.record
    name = _outcome_of(record)
    body: dict[str, Any] = {
        "id": command.id, "status": "complete", "missing": [], "outcome": name, "merged": record.is_merged, "forced": record.is_forced,
        "reason": record.reason, "rev": record.result_rev, "received_at": record.received_at.isoformat(timespec="milliseconds"),
        "task": _task(record, may_read) if record.task_id else None,
    }  # fmt: skip
    if outcome.has_other_content:
        return make_response(jsonify(error={"code": "other_content", "message": "", "details": {"id": command.id}}), 409)
    is_conflict = name in CONFLICTS
    if is_conflict:
        body["error"] = {"code": "conflict", "message": "", "details": {"outcome": name}}
    response = make_response(jsonify(body), 409 if is_conflict else 201 if outcome.is_new else 200)
    response.headers["X-Inspector-Ack"] = f"{command.id} {command.body_sha256}"
    return response


def _outcome_of(record: DeviceCommand) -> str:
    if record.state == "open" and record.reason == "conflict":
        return "conflict"
    if record.state == "applied" and record.reason in ("proposed", "conflict"):
        return "held" if record.reason == "proposed" else "conflict"
    return OUTCOMES.get(record.state, record.state)


def _task(record: DeviceCommand, may_read: bool) -> dict[str, Any] | None:
    """How the task stands, for its author; who did it last only where the sender may read."""
    task = db.session.get(Task, record.task_id or 0)
    if task is None or record.reason == "unknown_target":
        return None
    told: dict[str, Any] = {"id": task.id, "state": task.state, "rev": task.rev}
    last = last_move(task)
    if may_read and last is not None:
        told["by"], told["at"] = _name(last), last.at.isoformat(timespec="milliseconds")
    return told


def _name(event: TaskEvent) -> str:
    return db.session.scalar(select(Account.name).where(Account.id == (event.actor_id or 0))) or ""


def _page(command_id: int, form: DecisionForm, problem: Problem | None = None, status: int = 200) -> ResponseReturnValue:
    asker = actor()
    record = desk.one(asker, command_id)
    task = db.session.get(Task, record.task_id or 0)
    last = last_move(task) if task is not None else None
    return render(
        "inspections/command.html", status=status, record=record, command=wire.read(record.body), task=task, last=last,
        last_by=_name(last) if last else "", author=db.session.get_one(Account, record.author_id).name,
        why=desk.why(record),
        form=form, problem=problem, may_decide=desk.may_decide(asker, record) and record.state == "open",
    )  # fmt: skip
