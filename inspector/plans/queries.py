"""Reads plans and assignments: what is due for whom, how a site keeps them, the calendar ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from inspector.accounts.access import Actor, within
from inspector.errors import Problem
from inspector.extensions import db
from inspector.plans.models import Assignment, Plan, SiteExcuse, WithdrawnRound

SOON = timedelta(hours=12)  # what opens within so long is carried by a tablet without a network


@dataclass(frozen=True, slots=True)
class Kept:
    """How a site kept its plans in some days. planned = done + missed + due that is over or running; excused is left out."""

    planned: int
    done: int
    late: int
    missed: int
    excused: int

    @property
    def percent(self) -> float | None:
        """Done on time of what can be judged already, 0-100; None when nothing can."""
        judged = self.done + self.missed
        return None if not judged else 100 * (self.done - self.late) / judged


def plan(actor: Actor, plan_id: int, permission: str = "plans.read") -> Plan:
    """A plan one may see. Raises Problem not_found."""
    found = db.session.scalar(_visible(select(Plan).where(Plan.id == plan_id), actor, permission))
    if found is None:
        raise Problem("not_found")
    return found


def plans(actor: Actor) -> Sequence[Plan]:
    """The plans one may see, by site and time."""
    statement = _visible(select(Plan).options(joinedload(Plan.site)), actor, "plans.read")
    return db.session.scalars(statement.order_by(Plan.site_id, Plan.due_at, Plan.id)).all()


def excuse(actor: Actor, excuse_id: int) -> SiteExcuse:
    """Days that one may excuse or take back. Raises Problem not_found."""
    wanted = select(SiteExcuse).where(SiteExcuse.id == excuse_id, within(SiteExcuse.site_id, actor.sites("plans.edit")))
    found = db.session.scalar(wanted)
    if found is None:
        raise Problem("not_found")
    return found


def due_for(actor: Actor, site_ids: Sequence[int], at: datetime) -> list[dict[str, Any]]:
    """What the person is to do at these sites, now or within SOON. Shape: docs/payload.md, Bundle, `due`."""
    rows = db.session.execute(
        select(Assignment.id, Assignment.site_id, Assignment.due_at, Plan.checklist_key, Plan.shift_id, Plan.area_id, Plan.line)
        .join(Plan, Plan.id == Assignment.plan_id)
        .where(Assignment.site_id.in_(site_ids), Assignment.state == "due", Assignment.opens_at <= at + SOON, Assignment.missed_at > at)
        .where(_is_for(actor))
        .order_by(Assignment.due_at, Assignment.id)
    )
    return [
        {"assignment": row.id, "checklist_id": row.checklist_key, "site_id": row.site_id, "shift_id": row.shift_id, "area_id": row.area_id,
         "line": row.line, "due_at": row.due_at.isoformat(timespec="milliseconds")}
        for row in rows
    ]  # fmt: skip


def kept(site_id: int, first: date, last: date, hidden: bool = False) -> Kept:
    """How one site kept its plans from one business day to another. hidden: count surprise rounds too."""
    rows = db.session.execute(
        select(Assignment.state, Assignment.is_late, func.count())
        .join(Plan, Plan.id == Assignment.plan_id)
        .where(Assignment.site_id == site_id, Assignment.business_day.between(first, last))
        .where(true() if hidden else Plan.is_surprise.is_(False))
        .group_by(Assignment.state, Assignment.is_late)
    ).all()
    sums: dict[str, int] = {}
    for state, is_late, count in rows:
        sums[state] = sums.get(state, 0) + count
        if is_late:
            sums["late"] = sums.get("late", 0) + count
    planned = sum(sums.get(state, 0) for state in ("due", "done", "missed"))
    return Kept(planned, sums.get("done", 0), sums.get("late", 0), sums.get("missed", 0), sums.get("excused", 0))


def calendar(actor: Actor, site_id: int, first: date, last: date) -> Sequence[Assignment]:
    """The rounds of one site from one business day to another, as far as one may see them."""
    statement = (
        _visible(select(Assignment).join(Plan, Plan.id == Assignment.plan_id), actor, "plans.read")
        .where(Assignment.site_id == site_id, Assignment.business_day.between(first, last))
        .options(joinedload(Assignment.plan))
    )
    return db.session.scalars(statement.order_by(Assignment.due_at, Assignment.id)).all()


def count_seen(actor: Actor, ids: Sequence[int]) -> int:
    """How many of some rounds one may see: a figure must not tell the site of a surprise either."""
    statement = select(func.count(Assignment.id)).join(Plan, Plan.id == Assignment.plan_id).where(Assignment.id.in_(ids))
    return db.session.scalar(_visible(statement, actor, "plans.read")) or 0


def rounds_between(actor: Actor, first: date, last: date, only_own: bool) -> Sequence[Assignment]:
    """The rounds of every site from one business day to another, by time. only_own: only what the person is to do."""
    statement = _in_reach(select(Assignment).join(Plan, Plan.id == Assignment.plan_id), actor, only_own)
    statement = statement.where(Assignment.business_day.between(first, last)).options(joinedload(Assignment.plan).joinedload(Plan.site))
    return db.session.scalars(statement.order_by(Assignment.due_at, Assignment.id)).all()


def withdrawn_between(actor: Actor, first: date, last: date, only_own: bool) -> Sequence[WithdrawnRound]:
    """The rounds taken back from one business day to another, as far as `rounds_between` would have shown them."""
    statement = _in_reach(select(WithdrawnRound).join(Plan, Plan.id == WithdrawnRound.plan_id), actor, only_own)
    statement = statement.where(WithdrawnRound.business_day.between(first, last)).options(joinedload(WithdrawnRound.plan))
    return db.session.scalars(statement.order_by(WithdrawnRound.due_at, WithdrawnRound.id)).all()


def _in_reach(statement: Select[Any], actor: Actor, only_own: bool) -> Select[Any]:
    return statement.where(_is_for(actor)) if only_own else _visible(statement, actor, "plans.read")


def _visible(statement: Select[Any], actor: Actor, permission: str) -> Select[Any]:
    return statement.where(within(Plan.site_id, actor.sites(permission)), _not_hidden(actor))


def _not_hidden(actor: Actor) -> ColumnElement[bool]:
    """Surprise rounds are seen by who may plan them, and by who is to do them."""
    return or_(Plan.is_surprise.is_(False), within(Plan.site_id, actor.sites("plans.surprise")), _is_for(actor))


def _is_for(actor: Actor) -> ColumnElement[bool]:
    """The plans that name this person, and at sites at which the person holds the role that is to do them, those that name nobody."""
    named = and_(Plan.account_id == actor.account_id, within(Plan.site_id, actor.sites("inspections.conduct")))
    held = [and_(Plan.account_id.is_(None), Plan.role == role.name, within(Plan.site_id, role.site_ids)) for role in actor.roles]
    return or_(named, *held)
