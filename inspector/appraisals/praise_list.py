"""The list of praise of a site: the only place where people stand in an order, and only those who said themselves that they wish to.

Source: docs/decisions.md, List of praise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from inspector.accounts.access import Actor, within
from inspector.appraisals.looking_models import PraiseListing
from inspector.appraisals.models import Praise
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.sites.models import Site, StaffAssignment, StaffMember

COUNTED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Place:
    """One person on the list. rank: from 1; who was praised as often shares it."""

    rank: int
    staff: StaffMember
    praises: int


def is_listed(staff_id: int | None) -> bool:
    """Whether a person wishes to stand on the list now."""
    return _standing(staff_id or 0) is not None


def choose(actor: Actor, wishes: bool, at: datetime) -> None:
    """Join the list or leave it; only oneself, at any time, without a reason. Raises Problem not_found for an account that is no staff."""
    if actor.staff_id is None:
        raise Problem("not_found")
    listing = _standing(actor.staff_id)
    if wishes == (listing is not None):
        return
    if listing is None:
        db.session.add(PraiseListing(staff_id=actor.staff_id, joined_at=at))
    else:
        listing.left_at = at
    what = "joined" if wishes else "left"
    trail.record(f"praise_list.{what}", f"staff:{actor.staff_id}", actor_id=actor.account_id, at=at)


def sites_of(actor: Actor, at: datetime) -> Sequence[Site]:
    """The sites whose lists somebody sees: where one works today, and those whose conduct one reads."""
    works = select(StaffAssignment.site_id).where(*_now(at), StaffAssignment.staff_id == (actor.staff_id or 0))
    statement = select(Site).where(or_(Site.id.in_(works), within(Site.id, actor.sites("conduct.read"))), Site.closed_on.is_(None))
    return db.session.scalars(statement.order_by(Site.name)).all()


def of_site(site_id: int, at: datetime) -> list[Place]:
    """Who works at a site, wishes to stand on the list and was praised in the last three months; most first, ties as ties."""
    praises = func.count()
    rows = db.session.execute(
        select(StaffMember, praises)
        .join(Praise, Praise.staff_id == StaffMember.id)
        .join(PraiseListing, PraiseListing.staff_id == StaffMember.id)
        .where(PraiseListing.left_at.is_(None), Praise.business_day > (at - COUNTED).date())
        .where(StaffMember.id.in_(select(StaffAssignment.staff_id).where(*_now(at), StaffAssignment.site_id == site_id)))
        .group_by(StaffMember.id)
        .order_by(praises.desc(), StaffMember.number)
    ).all()
    return [Place(1 + sum(1 for _, other in rows if other > count), staff, count) for staff, count in rows]


def _now(at: datetime) -> tuple[ColumnElement[bool], ...]:
    day = at.date()
    return StaffAssignment.from_on <= day, or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day)


def _standing(staff_id: int) -> PraiseListing | None:
    return db.session.scalar(select(PraiseListing).where(PraiseListing.staff_id == staff_id, PraiseListing.left_at.is_(None)))
