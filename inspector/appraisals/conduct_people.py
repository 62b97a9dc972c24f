"""The people whom somebody may praise, remind or report about: those of one's sites today, or those of one round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

from inspector.accounts.access import Actor, within
from inspector.accounts.naming import names_of
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from inspector.sites.models import Position, Site, StaffAssignment, StaffMember

MOST = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with the place and position of today. today: the day at the site."""

    staff: StaffMember
    site: Site
    position: dict[str, str]
    today: date


def of(actor: Actor, inspection_id: int | None, at: datetime) -> list[Person]:
    """The people of the sites where one may praise, by site and number; of one round only those it names. Nobody sees himself here."""
    statement = _now(at.date()).where(within(StaffAssignment.site_id, actor.sites("conduct.raise")))
    if inspection_id is not None:
        statement = statement.where(StaffMember.id.in_(_named(actor, inspection_id)))
    if actor.staff_id is not None:
        statement = statement.where(StaffMember.id != actor.staff_id)
    rows = db.session.execute(statement.order_by(Site.name, StaffMember.number).limit(MOST))
    return [Person(staff, place, position, at.astimezone(zone(place)).date()) for staff, place, position in rows]


def one(actor: Actor, staff_id: int, at: datetime) -> Person:
    """One person of a site where one may praise. Raises Problem not_found."""
    statement = _now(at.date()).where(StaffMember.id == staff_id, within(StaffAssignment.site_id, actor.sites("conduct.raise")))
    row = db.session.execute(statement.limit(1)).one_or_none()
    if row is None:
        raise Problem("not_found")
    return Person(row[0], row[1], row[2], at.astimezone(zone(row[1])).date())


def sites(actor: Actor) -> Sequence[Site]:
    """The sites where one may report."""
    open_ones = select(Site).where(within(Site.id, actor.sites("conduct.raise")), Site.closed_on.is_(None))
    return db.session.scalars(open_ones.order_by(Site.name)).all()


def site(actor: Actor, site_id: int | None) -> Site:
    """One of them. Raises Problem not_found."""
    found = db.session.get(Site, site_id or 0)
    if found is None or not actor.may("conduct.raise", found.id):
        raise Problem("not_found")
    return found


def names(*account_ids: int | None) -> dict[int, str]:
    """Names of accounts by id."""
    return names_of(account_ids)


def zone(site: Site) -> ZoneInfo:
    """The clock of a site."""
    return ZoneInfo(site.timezone)


def _now(day: date) -> Select[StaffMember, Site, dict[str, str]]:
    return (
        select(StaffMember, Site, Position.name)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Site, Site.id == StaffAssignment.site_id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(StaffAssignment.from_on <= day, or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
    )


def _named(actor: Actor, inspection_id: int) -> list[int]:
    found = db.session.get(Inspection, inspection_id)
    if found is None or not actor.may("inspections.read", found.site_id):
        raise Problem("not_found")
    rows = db.session.execute(select(Answer.subject, Answer.staff_id).where(Answer.inspection_id == inspection_id).distinct())
    ids: set[int] = set()
    for subject, staff_id in rows:
        kind, _, key = (subject or "").partition(":")
        ids |= {staff_id} if staff_id else set()
        ids |= {int(key)} if kind == "staff" and key.isdigit() else set()
    return sorted(ids)
