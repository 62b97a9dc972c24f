"""A manager's day at a glance: what was checked, what is late, what fails most, what went well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Integer, cast, func, select

from inspector import clock
from inspector.accounts.access import Actor, scoped
from inspector.accounts.models import Account, Device
from inspector.appraisals.models import Praise
from inspector.checklists import publishing
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections import queries
from inspector.inspections.models import Answer, Attachment, Inspection
from inspector.plans import queries as plans
from inspector.plans.queries import Kept
from inspector.rectification import improvement_waiting
from inspector.rectification.improvement_waiting import Waiting
from inspector.rectification.models import Task
from inspector.sites.models import Site, StaffMember

WORST_FROM_DAYS = 14
WORST_SHOWN = 3
PRAISE_FROM_DAYS = 3
MOST_SITES = 40
PHOTOS_LATE_AFTER = timedelta(hours=24)  # docs/decisions.md, Held records
FEWEST_ANSWERS = 5  # an item asked less often says nothing yet


@dataclass(frozen=True, slots=True)
class WorstItem:
    """An item that failed most often of late. failed of asked answers."""

    title: Any
    failed: int
    asked: int


@dataclass(frozen=True, slots=True)
class LatePhotos:
    """Photos announced more than a day ago that are still on a device. label: its name, "" where nobody gave it one."""

    label: str
    author: str  # who made the newest of their rounds
    count: int


@dataclass(frozen=True, slots=True)
class SiteToday:
    """One site on its present business day. gap: points by which self-checks stand above store visits, None without both."""

    site: Site
    day: date
    rounds: Sequence[Inspection]
    planned: Kept  # of today
    open_tasks: int
    overdue_tasks: int
    to_verify: int
    worst: Sequence[WorstItem]
    praise: Sequence[tuple[str, str]]  # (name, note)
    gap: float | None
    late_photos: Sequence[LatePhotos]
    improvements: Sequence[Waiting]  # that wait for the reader


@dataclass(frozen=True, slots=True)
class Today:
    """What a manager sees first."""

    sites: Sequence[SiteToday]
    held: int
    oldest_held_at: datetime | None


def of(actor: Actor, moment: datetime) -> Today:
    """The day of every site the actor may read, at most MOST_SITES of them."""
    statement = (
        scoped(select(Site), Site.id, actor, "inspections.read").where(Site.closed_on.is_(None)).order_by(Site.name)
    )
    sites = db.session.execute(statement.limit(MOST_SITES)).scalars().all()
    waiting = queries.held(actor) if actor.may("inspections.decide") else []
    invalid = queries.invalid(actor) if actor.may("inspections.decide") else []
    improvements = improvement_waiting.of_actor(actor, moment)
    return Today(
        [_site(site, moment, actor.may("plans.surprise", site.id), improvements) for site in sites],
        len(waiting) + len(invalid),
        waiting[0].received_at if waiting else None,
    )


def _site(site: Site, moment: datetime, sees_surprises: bool, improvements: Sequence[Waiting]) -> SiteToday:
    day = clock.business_day(moment, site.timezone, time.fromisoformat(site.day_ends_at))
    rounds = db.session.execute(
        select(Inspection).where(Inspection.site_id == site.id, Inspection.business_day == day).order_by(Inspection.started_at.desc())
    ).scalars().all()  # fmt: skip
    return SiteToday(
        site=site, day=day, rounds=rounds, planned=plans.kept(site.id, day, day, sees_surprises),
        open_tasks=_tasks(site, Task.state.in_(("open", "accepted"))),
        overdue_tasks=_tasks(site, Task.state.in_(("open", "accepted")), Task.due_at < moment),
        to_verify=_tasks(site, Task.state == "fixed"),
        worst=_worst(site, day), praise=_praise(site, day), gap=_gap(site, day),
        late_photos=_late_photos(site, moment),
        improvements=[waiting for waiting in improvements if waiting.one.site_id == site.id],
    )  # fmt: skip


def _tasks(site: Site, *conditions: Any) -> int:
    return db.session.execute(select(func.count(Task.id)).where(Task.site_id == site.id, *conditions)).scalar_one()


def _worst(site: Site, day: date) -> list[WorstItem]:
    """The items that failed most often at rounds from outside and inside the store, self-checks left out."""
    failed = func.sum(cast(Answer.is_failed, Integer))
    rows = db.session.execute(
        select(Answer.item, Inspection.checklist_version_id, failed.label("failed"), func.count().label("asked"))
        .join(Inspection, Inspection.id == Answer.inspection_id)
        .where(
            Inspection.site_id == site.id,
            Inspection.business_day > day - timedelta(days=WORST_FROM_DAYS),
            Inspection.line != "self",
            Inspection.reinspects.is_(None),
        )
        .where(Answer.state == "answered")
        .group_by(Answer.item, Inspection.checklist_version_id)
        .having(func.count() >= FEWEST_ANSWERS, failed > 0)
    ).all()
    worst = sorted(rows, key=lambda row: row.failed / row.asked, reverse=True)[:WORST_SHOWN]
    return [WorstItem(_title(row.checklist_version_id, row.item), row.failed, row.asked) for row in worst]


def _title(version_id: int, item: str) -> Any:
    sha256 = db.session.execute(select(ChecklistVersion.sha256).where(ChecklistVersion.id == version_id)).scalar_one()
    return publishing.compiled(sha256).item(item).ask


def _praise(site: Site, day: date) -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(StaffMember.name, Praise.note)
        .join(StaffMember, StaffMember.id == Praise.staff_id)
        .where(Praise.site_id == site.id, Praise.business_day > day - timedelta(days=PRAISE_FROM_DAYS))
        .order_by(Praise.at.desc())
        .limit(5)
    )
    return [(row.name, row.note) for row in rows]


def _late_photos(site: Site, moment: datetime) -> list[LatePhotos]:
    rows = db.session.execute(
        select(Inspection.device_id, Device.label, Account.name, func.count(Attachment.id).label("photos"))
        .join(Attachment, Attachment.inspection_id == Inspection.id)
        .join(Account, Account.id == Inspection.author_id)
        .outerjoin(Device, Device.id == Inspection.device_id)
        .where(Inspection.site_id == site.id, Inspection.is_complete.is_(False), Attachment.is_here.is_(False))
        .where(Inspection.received_at <= moment - PHOTOS_LATE_AFTER)
        .group_by(Inspection.device_id, Device.label, Account.name)
        .order_by(func.max(Inspection.received_at))
    )
    found: dict[str | None, LatePhotos] = {}
    for row in rows:  # the newest round of a device comes last
        count = row.photos + (found[row.device_id].count if row.device_id in found else 0)
        found[row.device_id] = LatePhotos(row.label or "", row.name, count)
    return list(found.values())


def _gap(site: Site, day: date) -> float | None:
    """Mean of self-checks minus mean of store visits over the same checklists in four weeks (self-check gap)."""
    since = day - timedelta(days=28)
    rows = db.session.execute(
        select(Inspection.line, Inspection.percent)
        .where(Inspection.site_id == site.id, Inspection.business_day > since, Inspection.percent.is_not(None))
        .where(Inspection.line.in_(("self", "area", "audit")), Inspection.flag.is_(None), Inspection.reinspects.is_(None))
    ).all()
    own = [float(row.percent) for row in rows if row.line == "self"]
    others = [float(row.percent) for row in rows if row.line != "self"]
    if not own or not others:
        return None
    return sum(own) / len(own) - sum(others) / len(others)
