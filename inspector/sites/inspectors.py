"""Who may inspect at a site: the accounts behind a choice of inspectors, partners and people a plan names."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from inspector.accounts.access import PERMISSIONS
from inspector.accounts.models import Account, RoleAssignment, ScopeClosure
from inspector.extensions import db
from inspector.sites.models import Site


def at(site_id: int, roles: Collection[str] = PERMISSIONS["inspections.conduct"]) -> list[tuple[int, str]]:
    """(account, name) of everybody who may inspect at a site at present, or who holds one of some roles there, by name."""
    own = select(Site.scope_id).where(Site.id == site_id).scalar_subquery()
    statement = (
        select(Account.id, Account.name)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .join(ScopeClosure, ScopeClosure.ancestor_id == RoleAssignment.scope_id)
        .where(RoleAssignment.role.in_(roles), RoleAssignment.ended_at.is_(None), Account.is_active)
        .where(ScopeClosure.descendant_id == own)
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return [(row.id, row.name) for row in db.session.execute(statement)]
