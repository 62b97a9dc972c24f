"""What is watched proves itself or comes back, by the next inspections of the same item at the same place or of the same person.

A failure opens it again (tasks.py; coaching begins its count anew). Good looks in a row close it once there are enough of them, and where
the photo was enough the end of the time does; where a look is asked for and nobody looked, those who verify are told, and it stays
watched. How many looks, by whom, how long: rechecks.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select
from sqlalchemy.orm import selectinload

from inspector import clock
from inspector.extensions import db
from inspector.inspections.recorded import Recorded, RecordedAnswer
from inspector.prepared import Prepared
from inspector.rectification import caring, rulebook, telling
from inspector.rectification.models import Task, TaskEvent, TaskLook
from inspector.rectification.rechecks import Look, Watch, good_looks, is_look_of_weight, recheck_of
from inspector.sites import settings_store
from inspector.sites.models import StaffAssignment, StaffMember

# What is known of a fix; gone when the task is open again.
OF_A_FIX = ("fixed_at", "fixed_by_id", "verify_by", "watched_since", "watch_until", "looks_needed", "looks_by")
NO_FIX: Mapping[str, Any] = dict.fromkeys(OF_A_FIX[:5]) | {"looks_needed": 0, "looks_by": "round"}

_TASK = Task.__table__.c
_WATCHED = Prepared(
    select(_TASK.id, _TASK.item, _TASK.place, _TASK.kind, _TASK.watched_since, _TASK.fixed_by_id, _TASK.looks_by)
    .where(_TASK.site_id == bindparam("site"), _TASK.checklist_key == bindparam("checklist"), _TASK.state == "watching")
    .order_by(_TASK.id)
)


def watching(grade: str, task_id: int, at: datetime, day: date) -> dict[str, Any]:
    """The columns of a task that is watched from a moment on."""
    recheck = recheck_of(grade, task_id, limits_of(day))
    return {
        "watched_since": at,
        "watch_until": at + recheck.watched,
        "looks_needed": recheck.looks,
        "looks_by": recheck.by,
    }


def fix_after(task: Any, is_reopened: bool) -> Mapping[str, Any]:
    """The columns of a task's fix after something was seen of it: gone when it is open again."""
    return NO_FIX if is_reopened else {name: getattr(task, name) for name in OF_A_FIX}


def watch(task: Task, at: datetime) -> dict[str, Any]:
    """Begin to watch what was just verified; answers what the event says: how late the second look came, if it did."""
    for name, value in watching(task.grade, task.id, at, _day(task, at)).items():
        setattr(task, name, value)
    is_late = task.verify_by is not None and at > task.verify_by
    return {"late_seconds": int((at - task.verify_by).total_seconds())} if is_late and task.verify_by else {}


def work_again(task: Task) -> None:
    """Forget a fix that did not hold."""
    for name, value in NO_FIX.items():
        setattr(task, name, value)


def observe(recorded: Recorded) -> None:
    """Count what an inspection saw of tasks that are watched at its site, and close those that are proven."""
    inspection, connection = recorded.inspection, db.session.connection()
    said = {task_id for task_id, verdict, _, _ in recorded.follow_ups if verdict == "improved"}
    rows = _WATCHED.rows(connection, site=inspection.site_id, checklist=recorded.checklist.id)
    if not rows and not said:
        return
    by_key = _by_item_and_place(recorded)
    seen = {row.id: _counted(recorded, row, by_key.get((row.item, row.place), [])) for row in rows}
    again = {task_id for task_id, (_, failed, reopens) in seen.items() if failed and reopens}
    looked = {
        task_id: (count, failed) for task_id, (count, failed, _) in seen.items() if count and task_id not in again
    }
    looked |= dict.fromkeys(said - again, (1, 0))
    if not looked:
        return
    is_from_outside = _is_from_outside(connection, inspection.author_id, inspection.site_id, recorded.business_day)
    for task in _watched_before(looked, inspection.site_id, recorded.received_at):
        count, failed = looked[task.id]
        counts = is_look_of_weight(
            task.looks_by, inspection.line, task.fixed_by_id == inspection.author_id, is_from_outside
        )
        task.looks.append(
            TaskLook(
                task_id=task.id,
                inspection_id=inspection.id,
                seen=count,
                failed=failed,
                counts=counts,
                at=recorded.received_at,
            )
        )
        settle(task, inspection.author_id, recorded.received_at, is_said=task.id in said and counts)
    db.session.flush()


def settle(task: Task, by: int | None, at: datetime, is_said: bool = False) -> bool:
    """Close a watched task that has proven itself. is_said: somebody looked just for it. Answers whether it was closed."""
    looks = [Look(one.seen, one.failed, one.counts) for one in looks_of_watch(task)]
    enough = task.looks_needed or (1 if is_said else None)
    if task.state != "watching" or enough is None or good_looks(looks) < enough or caring.lacks_analysis(task):
        return False
    _end(task, by, at, {"looks": good_looks(looks)})
    return True


def looks_of_watch(task: Task) -> list[TaskLook]:
    """The looks since the present fix is watched, oldest first."""
    return [one for one in task.looks if task.watched_since is not None and one.at > task.watched_since]


def pass_time(at: datetime) -> None:
    """End the time of watching: what the photo proved is closed, for the rest a look is asked for once."""
    due = select(Task).where(Task.state == "watching", Task.watch_until <= at).order_by(Task.id)
    for task in list(db.session.scalars(due)):
        if not task.looks_needed and not caring.lacks_analysis(task):
            _end(task, None, at, {"looks": 0})
            continue
        task.watch_until, task.rev = None, task.rev + 1
        db.session.add(
            TaskEvent(
                task_id=task.id, kind="unseen", at=at, actor_id=None, note=None, photos=[], details=None, rev=task.rev
            )
        )
        telling.unseen(task, at)
    db.session.flush()


def _end(task: Task, by: int | None, at: datetime, details: dict[str, Any]) -> None:
    task.state, task.closed_at, task.rev = "closed", at, task.rev + 1
    db.session.add(
        TaskEvent(
            task_id=task.id, kind="proven", at=at, actor_id=by, note=None, photos=[], details=details, rev=task.rev
        )
    )


def _by_item_and_place(recorded: Recorded) -> dict[tuple[str, str], list[RecordedAnswer]]:
    found: dict[tuple[str, str], list[RecordedAnswer]] = defaultdict(list)
    for one in recorded.answers:
        if one.state == "answered":
            found[one.item.id, one.place].append(one)
            if one.named_staff_id is not None:
                found[one.item.id, f"staff:{one.named_staff_id}"].append(one)
    return found


def _counted(recorded: Recorded, task: Any, ones: list[RecordedAnswer]) -> tuple[int, int, bool]:
    """(seen, failed, whether a failure opens it again) of what was seen since the fix is watched."""
    later = [one for one in ones if task.watched_since is None or (one.at or recorded.received_at) > task.watched_since]
    return sum(one.observations for one in later), sum(1 for one in later if one.is_failed), task.kind != "coach"


def _watched_before(ids: Iterable[int], site_id: int, moment: datetime) -> list[Task]:
    """Those of some tasks that were watched before a moment: what an inspection just found to be good is not seen twice by it."""
    found = (
        select(Task)
        .options(selectinload(Task.looks))
        .where(Task.id.in_(list(ids)), Task.site_id == site_id, Task.state == "watching")
        .where(or_(Task.watched_since.is_(None), Task.watched_since < moment))
        .order_by(Task.id)
    )
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _is_from_outside(connection: Connection, account_id: int, site_id: int, day: date) -> bool:
    """Whether an inspector has no post at the site on a day."""
    post = (
        select(StaffAssignment.id)
        .join(StaffMember, StaffMember.id == StaffAssignment.staff_id)
        .where(StaffMember.account_id == account_id, StaffAssignment.site_id == site_id, StaffAssignment.from_on <= day)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
    )
    return connection.execute(post.limit(1)).scalar() is None


def limits_of(day: date) -> Watch:
    """What the organisation set for watching, as it holds on a day."""
    short, long = (timedelta(days=settings_store.value(key, day)) for key in ("watch_days", "watch_days_long"))
    ways = rulebook.of(db.session.connection(), day).ways
    return Watch(
        short, long, settings_store.value("sample_percent", day), settings_store.value("proof_observations", day),
        {grade: way.recheck for grade, way in ways.items() if way.rule_id is not None},
    )  # fmt: skip


def _day(task: Task, at: datetime) -> date:
    return clock.business_day(at, task.site.timezone, time.fromisoformat(task.site.day_ends_at))
