"""The way back by PIN: a secret that a device keeps locked under a person's PIN and changes for a session of that person.

It is a row of `session` that no cookie opens, so that everything which ends the sessions of an account (a new password, signing out
everywhere, a shut account) ends it too. It lives as long as a session that nobody uses, and never beyond what its sign-in allowed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from inspector.accounts.models import Account, SessionRow
from inspector.accounts.sessions import IDLE, LONGEST, PARKED, digest
from inspector.extensions import db


@dataclass(frozen=True, slots=True)
class Return:
    """Whose way back it was, and when that person last typed a password (ISO 8601)."""

    account_id: int
    signed_in_at: str


def give(account_id: int, device_id: str, signed_in_at: str | None, at: datetime) -> str:
    """Make the one way back of an account on a device; the one before ends. Returns the secret, of which only the hash stays."""
    end(SessionRow.account_id == account_id, device_id, at)
    ticket = secrets.token_urlsafe(32)
    db.session.add(
        SessionRow(
            id_hash=digest(ticket), account_id=account_id, created_at=at, seen_at=at, user_agent="",
            data={PARKED: device_id, "signed_in_at": signed_in_at or at.isoformat()},
        )
    )  # fmt: skip
    return ticket


def use(ticket: str, at: datetime) -> Return | None:
    """Change a way back for its person, once; None when it is unknown, used, ended, too old, or the account is shut."""
    row = db.session.get(SessionRow, digest(ticket))
    if row is None or row.revoked_at is not None or PARKED not in row.data or row.account_id is None:
        return None
    signed_in_at = str(row.data["signed_in_at"])
    row.revoked_at = at
    is_open = at - row.seen_at <= IDLE and at - datetime.fromisoformat(signed_in_at) <= LONGEST
    if not is_open or not db.session.get_one(Account, row.account_id).is_active:
        return None
    return Return(row.account_id, signed_in_at)


def end(whose: ColumnElement[bool], device_id: str, at: datetime) -> None:
    """End the ways back on one device of the accounts that a condition on SessionRow names."""
    rows: Any = select(SessionRow.id_hash, SessionRow.data).where(whose, SessionRow.revoked_at.is_(None))
    parked = [key for key, data in db.session.execute(rows) if data.get(PARKED) == device_id]
    if parked:
        db.session.execute(update(SessionRow).where(SessionRow.id_hash.in_(parked)).values(revoked_at=at))
