"""Reads who is at a site and who stands above it, for finding the one owner of a task."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy import Connection, bindparam, or_, select

from inspector.accounts import remembering
from inspector.accounts.models import Account, RoleAssignment, Scope, ScopeClosure
from inspector.extensions import db
from inspector.plans.models import SiteExcuse
from inspector.prepared import Prepared
from inspector.rectification.deadlines import Hours, Limits
from inspector.rectification.rules import Household, Owner, Person, Place
from inspector.sites import settings_store
from inspector.sites.facts import SiteFacts
from inspector.sites.models import Area, Position, StaffAssignment, StaffMember

STEPS_UP = ("store_manager", "area_manager", "quality_lead", "administrator")

_EXCUSE = SiteExcuse.__table__.c
_EXCUSED = Prepared(
    select(_EXCUSE.first_on, _EXCUSE.last_on).where(
        _EXCUSE.site_id == bindparam("site"), _EXCUSE.last_on >= bindparam("day")
    )
)


def household(connection: Connection, site: SiteFacts, day: date) -> Household:
    """The living staff and areas of a site on a business day, without managers: they are read only when nobody nearer is found."""
    return remembering.recall_within(
        connection, ("household", site.id, day), lambda: _household(connection, site.id, day)
    )


def with_managers(connection: Connection, site: SiteFacts, day: date) -> Household:
    """The same household with those above it, store manager first."""
    found = household(connection, site, day)
    return remembering.recall_within(
        connection, ("managed household", site.id, day), lambda: _with_managers(connection, found, site.scope_id)
    )


def hours_of(site: SiteFacts, day: date) -> Hours:
    """A site's clock with its shifts, the limits that hold on a day, and from that day on the days for which the site is excused."""
    return Hours(
        site.timezone, time.fromisoformat(site.opens_at), time.fromisoformat(site.closes_at), time.fromisoformat(site.day_ends_at),
        tuple((time.fromisoformat(starts), time.fromisoformat(ends)) for starts, ends in site.shifts), _limits(day),
        _shut_days(site.id, day),
    )  # fmt: skip


def _limits(day: date) -> Limits:
    minutes, hours = (
        ("at_once_minutes", "at_once_start_minutes"),
        ("cause_hours", "plan_hours", "ticket_hours", "verify_hours"),
    )
    contain, start = (timedelta(minutes=settings_store.value(key, day)) for key in minutes)
    cause, plan, ticket, verify = (timedelta(hours=settings_store.value(key, day)) for key in hours)
    works = timedelta(days=settings_store.value("works_days", day))
    return Limits(contain, works, start, cause, plan, ticket, verify)


def _shut_days(site_id: int, day: date) -> frozenset[date]:
    spans = _EXCUSED.rows(db.session.connection(), site=site_id, day=day)
    return frozenset(
        one.first_on + timedelta(days=n) for one in spans for n in range((one.last_on - one.first_on).days + 1)
    )


def _household(connection: Connection, site_id: int, day: date) -> Household:
    people = connection.execute(
        select(StaffMember.id, StaffMember.account_id, Position.key, Position.is_manager)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .join(Position, Position.id == StaffAssignment.position_id)
        .where(StaffAssignment.site_id == site_id, StaffAssignment.from_on <= day)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
        .where(or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day))
        .order_by(StaffMember.id)
    ).all()
    areas = connection.execute(
        select(Area.id, Area.tables, Area.responsible_id).where(Area.site_id == site_id, Area.is_active)
    ).all()
    return Household(
        people={row[0]: Person(*row) for row in people},
        places=tuple(Place(row[0], frozenset(row[1]), row[2]) for row in areas),
        managers=(),
    )


def _with_managers(connection: Connection, found: Household, scope_id: int) -> Household:
    rows = connection.execute(
        select(RoleAssignment.role, RoleAssignment.account_id, StaffMember.id)
        .join(ScopeClosure, ScopeClosure.ancestor_id == RoleAssignment.scope_id)
        .join(Scope, Scope.id == RoleAssignment.scope_id)
        .join(Account, Account.id == RoleAssignment.account_id)
        .outerjoin(StaffMember, (StaffMember.account_id == Account.id) & StaffMember.left_on.is_(None))
        .where(ScopeClosure.descendant_id == scope_id, RoleAssignment.ended_at.is_(None), Account.is_active)
        .where(RoleAssignment.role.in_(STEPS_UP))
        .order_by(RoleAssignment.id)
    ).all()
    ranked = sorted(rows, key=lambda row: STEPS_UP.index(row[0]))
    above = [Owner(staff_id, account_id) for role, account_id, staff_id in ranked]
    stores = [owner for owner, row in zip(above, ranked, strict=True) if row[0] == "store_manager"]
    # A store whose manager has no account still has a manager.
    in_charge = [Owner(p.staff_id, p.account_id) for p in found.people.values() if p.is_manager and not stores]
    return replace(found, managers=(*in_charge, *above))
