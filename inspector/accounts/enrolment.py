"""Accounts and their roles: opened, given, ended; each with a line in the trail and, where it matters, a notice to others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select, update

from inspector.accounts import passwords, sessions
from inspector.accounts.models import ROLES, Account, CaptureGrant, OneTimeLink, RoleAssignment, Scope
from inspector.accounts.wording import ROLE_WORDS
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board

TOOK_A_ROLE = "%(name)s gave themselves a role: %(role)s."


def open_account(
    name: str,
    *,
    number: str | None = None,
    email: str | None = None,
    language: str | None = None,
    by: int | None,
    at: datetime,
) -> Account:
    """Open an account without a password; its owner sets one by a link.

    Raises Problem bad_form when neither number nor e-mail is given or one is taken; by: account id, None = set-up or demo.
    """
    number, email = (number or "").strip() or None, (email or "").strip().lower() or None
    if not number and not email:
        raise Problem("bad_form", fields={"number": "Give a staff number or an e-mail address."})
    if number and db.session.scalar(select(Account.id).where(Account.number == number)):
        raise Problem("bad_form", fields={"number": "An account with this staff number is already here."})
    if email and db.session.scalar(select(Account.id).where(func.lower(Account.email) == email)):
        raise Problem("bad_form", fields={"email": "An account with this e-mail address is already here."})
    account = Account(name=name.strip(), number=number, email=email, language=language, created_at=at)
    db.session.add(account)
    db.session.flush()
    trail.record("account.opened", f"account:{account.id}", actor_id=by, at=at)
    return account


def give_role(account: Account, role: str, scope_id: int, *, by: int | None, at: datetime) -> RoleAssignment:
    """Give a role in a scope; giving it twice changes nothing. All administrators are told of a role somebody gave himself."""
    assert role in ROLES
    held = db.session.scalar(
        select(RoleAssignment).where(
            RoleAssignment.account_id == account.id, RoleAssignment.role == role, RoleAssignment.scope_id == scope_id,
            RoleAssignment.ended_at.is_(None),
        )
    )  # fmt: skip
    if held is not None:
        return held
    assignment = RoleAssignment(account_id=account.id, role=role, scope_id=scope_id, granted_by_id=by, granted_at=at)
    db.session.add(assignment)
    db.session.flush()
    event = trail.record(
        "role.given",
        f"account:{account.id}",
        actor_id=by,
        details={"role": role, "scope": scope_id, "to_oneself": by == account.id},
        at=at,
    )
    if by == account.id:
        values = {"name": account.name, "role": {"msgid": ROLE_WORDS[role]}}
        board.announce(administrators(), f"role:{event.seq}", TOOK_A_ROLE, values, f"/accounts/{account.id}", at)
    return assignment


def end_role(assignment: RoleAssignment, *, by: int | None, at: datetime) -> None:
    """End a role; what was done under it stays. Raises Problem conflict for the last administrator."""
    if assignment.ended_at is not None:
        return
    if (
        assignment.role == "administrator"
        and administrators() == [assignment.account_id]
        and _open_count(assignment) == 1
    ):
        raise Problem("conflict", state="last_administrator")
    assignment.ended_at = at
    details = {"role": assignment.role, "scope": assignment.scope_id}
    trail.record("role.ended", f"account:{assignment.account_id}", actor_id=by, details=details, at=at)


def deactivate(account: Account, *, by: int | None, at: datetime) -> None:
    """Shut an account: its sessions, links and grants end at once; its history stays.

    Raises Problem conflict for the last administrator.
    """
    if administrators() == [account.id]:
        raise Problem("conflict", state="last_administrator")
    account.is_active = False
    sessions.revoke_all(account.id, at)
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None))
        .values(used_at=at)
    )
    db.session.execute(
        update(CaptureGrant)
        .where(CaptureGrant.account_id == account.id, CaptureGrant.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    trail.record("account.deactivated", f"account:{account.id}", actor_id=by, at=at)


def reactivate(account: Account, *, by: int | None, at: datetime) -> None:
    """Open a shut account again."""
    account.is_active = True
    trail.record("account.reactivated", f"account:{account.id}", actor_id=by, at=at)


def set_password(account: Account, password: str, *, by: int | None, at: datetime) -> str | None:
    """Set a password and end every other session. Returns why it is not taken (gettext message id), None when it is."""
    weak = passwords.weakness(password, account.number, account.email, account.name)
    if weak:
        return weak
    account.password_hash = passwords.hash_password(password)
    sessions.revoke_all(account.id, at)
    trail.record("password.set", f"account:{account.id}", actor_id=by, at=at)
    return None


def administrators() -> list[int]:
    """The ids of the active accounts that are administrator of the whole organisation."""
    statement = (
        select(Account.id)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .join(Scope, Scope.id == RoleAssignment.scope_id)
        .where(
            Account.is_active,
            RoleAssignment.role == "administrator",
            RoleAssignment.ended_at.is_(None),
            Scope.kind == "organisation",
        )
    )
    return sorted(set(db.session.scalars(statement)))


def by_sign_in(name: str) -> Account | None:
    """The account of a staff number or e-mail."""
    tidy = name.strip()
    return db.session.scalar(select(Account).where(or_(Account.number == tidy, Account.email == tidy.lower())))


def _open_count(assignment: RoleAssignment) -> int:
    statement = select(func.count()).where(
        RoleAssignment.account_id == assignment.account_id,
        RoleAssignment.role == "administrator",
        RoleAssignment.ended_at.is_(None),
    )
    return db.session.scalar(statement) or 0
