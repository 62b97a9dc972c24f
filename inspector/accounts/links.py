"""Links that work once: first set-up, invitation, reset of a password. Looking at one changes nothing; using it ends it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from inspector.accounts.models import OneTimeLink
from inspector.accounts.sessions import digest
from inspector.extensions import db

LIFE = timedelta(hours=24)


def create(kind: str, account_id: int | None, created_by_id: int | None, at: datetime) -> str:
    """Make a link and return its secret, which is told once. Earlier links of the same kind to the same account end.

    kind: setup (account_id None), invitation or reset.
    """
    earlier = update(OneTimeLink).where(OneTimeLink.account_id == account_id, OneTimeLink.used_at.is_(None))
    if account_id is None:
        earlier = update(OneTimeLink).where(OneTimeLink.kind == kind, OneTimeLink.used_at.is_(None))
    db.session.execute(earlier.values(used_at=at))
    secret = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            token_hash=digest(secret),
            kind=kind,
            account_id=account_id,
            created_by_id=created_by_id,
            expires_at=at + LIFE,
        )
    )
    db.session.flush()
    return secret


def find(secret: str, at: datetime) -> OneTimeLink | None:
    """The link of a secret, when it still works."""
    statement = select(OneTimeLink).where(
        OneTimeLink.token_hash == digest(secret), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > at
    )
    return db.session.scalar(statement)


def use(link: OneTimeLink, at: datetime) -> None:
    """End a link; a second use finds it gone."""
    link.used_at = at
