"""What accounts must know of places and people, handed to the guard by the application (accounts stand on a lower floor)."""

from __future__ import annotations

from sqlalchemy import Connection, select

from inspector.accounts.models import ScopeClosure
from inspector.sites.models import Site, StaffMember


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
