"""Passes open tasks one step up when their owner has left, works elsewhere, or has no account any more; the task says so.

Who worked at the site and does so no longer is gone from it; whoever stands above it is not, wherever that person's own post may be.
Nobody has to remember to call this: it looks at how things stand, so that what was planned for a day happens on that day too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection, select

from inspector import clock
from inspector.accounts.models import Account, RoleAssignment, ScopeClosure
from inspector.extensions import db
from inspector.rectification import households, telling
from inspector.rectification.models import Task, TaskEvent
from inspector.rectification.rules import Owner, step_up
from inspector.sites import facts
from inspector.sites.facts import SiteFacts
from inspector.sites.models import Position, StaffAssignment, StaffMember


@dataclass(frozen=True, slots=True)
class _Gone:
    """An owner who is gone from a site. was_manager: held a post there that leads it."""

    reason: str  # left | moved | no_account
    was_manager: bool = False


def pass_on(by: int | None, at: datetime) -> int:
    """Give every open task whose owner is gone to the next one up; answers how many were given.

    by: the account whose doing it is; None = a day that came. A task with nobody above stays where it is.
    """
    connection, passed = db.session.connection(), 0
    for site, tasks in _open_by_site(connection):
        day = clock.business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))
        gone = _gone_staff(connection, site, {task.owner_id for task in tasks if task.owner_id is not None}, day)
        shut = _gone_accounts(connection, site, {task.owner_account_id for task in tasks if task.owner_id is None})
        for task in tasks:
            why = gone.get(task.owner_id or 0) or shut.get(task.owner_account_id or 0)
            if why is not None:
                passed += _give(connection, db.session.get_one(Task, task.id), site, why, day, by, at)
    db.session.flush()
    return passed


def _open_by_site(connection: Connection) -> list[tuple[SiteFacts, list[Task]]]:
    columns = (Task.id, Task.site_id, Task.owner_id, Task.owner_account_id)
    by_site: dict[int, list[Task]] = {}
    for row in connection.execute(select(*columns).where(Task.state != "closed")):
        by_site.setdefault(row.site_id, []).append(row)  # type: ignore[arg-type]
    found = [(facts.of(connection, site_id), rows) for site_id, rows in by_site.items()]
    return [(site, rows) for site, rows in found if site is not None]


def _gone_staff(connection: Connection, site: SiteFacts, owners: Iterable[int], day: date) -> dict[int, _Gone]:
    """Those of some staff members who are gone from a site on a day."""
    wanted = list(owners)
    if not wanted:
        return {}
    posts = connection.execute(
        select(StaffAssignment.staff_id, StaffAssignment.to_on, StaffAssignment.from_on, Position.is_manager)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(StaffAssignment.site_id == site.id, StaffAssignment.staff_id.in_(wanted))
        .order_by(StaffAssignment.from_on)
    ).all()
    here = {post.staff_id for post in posts if post.from_on <= day and (post.to_on is None or post.to_on >= day)}
    once = {post.staff_id: post.is_manager for post in posts if post.to_on is not None and post.to_on < day}
    left = connection.execute(select(StaffMember.id).where(StaffMember.id.in_(wanted), StaffMember.left_on < day)).scalars()
    found = {staff_id: _Gone("left", once.get(staff_id, False)) for staff_id in left}
    shut = select(StaffMember.id).join(Account, Account.id == StaffMember.account_id)
    shut = shut.where(StaffMember.id.in_(wanted), Account.is_active.is_(False))
    managers = {post.staff_id for post in posts if post.is_manager and post.staff_id in here}
    found = {one: _Gone("no_account", one in managers) for one in connection.execute(shut).scalars()} | found
    above = _staff_above(connection, site) if once.keys() - here - found.keys() else set()
    return found | {
        staff_id: _Gone("moved", was_manager) for staff_id, was_manager in once.items() if staff_id not in here | above | found.keys()
    }


def _staff_above(connection: Connection, site: SiteFacts) -> set[int]:
    """Staff members who stand above the store itself, whose tasks here do not depend on where they work."""
    return set(
        connection.execute(
            select(StaffMember.id)
            .join(RoleAssignment, RoleAssignment.account_id == StaffMember.account_id)
            .join(ScopeClosure, ScopeClosure.ancestor_id == RoleAssignment.scope_id)
            .where(ScopeClosure.descendant_id == site.scope_id, RoleAssignment.ended_at.is_(None))
            .where(RoleAssignment.role.in_(households.STEPS_UP[1:]))
        ).scalars()
    )


def _gone_accounts(connection: Connection, site: SiteFacts, owners: Iterable[int | None]) -> dict[int, _Gone]:
    """Those of some accounts that are shut, or have no part in a site any more."""
    wanted = {one for one in owners if one is not None}
    if not wanted:
        return {}
    there = connection.execute(
        select(Account.id)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .join(ScopeClosure, ScopeClosure.ancestor_id == RoleAssignment.scope_id)
        .where(Account.id.in_(wanted), Account.is_active, RoleAssignment.ended_at.is_(None))
        .where(ScopeClosure.descendant_id == site.scope_id)
    ).scalars()
    return {account_id: _Gone("no_account") for account_id in wanted - set(there)}


def _give(connection: Connection, task: Task, site: SiteFacts, why: _Gone, day: date, by: int | None, at: datetime) -> bool:
    team = households.with_managers(connection, site, day)
    near = {one for one in (*(m.staff_id for m in team.managers), *(p.responsible_id for p in team.places)) if one is not None}
    barred = {task.owner_id or 0, *_gone_staff(connection, site, near, day)}
    if task.kind == "coach" and task.place.startswith("staff:"):
        barred.add(int(task.place.removeprefix("staff:")))
    accounts = {task.owner_account_id} if task.owner_id is None else set()
    # An owner without a post here stood above the store already.
    is_above = why.was_manager or task.owner_id is None or task.kind == "manage"
    owner = step_up(task.place, is_above, frozenset(barred), frozenset(accounts), team)
    if owner is None:
        return False
    details = {"reason": why.reason, "from_staff": task.owner_id, "from_account": task.owner_account_id, "to_staff": owner.staff_id}
    _write(task, owner)
    db.session.add(
        TaskEvent(task_id=task.id, kind="moved", at=at, actor_id=by, note=None, photos=[], details=details, rev=task.rev)
    )
    telling.passed_on(task, owner.account_id, at)
    return True


def _write(task: Task, owner: Owner) -> None:
    task.owner_id, task.rev = owner.staff_id, task.rev + 1
    task.owner_account_id = None if owner.staff_id is not None else owner.account_id
