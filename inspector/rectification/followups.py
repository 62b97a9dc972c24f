"""What an inspector said about tasks open or watched on arrival: improved, not improved, could not see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from inspector.extensions import db
from inspector.inspections.recorded import Recorded
from inspector.rectification import effectiveness, households
from inspector.rectification.deadlines import due_at
from inspector.rectification.models import Task, TaskEvent

# verdict and state -> the state after it; what is not here stays as it is and only the event is kept. That what is watched is good again
# is a look like any other: effectiveness.py counts it and closes.
AFTER = {
    ("improved", "open"): "watching",
    ("improved", "accepted"): "watching",
    ("improved", "fixed"): "watching",
    ("not_improved", "fixed"): "open",
    ("not_improved", "watching"): "open",
}
_TASK, _EVENT = Task.__table__, TaskEvent.__table__


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at one task. is_second_person: the inspector did not fix it."""

    verdict: str
    state: str
    is_second_person: bool


def state_after(seen: Seen) -> str:
    """The state of a task after a look at it.

    Who fixed it cannot say that it is good; a self-check may say it is fixed.
    """
    if seen.verdict == "improved" and not seen.is_second_person:
        return seen.state
    return AFTER.get((seen.verdict, seen.state), seen.state)


def apply(recorded: Recorded) -> None:
    """Apply what an inspection says about earlier tasks of its site; tasks of other sites and closed ones are passed over."""
    if not recorded.follow_ups:
        return
    connection = db.session.connection()
    said = {task_id: (verdict, note, photos) for task_id, verdict, note, photos in recorded.follow_ups}
    names = ("id", "state", "rev", "grade", "due_at", *effectiveness.OF_A_FIX)
    columns = [_TASK.c[name] for name in names]
    tasks = connection.execute(
        select(*columns)
        .where(_TASK.c.id.in_(said), _TASK.c.site_id == recorded.inspection.site_id, _TASK.c.state != "closed")
        .order_by(_TASK.c.id)
    ).all()
    if not tasks:
        return
    changes = [_change(recorded, task, said[task.id][0]) for task in tasks]
    columns_changed = ("state", "due_at", "rev", *effectiveness.OF_A_FIX)
    connection.execute(
        update(_TASK).where(_TASK.c.id == bindparam("task")).values({c: bindparam(c) for c in columns_changed}), changes
    )
    connection.execute(insert(_EVENT), [_event(recorded, change, *said[change["task"]]) for change in changes])


def _change(recorded: Recorded, task: Any, verdict: str) -> dict[str, Any]:
    inspection = recorded.inspection
    state = state_after(Seen(verdict, task.state, task.fixed_by_id != inspection.author_id))
    is_reopened = state == "open" and task.state != "open"
    return {
        "task": task.id, "state": state, "rev": task.rev + 1,
        "due_at": _new_deadline(recorded, task.grade) if is_reopened else task.due_at,
        **effectiveness.fix_after(task, is_reopened),
        **(_watched(recorded, task) if state == "watching" != task.state else {}),
    }  # fmt: skip


def _watched(recorded: Recorded, task: Any) -> dict[str, Any]:
    found = effectiveness.watching(task.grade, task.id, recorded.received_at, recorded.business_day)
    return found | {"fixed_at": task.fixed_at or recorded.received_at}


def _new_deadline(recorded: Recorded, grade: str) -> datetime:
    return due_at(grade, None, recorded.received_at, households.hours_of(recorded.site, recorded.business_day))


def _event(
    recorded: Recorded, change: dict[str, Any], verdict: str, note: str | None, photos: tuple[str, ...]
) -> dict[str, Any]:
    inspection = recorded.inspection
    return {
        "task_id": change["task"], "kind": verdict, "at": recorded.received_at, "actor_id": inspection.author_id, "note": note,
        "photos": list(photos), "details": {"inspection": inspection.id, "line": inspection.line, "state": change["state"]},
        "rev": change["rev"],
    }  # fmt: skip
