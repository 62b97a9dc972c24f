"""What accounts must know of places and people, handed to the guard by the application (accounts stand on a lower floor)."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from inspector.accounts.models import ScopeClosure
from inspector.extensions import db
from inspector.i18n import said
from inspector.sites.models import Organisation, Region, Site, StaffMember


def sites_under(connection: Connection, scope_id: int) -> frozenset[int]:
    """The ids of the sites in a scope and everything under it."""
    statement = (
        select(Site.id)
        .join(ScopeClosure, ScopeClosure.descendant_id == Site.scope_id)
        .where(ScopeClosure.ancestor_id == scope_id)
    )
    return frozenset(connection.execute(statement).scalars())


def staff_of(connection: Connection, account_id: int) -> int | None:
    """The id of the staff member whose account this is; None when it is nobody's."""
    return connection.execute(select(StaffMember.id).where(StaffMember.account_id == account_id)).scalar()


def zone_of(connection: Connection, site_ids: frozenset[int] | None) -> str:
    """The time zone of the first of some sites (None = all); what a page shows that is of no one site."""
    statement = select(Site.timezone).order_by(Site.id).limit(1)
    if site_ids:
        statement = statement.where(Site.id.in_(site_ids))
    return connection.execute(statement).scalar() or "Asia/Shanghai"


def scope_names(connection: Connection) -> dict[int, str]:
    """What each scope is called in the reader's language, in the order organisation, regions, sites."""
    names = {row.scope_id: row.name for row in connection.execute(select(Organisation.scope_id, Organisation.name))}
    regions = connection.execute(select(Region.scope_id, Region.name).order_by(Region.id)).all()
    sites = connection.execute(select(Site.scope_id, Site.name).where(Site.closed_on.is_(None)).order_by(Site.id)).all()
    return names | {row.scope_id: said(row.name) for row in regions} | {row.scope_id: row.name for row in sites}


def join_account(account_id: int, number: str) -> None:
    """Give the staff member of a number this account, if nobody has one yet."""
    own = update(StaffMember).where(StaffMember.number == number, StaffMember.account_id.is_(None))
    db.session.execute(own.values(account_id=account_id))
