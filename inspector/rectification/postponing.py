"""Open tasks put off because their site is closed, rebuilt, hit by weather or booked: their clock stands still for those days.

What must be put right at once is not put off: food, gas and people do not wait for an opening. Source: practice 3.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from inspector import clock
from inspector.extensions import db
from inspector.rectification.models import Task, TaskEvent
from inspector.rectification.queries import WORKING_STATES
from inspector.sites.models import Site


def postpone(site_id: int, first_on: date, days: int, reason: str, by: int, at: datetime) -> int:
    """Give every open task that is due on a business day or later so many days more; the task says so. Answers how many.

    days: of the excuse, those that no other excuse covers. What was overdue before the first of them stays overdue.
    """
    if days <= 0:
        return 0
    site = db.session.get_one(Site, site_id)
    ends = time.fromisoformat(site.day_ends_at)
    open_ones = select(Task).where(Task.site_id == site_id, Task.state.in_(WORKING_STATES), Task.grade != "at_once")
    put_off = [one for one in db.session.scalars(open_ones) if clock.business_day(one.due_at, site.timezone, ends) >= first_on]
    for task in put_off:
        task.due_at += timedelta(days=days)
        task.rev += 1
        details = {"due_at": task.due_at.isoformat(timespec="milliseconds"), "days": days}
        db.session.add(
            TaskEvent(task_id=task.id, kind="postponed", at=at, actor_id=by, note=reason, photos=[], details=details, rev=task.rev)
        )
    db.session.flush()
    return len(put_off)
