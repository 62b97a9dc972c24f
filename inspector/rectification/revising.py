"""What a corrected inspection does to tasks and reminders: those of a wrong answer are withdrawn with the reason, new ones are opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, exists, select, update

from inspector.extensions import db
from inspector.inspections.models import Answer
from inspector.inspections.recorded import Recorded, RecordedAnswer
from inspector.inspections.revising import Before
from inspector.rectification import tasks
from inspector.rectification.models import Reminder, Task, TaskEvent, TaskFinding


@dataclass(frozen=True, slots=True)
class Correction:
    """What events about a correction say. revision_id: of the inspection's Revision."""

    revision_id: int
    actor_id: int
    reason: str
    at: datetime


def follow(recorded: Recorded, before: Mapping[int, Before], correction: Correction) -> None:
    """Withdraw what a correction shows to be no failure, name whom it names now, and open what it shows to be one."""
    now = {one.id: one for one in recorded.answers if one.is_failed}
    right = {b.id for b in before.values() if b.is_failed and b.id not in now}
    moved = {b.id for b in before.values() if b.is_failed and b.id in now and _is_other_person(recorded, now[b.id], b)}
    came = [one for one in now.values() if one.id not in before or not before[one.id].is_failed or one.id in moved]
    _withdraw(right, correction)
    _withdraw(moved, correction, is_of_person=True)
    _rename([one for one in now.values() if one.id not in moved], correction)
    came = [one for one in came if not _stands_again(recorded, one, correction)]
    if came:
        tasks.open_for(replace(recorded, answers=tuple(came), received_at=correction.at))


def _is_other_person(recorded: Recorded, now: RecordedAnswer, before: Before) -> bool:
    """A behaviour is coached by person: of somebody else it is another matter."""
    return tasks.decided(recorded, now.item).kind == "coach" and now.staff_id != before.staff_id


def _withdraw(answer_ids: Iterable[int], correction: Correction, is_of_person: bool = False) -> None:
    """is_of_person: only from tasks about a person; what guests met again at a site is the site's, whoever bears one of the answers."""
    ids = sorted(answer_ids)
    if not ids:
        return
    db.session.execute(delete(Reminder).where(Reminder.answer_id.in_(ids)))
    same = [TaskFinding.answer_id.in_(ids), TaskFinding.withdrawn_at.is_(None)]
    if is_of_person:
        same.append(TaskFinding.task_id.in_(select(Task.id).where(Task.place.startswith("staff:"))))
    touched = sorted(set(db.session.scalars(select(TaskFinding.task_id).where(*same))))
    db.session.execute(update(TaskFinding).where(*same).values(withdrawn_at=correction.at))
    for task_id in touched:
        task = db.session.get_one(Task, task_id)
        is_empty = not db.session.scalar(
            select(exists().where(TaskFinding.task_id == task_id, TaskFinding.withdrawn_at.is_(None)))
        )
        if is_empty and task.state != "closed":
            task.state, task.closed_at = "closed", correction.at
        _note(task, "withdrawn", correction)


def _rename(failures: list[RecordedAnswer], correction: Correction) -> None:
    for one in failures:
        finding = select(TaskFinding).where(
            TaskFinding.answer_id == one.id, TaskFinding.staff_id.is_distinct_from(one.named_staff_id)
        )
        for found in db.session.scalars(finding):
            found.staff_id = one.named_staff_id
        reminder = update(Reminder).where(Reminder.answer_id == one.id)
        db.session.execute(reminder.values(staff_id=one.named_staff_id, was_told=one.is_reminded))


def _stands_again(recorded: Recorded, one: RecordedAnswer, correction: Correction) -> bool:
    """A failure that was withdrawn and is one after all goes back to its task, while that is open."""
    if tasks.decided(recorded, one.item).kind == "coach":
        return False
    found = db.session.execute(
        select(TaskFinding, Task)
        .join(Task, Task.id == TaskFinding.task_id)
        .join(Answer, Answer.id == TaskFinding.answer_id)
        .where(TaskFinding.answer_id == one.id, Task.state != "closed")
    ).first()
    if found is None:
        return False
    found[0].withdrawn_at, found[0].staff_id = None, one.named_staff_id
    _note(found[1], "repeated", correction)
    return True


def _note(task: Task, kind: str, correction: Correction) -> None:
    task.rev += 1
    db.session.add(
        TaskEvent(
            task_id=task.id, kind=kind, at=correction.at, actor_id=correction.actor_id, note=correction.reason, photos=[],
            details={"revision": correction.revision_id, "state": task.state}, rev=task.rev,
        )
    )  # fmt: skip
    db.session.flush()
