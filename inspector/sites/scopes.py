"""Keeps the tree of scopes and its closure in step with regions and sites."""

from __future__ import annotations

from sqlalchemy import delete, select

from inspector.accounts.access import PERMISSIONS, Actor
from inspector.accounts.models import RoleAssignment, Scope, ScopeClosure
from inspector.extensions import db


def plant(kind: str, parent_id: int | None) -> Scope:
    """Add a leaf below a parent (None = the root) and its pairs in the closure."""
    scope = Scope(kind=kind, parent_id=parent_id)
    db.session.add(scope)
    db.session.flush()
    _pair(_ancestors(parent_id), [scope.id])
    _pair([scope.id], [scope.id])
    return scope


def replant(scope_id: int, parent_id: int) -> None:
    """Hang a scope, with everything under it, below another parent."""
    scope = db.session.get_one(Scope, scope_id)
    below = list(db.session.scalars(select(ScopeClosure.descendant_id).where(ScopeClosure.ancestor_id == scope_id)))
    above = [one for one in _ancestors(scope_id) if one != scope_id]
    db.session.execute(
        delete(ScopeClosure).where(ScopeClosure.ancestor_id.in_(above), ScopeClosure.descendant_id.in_(below))
    )
    scope.parent_id = parent_id
    _pair(_ancestors(parent_id), below)


def holds(actor: Actor, permission: str, scope_id: int) -> bool:
    """Whether a permission holds for a whole scope.

    A region may have no site yet, so the sites under a role do not answer this; the roles themselves do.
    """
    statement = (
        select(RoleAssignment.id)
        .join(ScopeClosure, ScopeClosure.ancestor_id == RoleAssignment.scope_id)
        .where(
            RoleAssignment.account_id == actor.account_id,
            RoleAssignment.role.in_(PERMISSIONS[permission]),
            RoleAssignment.ended_at.is_(None),
            ScopeClosure.descendant_id == scope_id,
        )
    )
    return db.session.execute(statement.limit(1)).first() is not None


def _ancestors(scope_id: int | None) -> list[int]:
    return list(db.session.scalars(select(ScopeClosure.ancestor_id).where(ScopeClosure.descendant_id == scope_id)))


def _pair(ancestors: list[int], descendants: list[int]) -> None:
    db.session.add_all(
        ScopeClosure(ancestor_id=above, descendant_id=below) for above in ancestors for below in descendants
    )
    db.session.flush()
