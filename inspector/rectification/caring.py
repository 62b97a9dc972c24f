"""What the moves write that leave a task's state alone: contained, understood, planned, paused, handed over, helped with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from inspector import clock
from inspector.errors import Problem
from inspector.extensions import db
from inspector.rectification import saying, telling
from inspector.rectification.deadlines import Hours
from inspector.rectification.models import Task, TaskAnalysis, TaskHelper, TaskPause
from inspector.rectification.rechecks import needs_whys
from inspector.sites.models import Site, StaffAssignment, StaffMember

CURRENCY = "CNY"
Details = dict[str, Any]


def asks_for_whys(task: Task) -> bool:
    """Whether the cause of a task must be followed by five whys."""
    return needs_whys(task.grade, task.repeat_count + task.recurrence)


def lacks_analysis(task: Task) -> bool:
    """Whether a task may not be closed yet, because nobody said why it happened or what is done about it."""
    known = task.analysis
    return asks_for_whys(task) and (known is None or known.cause_at is None or known.planned_at is None)


def contain(task: Task, says: Mapping[str, Any], note: str | None, by: int, at: datetime, hours: Hours) -> Details:
    """Write down how the harm was stopped. Raises Unsaid."""
    if not (note or "").strip():
        raise saying.Unsaid({"note": "Please write what you did to stop it."})
    known = _analysis(task)
    known.contained_at, known.containment = known.contained_at or at, (note or "").strip()
    return {}


def analyse(task: Task, says: Mapping[str, Any], note: str | None, by: int, at: datetime, hours: Hours) -> Details:
    """Write down why it happened. Raises Unsaid."""
    said = saying.cause(says, asks_for_whys(task))
    known = _analysis(task)
    known.cause, known.whys, known.cause_at = said.cause, list(said.whys), at
    return {"cause": said.cause, "whys": list(said.whys)}


def plan(task: Task, says: Mapping[str, Any], note: str | None, by: int, at: datetime, hours: Hours) -> Details:
    """Write down what is done so that it stays away. Raises Unsaid."""
    said = saying.measure(says, note)
    known = _analysis(task)
    known.measure, known.plan, known.planned_at, known.cost_minor = (
        said.measure,
        (note or "").strip(),
        at,
        said.cost_minor,
    )
    known.currency = None if said.cost_minor is None else CURRENCY
    return {"measure": said.measure, "cost_minor": said.cost_minor}


def pause(task: Task, says: Mapping[str, Any], note: str | None, by: int, at: datetime, hours: Hours) -> Details:
    """Let the clock of a repair stand still until the vendor's date. Raises Unsaid; Problem conflict where it stands still already."""
    if task.pause_at(at) is not None:
        raise Problem("conflict", state=task.state)
    zone = ZoneInfo(hours.zone)
    latest = (task.opened_at + hours.limits.works).astimezone(zone).date()
    said = saying.waiting(says, note, at.astimezone(zone).date(), latest)
    until = datetime.combine(said.until, hours.closes_at, zone)
    if hours.closes_at <= hours.opens_at:
        until += timedelta(days=1)
    until = until.astimezone(UTC)
    made = TaskPause(
        task_id=task.id,
        began_at=at,
        until=until,
        ticket=said.ticket,
        vendor=said.vendor,
        by_id=by,
        due_before=task.due_at,
    )
    made.reason = (note or "").strip()
    task.pauses.append(made)
    task.due_at = _due_after(task, made, until, hours)
    return {"ticket": said.ticket, "vendor": said.vendor, "until": until.isoformat(timespec="milliseconds")}


def resume(task: Task, says: Mapping[str, Any], note: str | None, by: int, at: datetime, hours: Hours) -> Details:
    """Let the clock run again before the vendor's date; the days not needed are taken back. Raises Problem conflict where it runs."""
    waiting = task.pause_at(at)
    if waiting is None:
        raise Problem("conflict", state=task.state)
    waiting.ended_at = at
    task.due_at = _due_after(task, waiting, at, hours)
    return {}


def hand_over(task: Task, says: Mapping[str, Any], note: str | None, by: int, at: datetime, hours: Hours) -> Details:
    """Give a task to a colleague of the site who works there now. Raises Unsaid."""
    to = _colleague(task, says, at, hours)
    if to.id == task.owner_id:
        raise saying.Unsaid({"staff": "This colleague sees to it already."})
    if task.place == f"staff:{to.id}":
        raise saying.Unsaid({"staff": "Nobody coaches himself. Please choose somebody else."})
    details = {"from_staff": task.owner_id, "from_account": task.owner_account_id, "to_staff": to.id}
    task.owner_id, task.owner_account_id, task.owner = to.id, None, to
    telling.passed_on(task, to.account_id, at)
    return details


def invite(task: Task, says: Mapping[str, Any], note: str | None, by: int, at: datetime, hours: Hours) -> Details:
    """Ask a colleague of the site to help. Raises Unsaid."""
    helper = _colleague(task, says, at, hours)
    if helper.id == task.owner_id or any(one.staff_id == helper.id for one in task.helpers):
        raise saying.Unsaid({"staff": "This colleague has a part in it already."})
    task.helpers.append(TaskHelper(task_id=task.id, staff_id=helper.id, by_id=by, at=at))
    telling.invited(task, helper.account_id, at)
    return {"staff": helper.id}


def _due_after(task: Task, waiting: TaskPause, ends_at: datetime, hours: Hours) -> datetime:
    """The deadline of a task whose clock stood still until a moment; works are due on the vendor's date. Never past what works may take."""
    longest = max(waiting.due_before, task.opened_at + hours.limits.works)
    if task.grade == "works":
        return min(max(waiting.until, ends_at), longest)
    return min(waiting.due_before + (ends_at - waiting.began_at), longest)


WRITES: Mapping[str, Callable[[Task, Mapping[str, Any], str | None, int, datetime, Hours], Details]] = {
    "contain": contain, "analyse": analyse, "plan": plan, "pause": pause, "resume": resume, "hand_over": hand_over, "invite": invite,
}  # fmt: skip


def colleagues(task: Task, at: datetime) -> list[StaffMember]:
    """Who works at the site of a task now, by name."""
    return colleagues_at(task.site, at)


def colleagues_at(site: Site, at: datetime) -> list[StaffMember]:
    """Who works at a site now, by name."""
    day = clock.business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))
    return list(
        db.session.scalars(
            select(StaffMember)
            .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
            .where(StaffAssignment.site_id == site.id, StaffAssignment.from_on <= day)
            .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
            .where(or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day))
            .order_by(StaffMember.name, StaffMember.id)
        )
    )


def _colleague(task: Task, says: Mapping[str, Any], at: datetime, hours: Hours) -> StaffMember:
    wanted = saying.person(says)
    found = next((one for one in colleagues(task, at) if one.id == wanted), None)
    if found is None:
        raise saying.Unsaid({"staff": "Please choose a colleague who works here now."})
    return found


def _analysis(task: Task) -> TaskAnalysis:
    if task.analysis is None:
        task.analysis = TaskAnalysis(task_id=task.id, whys=[])
    return task.analysis
