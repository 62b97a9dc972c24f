"""Tells people about tasks: the owner that one came, the others that one waits for a second look, the owner how that look went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from inspector.accounts.access import PERMISSIONS, Actor
from inspector.accounts.models import Account, RoleAssignment, Scope, ScopeClosure
from inspector.extensions import db
from inspector.notices import board, rules
from inspector.rectification import reminding
from inspector.rectification.models import Task
from inspector.sites.facts import SiteFacts
from inspector.sites.models import StaffMember

OWN_TASKS = "/tasks/mine"
TO_OWNER = {
    "verified": "Accepted as fixed: %(title)s (%(site)s).",
    "returned": "Sent back, please look again: %(title)s (%(site)s).",
}
TO_VERIFIERS = "Waiting for your second look: %(title)s (%(site)s)."
PASSED_ON = "Passed on to you: %(title)s (%(site)s)."
ASKED = "%(name)s asks you to see to this: %(title)s (%(site)s)."
INVITED = "You are asked to help: %(title)s (%(site)s)."
UNSEEN = "Nobody has looked again, please have a look: %(title)s (%(site)s)."
OPENED = "A round at %(site)s left tasks for you."
AT_ONCE = "To be put right at once: %(title)s (%(site)s). Please stop it now and say so."
STORE = ("store_manager",)  # who is called when something must be put right at once
CHAIN = (*STORE, "area_manager", "quality_lead")  # who hears that something is late, one after the other


def opened(account_ids: Iterable[int], inspection_id: int, site_name: str, at: datetime) -> None:
    """Tell the owners of new tasks of one inspection, once each."""
    board.announce(account_ids, f"inspection:{inspection_id}:tasks", OPENED, {"site": site_name}, OWN_TASKS, at)


def at_once(
    tasks: Iterable[tuple[int, Mapping[str, str], int | None]], site: SiteFacts, author_id: int, at: datetime
) -> None:
    """Call the owner and the store manager to what must be put right at once. tasks: (id, title, account of the owner)."""
    managers = holding(site.scope_id, STORE)
    for task_id, title, owner in tasks:
        values = {"title": dict(title), "site": site.name}
        hearers = (managers | ({owner} if owner is not None else set())) - {author_id}
        board.announce(
            hearers, f"task:{task_id}:called", AT_ONCE, values, f"/tasks/{task_id}", at, urgency=rules.AT_ONCE
        )


def moved(task: Task, event: str, actor: Actor, at: datetime) -> None:
    """Tell those whom one move concerns; never the one who made it."""
    values = {"title": dict(task.title), "site": task.site.name}
    key, url = f"task:{task.id}:{task.rev}", f"/tasks/{task.id}"
    if event == "fixed":
        board.announce(verifiers(task) - {actor.account_id}, key, TO_VERIFIERS, values, url, at)
    elif event in TO_OWNER:
        board.announce(_owners(task) - {actor.account_id}, key, TO_OWNER[event], values, url, at)


def passed_on(task: Task, account_id: int | None, at: datetime) -> None:
    """Tell the new owner of a task."""
    _tell(task, () if account_id is None else (account_id,), PASSED_ON, at)


def invited(task: Task, account_id: int | None, at: datetime) -> None:
    """Tell whoever is asked to help."""
    _tell(task, () if account_id is None else (account_id,), INVITED, at)


def unseen(task: Task, at: datetime) -> None:
    """Tell those who verify that the time of watching is over and nobody looked."""
    _tell(task, verifiers(task), UNSEEN, at)


def asked(task: Task, account_id: int, name: str, day: str, at: datetime) -> None:
    """Tell an owner that somebody asks after a task; once a day."""
    values = {"name": name, "title": dict(task.title), "site": task.site.name}
    board.announce([account_id], f"task:{task.id}:asked:{day}", ASKED, values, f"/tasks/{task.id}", at)


def verifiers(task: Task) -> set[int]:
    """The accounts that verify at the site itself; where none is left but who fixed it, or it takes the area's approval, those above."""
    permission = "tasks.approve" if task.approver == "area" else "tasks.verify"
    rows = db.session.execute(
        select(RoleAssignment.account_id, Scope.kind)
        .join(ScopeClosure, ScopeClosure.ancestor_id == RoleAssignment.scope_id)
        .join(Scope, Scope.id == RoleAssignment.scope_id)
        .join(Account, Account.id == RoleAssignment.account_id)
        .where(ScopeClosure.descendant_id == task.site.scope_id, RoleAssignment.ended_at.is_(None), Account.is_active)
        .where(RoleAssignment.role.in_(PERMISSIONS[permission]), RoleAssignment.account_id != (task.fixed_by_id or 0))
    ).all()
    for kind in ("site", "region", "organisation"):
        found = {account_id for account_id, scope_kind in rows if scope_kind == kind}
        if found:
            return found
    return set()


def holding(scope_id: int, roles: Iterable[str]) -> set[int]:
    """The active accounts that hold one of some roles over a scope."""
    return set(
        db.session.scalars(
            select(RoleAssignment.account_id)
            .join(ScopeClosure, ScopeClosure.ancestor_id == RoleAssignment.scope_id)
            .join(Scope, Scope.id == RoleAssignment.scope_id)
            .join(Account, Account.id == RoleAssignment.account_id)
            .where(ScopeClosure.descendant_id == scope_id, RoleAssignment.ended_at.is_(None), Account.is_active)
            .where(RoleAssignment.role.in_(list(roles)))
        )
    )


def hearers(step: str, owners: set[int], scope_id: int, is_at_once: bool = False) -> set[int]:
    """Who hears that a step of `reminding` is reached: the owner, then who is above; where a step finds nobody, the next one up."""
    if step in (reminding.HALF, reminding.LATE_OWNER):
        return owners | (holding(scope_id, CHAIN[:1]) if is_at_once or not owners else set())
    for role in CHAIN[0 if step == reminding.LATE_STORE else 1 :]:
        found = holding(scope_id, (role,)) - (owners if role != CHAIN[-1] else set())
        if found:
            return found
    return owners


def _tell(task: Task, account_ids: Iterable[int], sentence: str, at: datetime) -> None:
    values = {"title": dict(task.title), "site": task.site.name}
    board.announce(account_ids, f"task:{task.id}:{task.rev}", sentence, values, f"/tasks/{task.id}", at)


def _owners(task: Task) -> set[int]:
    of_staff = db.session.execute(select(StaffMember.account_id).where(StaffMember.id == (task.owner_id or 0))).scalar()
    return {one for one in (of_staff, task.owner_account_id, task.fixed_by_id) if one is not None}
