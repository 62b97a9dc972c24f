"""Who may open accounts and give roles: only what ranks below oneself, only within one's own scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, Connection, select, true

from inspector.accounts.access import Actor
from inspector.accounts.models import ROLES, Account, RoleAssignment, ScopeClosure

# role -> the roles its holder may give, within the scope in which it is held
GIVES: Final[Mapping[str, frozenset[str]]] = {
    "administrator": frozenset(ROLES),
    "hr": frozenset(("staff", "supervisor", "store_manager")),
    "area_manager": frozenset(("staff", "supervisor", "store_manager")),
    "store_manager": frozenset(("staff", "supervisor")),
}


def givable(connection: Connection, actor: Actor) -> dict[int, frozenset[str]]:
    """The roles an actor may give, by scope id; a scope that is not in it gives nothing."""
    statement = (
        select(ScopeClosure.descendant_id, RoleAssignment.role)
        .join(RoleAssignment, RoleAssignment.scope_id == ScopeClosure.ancestor_id)
        .where(
            RoleAssignment.account_id == actor.account_id,
            RoleAssignment.ended_at.is_(None),
            RoleAssignment.role.in_(GIVES),
        )
    )
    found: dict[int, frozenset[str]] = {}
    for scope_id, role in connection.execute(statement):
        found[scope_id] = found.get(scope_id, frozenset()) | GIVES[role]
    return found


def may_keep(connection: Connection, actor: Actor, account_id: int) -> bool:
    """Whether an actor may reset, shut or change an account: only when every role it holds is one the actor could have given.

    Otherwise a reset link would lift its maker into the account of somebody above.
    """
    mine = givable(connection, actor)
    held = connection.execute(
        select(RoleAssignment.role, RoleAssignment.scope_id).where(
            RoleAssignment.account_id == account_id, RoleAssignment.ended_at.is_(None)
        )
    ).all()
    if not held:
        return is_over_all(actor)
    return all(row.role in mine.get(row.scope_id, ()) for row in held)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition for accounts an actor may see: all for an administrator of everything, else those with a role in one's scope."""
    if is_over_all(actor):
        return true()
    own = select(ScopeClosure.descendant_id).join(RoleAssignment, RoleAssignment.scope_id == ScopeClosure.ancestor_id)
    own = own.where(
        RoleAssignment.account_id == actor.account_id, RoleAssignment.ended_at.is_(None), RoleAssignment.role.in_(GIVES)
    )
    return Account.id.in_(
        select(RoleAssignment.account_id).where(RoleAssignment.ended_at.is_(None), RoleAssignment.scope_id.in_(own))
    )


def is_over_all(actor: Actor) -> bool:
    """Whether the actor administers the whole organisation."""
    return any(role.name == "administrator" and role.site_ids is None for role in actor.roles)
