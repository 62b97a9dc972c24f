"""Improvement items are opened by the rule of the rate, by a third repeat or by hand; as time passes they find who is in charge."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from inspector import clock
from inspector.accounts.access import Actor
from inspector.errors import Problem
from inspector.extensions import db
from inspector.rectification import households, improvement_rounds, improvement_waiting
from inspector.rectification.improvement_keeping import (
    OPENED,
    UNFINISHED,
    keep,
    owners,
    site_facts,
    tell,
    today_at,
    unfinished,
)  # fmt: skip
from inspector.rectification.improvement_models import Improvement
from inspector.rectification.improving import is_systemic, measured, origin_of
from inspector.rectification.models import Reminder, Task, TaskFinding
from inspector.rectification.rules import Habit, Owner, resolve_owner
from inspector.sites import settings_store

LOOKED_AT = timedelta(minutes=20)  # two sweeps; what is missed while the server stands still comes with the next finding


def pass_time(at: datetime, looked_at: timedelta = LOOKED_AT) -> int:
    """Open what the rules ask for, and call who must plan or judge; answers how many were opened.

    looked_at: points with findings of so long are looked at; what was looked at twice opens nothing twice.
    """
    opened = 0
    for site_id, checklist, item in _lately_failed(at - looked_at):
        if unfinished(site_id, checklist, item) is None:
            opened += _open_by_rule(site_id, checklist, item, at)
    for one in db.session.scalars(select(Improvement).where(Improvement.state.in_(UNFINISHED))):
        _pass_on(one, at)
        improvement_waiting.remind(one, at)
    return opened


def open_by_hand(task: Task, actor: Actor, reason: str, at: datetime) -> Improvement:
    """Make an improvement item of the point of a task; where one is open already, that one. Raises Problem forbidden, bad_form."""
    if not actor.may("tasks.assign", task.site_id) or task.kind == "coach":
        raise Problem("forbidden")
    known = unfinished(task.site_id, task.checklist_key, task.item)
    if known is not None:
        return known
    if not reason.strip():
        raise Problem("bad_form", fields={"note": "Please say why it must become better for good."})
    return _open(
        task.site_id, task.checklist_key, task.item, dict(task.title), "hand", at, actor.account_id, reason.strip()
    )


def of_point(task: Task) -> Improvement | None:
    """The unfinished item that a task belongs to."""
    return unfinished(task.site_id, task.checklist_key, task.item)


def _lately_failed(since: datetime) -> list[tuple[int, str, str]]:
    tasks = (
        select(Task.site_id, Task.checklist_key, Task.item)
        .join(TaskFinding, TaskFinding.task_id == Task.id)
        .where(TaskFinding.added_at > since, TaskFinding.withdrawn_at.is_(None))
    )
    acts = select(Reminder.site_id, Reminder.checklist_key, Reminder.item).where(Reminder.at > since)
    return [(row[0], row[1], row[2]) for row in db.session.execute(tasks.union(acts))]


def _open_by_rule(site_id: int, checklist: str, item: str, at: datetime) -> bool:
    last = db.session.scalar(
        select(func.max(Improvement.closed_at)).where(
            Improvement.site_id == site_id, Improvement.checklist_key == checklist, Improvement.item == item
        )
    )
    habit = Habit(*(settings_store.value(key, at.date()) for key in ("coach_failures", "coach_window", "coach_days")))
    since = None if last is None else last.date() + timedelta(days=1)
    rounds = improvement_rounds.of_site(site_id, checklist, item, since, most=habit.window)
    # The brand's rate is dear; it is asked only of what would be too much anywhere.
    is_much = is_systemic(rounds, Fraction(0), habit)
    rate = improvement_rounds.brand_rate(site_id, checklist, item) if is_much else Fraction(1)
    same = (Task.site_id == site_id, Task.checklist_key == checklist, Task.item == item, Task.state != "closed")
    tasks = select(Task).where(*same, Task.kind != "coach", *([Task.opened_at > last] if last else []))
    repeats = max((one.repeat_count + one.recurrence for one in db.session.scalars(tasks)), default=0)
    origin = origin_of(rounds, rate, repeats, habit)
    title = db.session.scalar(select(Task.title).where(*same[:3]).order_by(Task.id.desc()).limit(1))
    if origin is None or title is None:
        return False
    _open(
        site_id,
        checklist,
        item,
        dict(title),
        origin,
        at,
        None,
        None,
        {"brand_percent": round(100 * rate), "repeats": repeats},
    )
    return True


def _open(
    site_id: int, checklist: str, item: str, title: dict[str, str], origin: str, at: datetime, by: int | None,
    reason: str | None, details: dict[str, Any] | None = None,
) -> Improvement:  # fmt: skip
    window = settings_store.value("coach_window", at.date())
    rounds = improvement_rounds.of_site(site_id, checklist, item, most=window)
    before = measured(rounds)
    owner = _owner(site_id, at, by)
    one = Improvement(
        site_id=site_id, checklist_key=checklist, item=item, title=title, origin=origin, state="open", opened_at=at, rev=1,
        owner_id=owner.staff_id, owner_account_id=None if owner.staff_id is not None else owner.account_id,
        before_seen=before.seen, before_failed=before.failed, before_rounds=[each.inspection_id for each in rounds],
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    keep(
        one,
        "opened",
        at,
        by,
        reason,
        {"days": len({each.day for each in rounds if each.failed}), **(details or {})},
        None,
    )
    tell(one, owners(one) - {by or 0}, OPENED, "opened", at)
    return one


def _owner(site_id: int, at: datetime, by: int | None) -> Owner:
    site = site_facts(site_id)
    day = clock.business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))
    found = resolve_owner("store", (), "", households.with_managers(db.session.connection(), site, day))
    if found is None and by is None:
        raise AssertionError("an organisation always has an administrator")
    return found or Owner(None, by)


def _pass_on(one: Improvement, at: datetime) -> None:
    """Give it to whoever is in charge of the site when its owner is gone from there."""
    site = site_facts(one.site_id)
    team = households.with_managers(db.session.connection(), site, today_at(one.site, at))
    staff = set(team.people) | {owner.staff_id for owner in team.managers}
    accounts = {owner.account_id for owner in team.managers}
    is_here = one.owner_id in staff if one.owner_id is not None else one.owner_account_id in accounts
    new = None if is_here else resolve_owner("store", (), "", team)
    if new is None:
        return
    one.owner_id, one.owner_account_id = new.staff_id, None if new.staff_id is not None else new.account_id
    one.rev += 1
    keep(one, "handed_over", at, None, None, {"staff": new.staff_id}, None)
    tell(one, owners(one), OPENED, f"owner:{one.rev}", at)
