"""What a device carries of the tasks of a site, so that they are moved on without a network. Shape: docs/payload.md, Bundle, `tasks`."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import selectinload

from inspector.accounts.access import Actor
from inspector.extensions import db
from inspector.rectification import caring, lifecycle, queries, showing
from inspector.rectification.models import Task

MOST_CARRIED = 60  # of one site; a device needs no more in a shift


def workable(site_id: int, actor: Actor) -> list[dict[str, Any]]:
    """The tasks of a site that somebody may do something with, soonest first."""
    here = db.session.scalars(
        queries.listed(Task.site_id == site_id, Task.state != "closed")
        .options(selectinload(Task.analysis), selectinload(Task.pauses))
        .limit(MOST_CARRIED)
    ).all()
    moves = {task.id: lifecycle.allowed(task, actor) for task in here}
    names = showing.owners_of(here)
    photos = queries.first_photos(db.session(), [task.id for task in here])
    return [
        {
            "task": task.id, "rev": task.rev, "state": task.state, "kind": task.kind, "grade": task.grade, "title": task.title,
            "action": task.action, "place": task.place, "owner": names[task.id], "owner_id": task.owner_id,
            "mine": lifecycle.owns(task, actor),
            "due_at": task.due_at.isoformat(timespec="milliseconds"), "needs_photo": task.needs_photo,
            "contained": task.grade != "at_once" or (task.analysis is not None and task.analysis.contained_at is not None),
            "verifies": actor.may("tasks.verify", site_id), "acts": lifecycle.may_act(task, actor), "moves": moves[task.id],
            "photo": photos[task.id], "known": _known(task), "lacks_cause": caring.lacks_analysis(task),
        }
        for task in here
        if moves[task.id] or lifecycle.may_act(task, actor)
    ]  # fmt: skip


def _known(task: Task) -> dict[str, Any] | None:
    """What was understood of a task and for whom it waits; None where nothing was written down."""
    known, waiting = task.analysis, next((one for one in reversed(task.pauses) if one.ended_at is None), None)
    if known is None and waiting is None:
        return None
    until = waiting.until.isoformat(timespec="milliseconds") if waiting else None
    return {
        "stopped": known and known.containment, "cause": known and known.cause, "whys": list(known.whys or ()) if known else [],
        "measure": known and known.measure, "plan": known and known.plan,
        "waiting": {"vendor": waiting.vendor, "ticket": waiting.ticket, "until": until} if waiting else None,
    }
