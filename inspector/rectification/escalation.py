"""Reminds owners, tells those above when a task is late, and says each morning how things stand. Called by the sweep; twice is once.

Who hears what: `reminding.py`. Whoever a step finds nobody at, the next one up hears it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, select

from inspector import clock
from inspector.database import insert_of
from inspector.extensions import db
from inspector.notices import board
from inspector.rectification import queries, reminding, rulebook
from inspector.rectification.desk_models import TaskNudge
from inspector.rectification.models import Task
from inspector.rectification.telling import STORE, holding
from inspector.sites.models import Site, StaffMember

DIGEST_AT = time(9)  # by the clock of the site; quiet hours end then
CHAIN = (*STORE, "area_manager", "quality_lead")
SENTENCES = {
    reminding.HALF: "Half of the time is over: %(title)s (%(site)s).",
    reminding.LATE_OWNER: "The time is over: %(title)s (%(site)s). Please put it right now or say what is in the way.",
    reminding.LATE_STORE: "Overdue at your site: %(title)s (%(site)s). Please see what is in the way.",
    reminding.LATE_AREA: "Long overdue: %(title)s (%(site)s). The store has not put it right.",
}
DIGEST = "Today at %(site)s: open %(open)s, overdue %(late)s, due today %(today)s, to verify %(verify)s."
AREA_DIGEST = "Today at your sites (%(sites)s with tasks): open %(open)s, overdue %(late)s, due today %(today)s, to verify %(verify)s."
OWN_DIGEST = "Today for you: tasks %(open)s, of them overdue %(late)s, due today %(today)s."


@dataclass(frozen=True, slots=True)
class Standing:
    """How the tasks of a site or of an owner stand in the morning."""

    open: int
    late: int
    today: int
    verify: int


def remind(at: datetime) -> int:
    """Tell whom the clock says must hear of a task; answers how many steps were told."""
    rows = db.session.execute(_working(at)).all()
    told = _told({row.id for row in rows})
    count, ways = 0, rulebook.of(db.session.connection(), at.date()).ways
    for row in rows:
        way = ways[row.grade]
        version = row.due_at.isoformat(timespec="minutes")
        for step in reminding.reached((way.store_wait, way.area_wait), row.opened_at, row.due_at, at):
            if (row.id, step, version) not in told and _note(row.id, step, version, at):
                _tell(row, step, version, at)
                count += 1
    return count


def digest(at: datetime) -> int:
    """Say once each morning how the tasks of each site stand, to its managers, and to owners what is theirs; answers to how many sites."""
    count = 0
    above: dict[tuple[int, str], list[Standing]] = {}
    for site in db.session.scalars(select(Site).where(Site.closed_on.is_(None)).order_by(Site.id)):
        local = at.astimezone(ZoneInfo(site.timezone))
        if local.time() < DIGEST_AT:
            continue
        day = local.date()
        standing = standing_of(site, at)
        if standing.open + standing.verify:
            values = {"site": site.name, **numbers(standing)}
            key, url = f"digest:{site.id}:{day.isoformat()}", f"/tasks?site={site.id}"
            board.announce(holding(site.scope_id, CHAIN[:1]), key, DIGEST, values, url, at, urgency="reminder")
            _tell_owners(site, day.isoformat(), at)
            for account_id in holding(site.scope_id, CHAIN[1:2]):
                above.setdefault((account_id, day.isoformat()), []).append(standing)
            count += 1
    for (account_id, day_text), found in above.items():
        values = {
            "sites": len(found),
            **{name: sum(getattr(one, name) for one in found) for name in ("open", "late", "today", "verify")},
        }
        board.announce([account_id], f"digest:{day_text}", AREA_DIGEST, values, "/tasks", at, urgency="reminder")
    return count


def standing_of(site: Site, at: datetime) -> Standing:
    """How the tasks of a site stand at a moment; coaching is left out."""
    return _standing(site, at, Task.site_id == site.id, Task.kind != "coach")


def _standing(site: Site, at: datetime, *wanted: ColumnElement[bool]) -> Standing:
    ends = time.fromisoformat(site.day_ends_at)
    today = clock.business_day(at, site.timezone, ends)
    tomorrow = datetime.combine(today + timedelta(days=1), ends, ZoneInfo(site.timezone))
    working = Task.state.in_(queries.WORKING_STATES)
    row = db.session.execute(
        select(
            func.count().filter(working), func.count().filter(working, Task.due_at < at),
            func.count().filter(working, Task.due_at >= at, Task.due_at < tomorrow), func.count().filter(Task.state == "fixed"),
        ).where(*wanted)
    ).one()  # fmt: skip
    return Standing(row[0], row[1], row[2], row[3])


def numbers(standing: Standing) -> dict[str, int]:
    """What fills a digest."""
    return {"open": standing.open, "late": standing.late, "today": standing.today, "verify": standing.verify}


def _tell_owners(site: Site, day: str, at: datetime) -> None:
    owners = db.session.execute(
        select(Task.owner_id, StaffMember.account_id)
        .join(StaffMember, StaffMember.id == Task.owner_id)
        .where(Task.site_id == site.id, Task.state.in_(queries.WORKING_STATES), StaffMember.account_id.is_not(None))
        .distinct()
    ).all()
    for owner_id, account_id in owners:
        standing = _standing(site, at, Task.site_id == site.id, Task.owner_id == owner_id)
        if account_id is not None and standing.late + standing.today:
            values = {"open": standing.open, "late": standing.late, "today": standing.today}
            board.announce(
                [account_id], f"own:{site.id}:{day}", OWN_DIGEST, values, "/tasks/mine", at, urgency="reminder"
            )


def _told(task_ids: set[int]) -> set[tuple[int, str, str]]:
    nudges = select(TaskNudge.task_id, TaskNudge.step, TaskNudge.version).join(Task, Task.id == TaskNudge.task_id)
    rows = db.session.execute(nudges.where(Task.state.in_(queries.WORKING_STATES)))
    return {(task_id, step, version) for task_id, step, version in rows if task_id in task_ids}


def _working(at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Task.id, Task.grade, Task.opened_at, Task.due_at, Task.title, Task.site_id, Site.name.label("site"), Site.scope_id,
            func.coalesce(StaffMember.account_id, Task.owner_account_id).label("owner"),
        )
        .join(Site, Site.id == Task.site_id)
        .outerjoin(StaffMember, StaffMember.id == Task.owner_id)
        .where(Task.state.in_(queries.WORKING_STATES), Task.due_at > at - reminding.LONGEST)
        .order_by(Task.id)
    )  # fmt: skip


def _note(task_id: int, step: str, version: str, at: datetime) -> bool:
    row = {"task_id": task_id, "step": step, "version": version, "by_id": None, "at": at}
    insert = insert_of(db.session().get_bind().dialect.name)
    made = insert(TaskNudge).values(row).on_conflict_do_nothing(index_elements=["task_id", "step", "version"])
    return bool(db.session.execute(made.returning(TaskNudge.id)).all())


def _tell(row: Row[Any], step: str, version: str, at: datetime) -> None:
    values = {"title": dict(row.title), "site": row.site}
    urgency = "at_once" if row.grade == "at_once" else "reminder"
    board.announce(
        _hearers(row, step),
        f"task:{row.id}:{step}:{version}",
        SENTENCES[step],
        values,
        f"/tasks/{row.id}",
        at,
        urgency=urgency,
    )


def _hearers(row: Row[Any], step: str) -> set[int]:
    owner = {row.owner} if row.owner is not None else set()
    if step in (reminding.HALF, reminding.LATE_OWNER):
        managers = holding(row.scope_id, CHAIN[:1]) if row.grade == "at_once" or not owner else set()
        return owner | managers
    start = 0 if step == reminding.LATE_STORE else 1
    for role in CHAIN[start:]:
        found = holding(row.scope_id, (role,)) - (owner if role != CHAIN[-1] else set())
        if found:
            return found
    return owner
