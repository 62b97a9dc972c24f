"""The demo's sign-in page: each role as one button."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from inspector.accounts.models import Account, RoleAssignment

ORDER = ("supervisor", "store_manager", "staff", "area_manager", "quality_lead", "hr", "auditor", "agency", "administrator")


@dataclass(frozen=True, slots=True)
class Door:
    """One button: the first active person with a role, and where they hold it."""

    account_id: int
    name: str
    role: str
    scope_id: int


def doors(connection: Connection) -> list[Door]:
    """One door for each role that somebody holds, those of the floor first."""
    statement = (
        select(Account.id, Account.name, RoleAssignment.role, RoleAssignment.scope_id)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(Account.is_active, RoleAssignment.ended_at.is_(None))
        .order_by(RoleAssignment.id)
    )
    found: dict[str, Door] = {}
    for row in connection.execute(statement):
        found.setdefault(row.role, Door(*row))
    return [found[role] for role in ORDER if role in found]
