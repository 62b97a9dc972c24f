"""Reminds owners, tells those above when a task is late, and says each morning how things stand. Called by the sweep; twice is once.

Who hears what: `reminding.py`. Whoever a step finds nobody at, the next one up hears it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from inspector import clock
from inspector.database import insert_of
from inspector.extensions import db
from inspector.notices import board
from inspector.rectification import improvement_waiting, queries, reminding, rulebook
from inspector.rectification.desk_models import TaskNudge
from inspector.rectification.models import Task
from inspector.rectification.telling import CHAIN, hearers, holding
from inspector.sites.models import Site, StaffMember

DIGEST_AT = time(9)  # by the clock of the site; quiet hours end then
NUMBERS = ("open", "late", "today", "verify", "plans", "to_judge")
SENTENCES = {
    reminding.HALF: "Half of the time is over: %(title)s (%(site)s).",
    reminding.LATE_OWNER: "The time is over: %(title)s (%(site)s). Please put it right now or say what is in the way.",
    reminding.LATE_STORE: "Overdue at your site: %(title)s (%(site)s). Please see what is in the way.",
    reminding.LATE_AREA: "Long overdue: %(title)s (%(site)s). The store has not put it right.",
}
DIGEST = "Today at %(site)s: open %(open)s, overdue %(late)s, due today %(today)s, to verify %(verify)s."
AREA_DIGEST = "Today at your sites (%(sites)s with tasks): open %(open)s, overdue %(late)s, due today %(today)s, to verify %(verify)s."
OWN_DIGEST = "Today for you: tasks %(open)s, of them overdue %(late)s, due today %(today)s."
# The same mornings, where improvement items wait for somebody too.
DIGEST_MORE = (
    "Today at %(site)s: open %(open)s, overdue %(late)s, due today %(today)s, to verify %(verify)s. "
    "Improvement items that wait for a plan: %(plans)s."
)
AREA_DIGEST_MORE = (
    "Today at your sites (%(sites)s with tasks): open %(open)s, overdue %(late)s, due today %(today)s, to verify %(verify)s. "
    "Improvement items that wait for a plan: %(plans)s, for somebody to judge them: %(to_judge)s."
)
OWN_DIGEST_MORE = (
    "Today for you: tasks %(open)s, of them overdue %(late)s, due today %(today)s. Improvement items that wait for your plan: %(plans)s."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the tasks of a site or of an owner stand in the morning; of improvement items those that wait for a plan or to be judged."""

    open: int
    late: int
    today: int
    verify: int
    plans: int = 0
    to_judge: int = 0


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
    improvements = improvement_waiting.by_site(at)
    for site in db.session.scalars(select(Site).where(Site.closed_on.is_(None)).order_by(Site.id)):
        local = at.astimezone(ZoneInfo(site.timezone))
        if local.time() < DIGEST_AT:
            continue
        day = local.date()
        waiting = improvements.get(site.id, [])
        kinds = [one.kind for one in waiting]
        standing = replace(standing_of(site, at), plans=kinds.count("plan"), to_judge=kinds.count("judge"))
        if standing.open + standing.verify + standing.plans + standing.to_judge:
            _tell_managers(site, standing, day.isoformat(), at)
            _tell_owners(site, Counter(one.one.owner_id for one in waiting if one.kind == "plan"), day.isoformat(), at)
            for account_id in holding(site.scope_id, CHAIN[1:2]):
                above.setdefault((account_id, day.isoformat()), []).append(standing)
            count += 1
    for (account_id, day_text), found in above.items():
        values = {name: sum(getattr(one, name) for one in found) for name in NUMBERS}
        values["sites"] = sum(1 for one in found if one.open + one.verify)
        sentence = AREA_DIGEST_MORE if values["plans"] + values["to_judge"] else AREA_DIGEST
        board.announce([account_id], f"digest:{day_text}", sentence, values, "/tasks", at, urgency="reminder")
    return count


def _tell_managers(site: Site, standing: Standing, day: str, at: datetime) -> None:
    values = {"site": site.name, **numbers(standing), "plans": standing.plans}
    sentence = DIGEST_MORE if standing.plans else DIGEST
    key, url = f"digest:{site.id}:{day}", f"/tasks?site={site.id}"
    if standing.open + standing.verify + standing.plans:
        board.announce(holding(site.scope_id, CHAIN[:1]), key, sentence, values, url, at, urgency="reminder")


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


def _tell_owners(site: Site, plans: Counter[int | None], day: str, at: datetime) -> None:
    """What is theirs, to people who work there. plans: how many improvement items wait for a plan of each."""
    with_tasks = select(Task.owner_id).where(Task.site_id == site.id, Task.state.in_(queries.WORKING_STATES))
    owners = db.session.execute(
        select(StaffMember.id, StaffMember.account_id)
        .where(StaffMember.account_id.is_not(None))
        .where(or_(StaffMember.id.in_(with_tasks), StaffMember.id.in_([one for one in plans if one is not None])))
    ).all()
    for owner_id, account_id in owners:
        standing = _standing(site, at, Task.site_id == site.id, Task.owner_id == owner_id)
        if account_id is not None and standing.late + standing.today + plans[owner_id]:
            values = {"open": standing.open, "late": standing.late, "today": standing.today, "plans": plans[owner_id]}
            sentence = OWN_DIGEST_MORE if plans[owner_id] else OWN_DIGEST
            board.announce([account_id], f"own:{site.id}:{day}", sentence, values, "/tasks/mine", at, urgency="reminder")


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
        hearers(step, {row.owner} if row.owner is not None else set(), row.scope_id, row.grade == "at_once"),
        f"task:{row.id}:{step}:{version}",
        SENTENCES[step],
        values,
        f"/tasks/{row.id}",
        at,
        urgency=urgency,
    )
