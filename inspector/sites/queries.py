"""What pages show of places and people; everything is looked up through the actor's permission, so the rest is simply not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import selectinload

from inspector.accounts.access import Actor, scoped, within
from inspector.errors import Problem
from inspector.extensions import db
from inspector.sites import scopes
from inspector.sites.models import Area, Position, Region, Shift, Site, StaffAssignment, StaffMember


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people: who, and where and as what at present (or last)."""

    staff: StaffMember
    site: Site
    position: Position
    shift: Shift | None


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list of people is narrowed to. text: part of a name or number. state: here | left | all."""

    text: str = ""
    site_id: int | None = None
    position_id: int | None = None
    state: str = "here"


def sites(actor: Actor, permission: str = "places.read", is_open: bool | None = None) -> list[Site]:
    """The sites where a permission holds, by region and name."""
    statement = scoped(select(Site), Site.id, actor, permission).join(Region).order_by(Region.id, Site.code)
    if is_open is not None:
        statement = statement.where(Site.closed_on.is_(None) if is_open else Site.closed_on.is_not(None))
    return list(db.session.scalars(statement.options(selectinload(Site.region))))


def site(actor: Actor, site_id: int, permission: str = "places.read") -> Site:
    """One site. Raises Problem not_found when it is not the actor's."""
    return _one(scoped(select(Site).where(Site.id == site_id), Site.id, actor, permission))


def regions(actor: Actor) -> list[Region]:
    """The regions of the actor's sites; all when the actor's sites are all."""
    statement = select(Region).order_by(Region.id)
    if actor.sites("places.read") is not None:
        visible = scoped(select(Site.region_id), Site.id, actor, "places.read")
        held = [one.id for one in db.session.scalars(statement) if scopes.holds(actor, "places.read", one.scope_id)]
        statement = statement.where(or_(Region.id.in_(visible), Region.id.in_(held)))
    return list(db.session.scalars(statement))


def region(actor: Actor, region_id: int, permission: str = "places.edit") -> Region:
    """One region that the actor may edit as a whole. Raises Problem not_found otherwise."""
    found = _one(select(Region).where(Region.id == region_id))
    if not scopes.holds(actor, permission, found.scope_id):
        raise Problem("not_found")
    return found


def regions_to_edit(actor: Actor) -> list[Region]:
    """The open regions in which the actor may put a site."""
    found = db.session.scalars(select(Region).where(Region.closed_on.is_(None)).order_by(Region.id))
    return [one for one in found if scopes.holds(actor, "places.edit", one.scope_id)]


def areas(site_id: int) -> list[Area]:
    """The areas of a site, those in use first."""
    return list(
        db.session.scalars(select(Area).where(Area.site_id == site_id).order_by(Area.is_active.desc(), Area.id))
    )


def shifts(site_id: int, is_active: bool | None = None) -> list[Shift]:
    """The shifts of a site in order of the day, those in use first."""
    statement = select(Shift).where(Shift.site_id == site_id).order_by(Shift.is_active.desc(), Shift.starts_at)
    if is_active is not None:
        statement = statement.where(Shift.is_active == is_active)
    return list(db.session.scalars(statement))


def area(site_id: int, area_id: int) -> Area:
    """One area of a site. Raises Problem not_found."""
    return _one(select(Area).where(Area.id == area_id, Area.site_id == site_id))


def shift(site_id: int, shift_id: int) -> Shift:
    """One shift of a site. Raises Problem not_found."""
    return _one(select(Shift).where(Shift.id == shift_id, Shift.site_id == site_id))


def positions() -> list[Position]:
    """Every position."""
    return list(db.session.scalars(select(Position).order_by(Position.is_manager.desc(), Position.id)))


def position(position_id: int) -> Position:
    """One position. Raises Problem not_found."""
    return _one(select(Position).where(Position.id == position_id))


def person(actor: Actor, staff_id: int, today: date, permission: str = "people.read") -> StaffMember:
    """One person who works, or last worked, at a site of the actor's. Raises Problem not_found."""
    statement = _people(actor, today, permission).where(StaffMember.id == staff_id)
    return cast("StaffMember", _one(statement))


def people(actor: Actor, wanted: PeopleFilter, today: date) -> Any:
    """The people a list shows, in order of site and number; to be paged."""
    statement = _people(actor, today, "people.read").order_by(Site.code, StaffMember.number)
    if wanted.text:
        statement = statement.where(
            or_(
                StaffMember.name.icontains(wanted.text, autoescape=True),
                StaffMember.number.icontains(wanted.text, autoescape=True),
            )
        )
    if wanted.site_id is not None:
        statement = statement.where(Site.id == wanted.site_id)
    if wanted.position_id is not None:
        statement = statement.where(Position.id == wanted.position_id)
    if wanted.state == "here":
        statement = statement.where(or_(StaffMember.left_on.is_(None), StaffMember.left_on >= today))
    elif wanted.state == "left":
        statement = statement.where(StaffMember.left_on < today)
    return statement


def people_at(site_id: int, day: date) -> list[PersonRow]:
    """Everybody who works at a site on a day, managers first."""
    statement = (
        select(StaffMember, Site, Position, Shift)
        .select_from(StaffMember)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Site, Site.id == StaffAssignment.site_id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .outerjoin(Shift, Shift.id == StaffAssignment.shift_id)
        .where(Site.id == site_id, StaffAssignment.from_on <= day)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
        .order_by(Position.is_manager.desc(), Position.id, StaffMember.number)
    )
    return [PersonRow(*row) for row in db.session.execute(statement)]


def rows_of(staff: Iterable[StaffMember], today: date) -> list[PersonRow]:
    """The same people with the post that says where they belong."""
    found = list(staff)
    statement = (
        select(StaffMember, Site, Position, Shift)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Site, Site.id == StaffAssignment.site_id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .outerjoin(Shift, Shift.id == StaffAssignment.shift_id)
        .where(StaffMember.id.in_([one.id for one in found]), _is_post(today))
    )
    rows = {row[0].id: PersonRow(*row) for row in db.session.execute(statement)}
    return [rows[one.id] for one in found]


@dataclass(frozen=True, slots=True)
class PostNames:
    """What ids of sites, positions and shifts are called."""

    sites: dict[int, str]
    positions: dict[int, dict[str, str]]
    shifts: dict[int, dict[str, str]]


def post_names() -> PostNames:
    """The names for a preview of many people."""
    return PostNames(
        {one.id: one.name for one in db.session.scalars(select(Site))},
        {one.id: one.name for one in db.session.scalars(select(Position))},
        {one.id: one.name for one in db.session.scalars(select(Shift))},
    )


def shift_names(ids: Iterable[int | None]) -> dict[int, Shift]:
    """{id: shift} of the shifts that assignments name."""
    wanted = {one for one in ids if one is not None}
    return {one.id: one for one in db.session.scalars(select(Shift).where(Shift.id.in_(wanted)))} if wanted else {}


def staff_counts(today: date) -> dict[int, int]:
    """{site id: people who work there today}."""
    rows = db.session.execute(
        select(StaffAssignment.site_id, func.count())
        .where(StaffAssignment.from_on <= today, or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= today))
        .group_by(StaffAssignment.site_id)
    )
    return {row[0]: row[1] for row in rows}


def _people(actor: Actor, today: date, permission: str) -> Any:
    return (
        select(StaffMember, StaffAssignment, Site, Position)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Site, Site.id == StaffAssignment.site_id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(_is_post(today), within(Site.id, actor.sites(permission)))
    )


def _is_post(today: date) -> ColumnElement[bool]:
    """The one assignment that says where a person belongs: today's, else the next one, else the last one."""
    later = StaffAssignment.__table__.alias("other")
    current = and_(
        StaffAssignment.from_on <= today, or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= today)
    )
    same_person = later.c.staff_id == StaffAssignment.staff_id
    none_now = ~select(later.c.id).where(
        same_person, later.c.from_on <= today, or_(later.c.to_on.is_(None), later.c.to_on >= today)
    ).exists()  # fmt: skip
    last = ~select(later.c.id).where(same_person, later.c.from_on > StaffAssignment.from_on).exists()
    return or_(current, and_(none_now, last))


def _one(statement: Select[Any]) -> Any:
    found = db.session.scalars(statement).first()
    if found is None:
        raise Problem("not_found")
    return found
